extension LintRule {
    static let checkWithoutNotValid = eachAction(
        "check-without-not-valid", .error, [.postgresql], growsWithRows: true,
        prevents: "A CHECK is evaluated for every row while nobody can read or write the table.",
        recipe: """
            ALTER TABLE orders ADD CONSTRAINT amount_positive CHECK (amount > 0) NOT VALID;
            -- in a section of its own, with transaction=none:
            ALTER TABLE orders VALIDATE CONSTRAINT amount_positive;
            """
    ) { kind, at in
        switch kind {
        case .addConstraint(let check) where check.kind == .check && !check.isNotValid:
            "adds a CHECK to \(at.table) and reads all rows under a lock"
        case .addColumn(let column) where column.hasCheck:
            "adds \(column.name) to \(at.table) with a CHECK, for which all rows are read under a lock"
        default: nil
        }
    }
}
