extension LintRule {
    static let unsupportedAlter = eachAction(
        "unsupported-alter", .error, [.sqlite],
        prevents: "SQLite's ALTER TABLE can do little: it refuses this, or refuses it where the table has rows.",
        recipe: """
            -- The steps of SQLite's manual (lang_altertable.html, 7):
            CREATE TABLE users_new (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE);
            INSERT INTO users_new (id, email) SELECT id, email FROM users;
            DROP TABLE users;
            ALTER TABLE users_new RENAME TO users;
            """
    ) { kind, at in
        switch kind {
        case .addConstraint: "adds a constraint to \(at.table)"
        case .dropConstraint: "drops a constraint of \(at.table)"
        case .alterType, .setNotNull, .dropNotNull, .setDefault, .redefine: "changes a column of \(at.table)"
        case .addColumn(let column): UnsupportedColumn.reason(column, at)
        default: nil
        }
    }
}

/// What SQLite's manual says an added column may not have.
private enum UnsupportedColumn {
    static func reason(_ column: ColumnDefinition, _ at: Alteration) -> String? {
        let start = "adds \(column.name) to \(at.table) "
        if column.isPrimaryKey { return start + "as a primary key" }
        if column.isUnique { return start + "as UNIQUE" }
        if column.generation == .stored { return start + "as a stored generated column" }
        guard let range = column.defaultValue else { return nil }
        let first = at.act.tokens[range.lowerBound].text
        let isComputed = ["(", "current_timestamp", "current_date", "current_time"].contains(first)
        return isComputed ? start + "with a default that is no constant" : nil
    }
}
