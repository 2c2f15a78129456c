extension LintRule {
    static let primaryKeyWithoutIndex = eachAction(
        "primary-key-without-index", .error, [.postgresql], growsWithRows: true,
        prevents: """
            A primary key builds its index, and looks for NULL in every row, while nobody can read or write the \
            table.
            """,
        recipe: """
            -- flotilla:upgrade postgresql transaction=none
            CREATE UNIQUE INDEX CONCURRENTLY users_pkey ON users (id);
            -- once id is NOT NULL (see set-not-null):
            ALTER TABLE users ADD CONSTRAINT users_pkey PRIMARY KEY USING INDEX users_pkey;
            """
    ) { kind, at in
        switch kind {
        case .addConstraint(let key) where key.kind == .primaryKey && !key.usesIndex:
            "adds a primary key to \(at.table) and builds its index under a lock"
        case .addColumn(let column) where column.isPrimaryKey:
            "adds \(column.name) to \(at.table) as its primary key, and builds the index under a lock"
        default: nil
        }
    }
}
