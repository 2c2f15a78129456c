extension LintRule {
    static let insertWithoutColumns = each(
        "insert-without-columns", .warning,
        prevents: """
            Without names, values go to columns by position: on a target whose columns have another order they land \
            in the wrong ones, or the statement fails.
            """,
        recipe: """
            INSERT INTO users_new (id, email) SELECT id, email FROM users;
            """
    ) { act, _ in
        guard act.command == "INSERT" else { return nil }
        var cursor = act.cursor
        guard cursor.seek(["into"]) else { return nil }
        cursor.advance()
        guard let table = cursor.objectName(), cursor.isAt("select") || cursor.isAt("values") else { return nil }
        return "fills \(table) by the position of its columns"
    }
}
