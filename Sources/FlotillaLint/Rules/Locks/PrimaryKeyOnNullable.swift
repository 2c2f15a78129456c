extension LintRule {
    static let primaryKeyOnNullable = eachAction(
        "primary-key-on-nullable", .warning, [.postgresql], growsWithRows: true,
        prevents: """
            A primary key over a column that is not yet NOT NULL makes it so, and reads the whole table under a lock \
            for it, even with USING INDEX.
            """,
        recipe: """
            -- See set-not-null for how to get there without a long lock. Then:
            ALTER TABLE users ADD CONSTRAINT users_pkey PRIMARY KEY USING INDEX users_pkey;
            """
    ) { kind, at in
        guard case .addConstraint(let key) = kind, key.kind == .primaryKey, key.usesIndex, let known = at.known else {
            return nil
        }
        let index = known.indexes.first { $0.name != nil && $0.name == key.indexName }
        let nullable = (index?.columns ?? []).filter { known.columns[$0].map { !$0.isNotNull } ?? false }
        guard !nullable.isEmpty else { return nil }
        return "makes \(nullable.joined(separator: ", ")) of \(at.table) NOT NULL and reads all rows for it"
    }
}
