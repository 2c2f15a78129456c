extension LintRule {
    static let truncate = each(
        "truncate", .error, downgrades: false,
        prevents: """
            All rows are lost, with CASCADE also those of tables that refer to it; nobody can read the table \
            meanwhile, and MySQL cannot take it back.
            """,
        recipe: """
            DELETE FROM sessions WHERE expires_at < '2026-01-01';
            """
    ) { act, _ in
        guard act.command == "TRUNCATE" else { return nil }
        var cursor = act.cursor
        cursor.advance()
        _ = cursor.accept("table")
        _ = cursor.accept("only")
        guard let table = cursor.objectName(), act.isOld(table) else { return nil }
        return "empties \(table)" + (act.has("cascade") ? ", and every table that refers to it" : "")
    }
}
