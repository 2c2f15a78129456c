extension LintRule {
    static let uniqueWithoutIndex = eachAction(
        "unique-without-index", .error, [.postgresql], growsWithRows: true,
        prevents: "A UNIQUE constraint builds its index while nobody can read or write the table.",
        recipe: """
            -- flotilla:upgrade postgresql transaction=none
            CREATE UNIQUE INDEX CONCURRENTLY users_email_key ON users (email);
            ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE USING INDEX users_email_key;
            """
    ) { kind, at in
        switch kind {
        case .addConstraint(let unique) where unique.kind == .unique && !unique.usesIndex:
            "adds a UNIQUE constraint to \(at.table) and builds its index under a lock"
        case .addColumn(let column) where column.isUnique:
            "adds \(column.name) to \(at.table) as UNIQUE and builds its index under a lock"
        default: nil
        }
    }
}
