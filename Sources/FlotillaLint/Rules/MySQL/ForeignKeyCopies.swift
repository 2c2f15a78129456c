extension LintRule {
    static let foreignKeyCopies = eachAction(
        "foreign-key-copies", .warning, [.mysql], growsWithRows: true,
        prevents: """
            While foreign_key_checks is on, adding a foreign key copies the table. Tools that change tables online \
            cannot work on it afterwards.
            """,
        recipe: """
            -- Keep the reference in the application and an index on the column; or, on small tables, waive this rule.
            ALTER TABLE orders ADD INDEX ix_user_id (user_id), ALGORITHM=INPLACE, LOCK=NONE;
            """
    ) { kind, at in
        guard case .addConstraint(let key) = kind, key.kind == .foreignKey else { return nil }
        return "adds a foreign key to \(at.table), for which the table is copied"
    }
}
