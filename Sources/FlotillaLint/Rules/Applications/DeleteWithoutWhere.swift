extension LintRule {
    static let deleteWithoutWhere = each(
        "delete-without-where", .error, downgrades: false, growsWithRows: true,
        prevents: "All rows of the table are lost, on every target.",
        recipe: """
            DELETE FROM sessions WHERE expires_at < '2026-01-01';
            """
    ) { act, _ in
        guard act.command == "DELETE", !act.hasOutsideParentheses("where", "limit") else { return nil }
        guard let table = act.target, act.isOld(table) else { return nil }
        return "deletes every row of \(table)"
    }
}
