extension LintRule {
    static let updateWithoutWhere = each(
        "update-without-where", .warning, growsWithRows: true,
        prevents: """
            All rows are written in one transaction: each stays locked to its end, the table grows to twice its \
            size, and replicas fall behind.
            """,
        recipe: """
            -- In a revision of its own; Flotilla repeats it until it touches no row, and commits each time:
            -- flotilla:upgrade batch=5000
            UPDATE users SET plan = 'free' WHERE id IN (SELECT id FROM users WHERE plan IS NULL LIMIT 5000);
            """
    ) { act, scene in
        guard act.command == "UPDATE", scene.options.batch == nil, !act.hasOutsideParentheses("where", "limit") else {
            return nil
        }
        guard let table = act.target, act.isOld(table) else { return nil }
        return "writes every row of \(table) in one transaction"
    }
}
