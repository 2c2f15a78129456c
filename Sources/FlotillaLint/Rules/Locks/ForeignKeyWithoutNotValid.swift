extension LintRule {
    static let foreignKeyWithoutNotValid = eachAction(
        "foreign-key-without-not-valid", .error, [.postgresql], growsWithRows: true,
        prevents: "A foreign key is checked for every row while writes to both tables wait.",
        recipe: """
            ALTER TABLE orders ADD CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;
            -- in a section of its own, with transaction=none:
            ALTER TABLE orders VALIDATE CONSTRAINT orders_user;
            """
    ) { kind, at in
        switch kind {
        case .addConstraint(let key) where key.kind == .foreignKey && !key.isNotValid:
            "adds a foreign key to \(at.table) and checks all rows while writes wait"
        // Without a default all old rows are NULL, and PostgreSQL knows that there is nothing to check.
        case .addColumn(let column) where column.references != nil && column.defaultValue != nil:
            "adds \(column.name) to \(at.table) with a default and a foreign key, for which all rows are checked"
        default: nil
        }
    }
}
