extension LintRule {
    static let timestampWithoutZone = eachColumn(
        "timestamp-without-zone", .warning, [.postgresql],
        prevents: """
            Without a zone nobody can tell which moment is meant, least of all over tenants in several regions.
            """,
        recipe: """
            ALTER TABLE users ADD COLUMN seen_at timestamptz;
            """
    ) { column in
        ["timestamp", "timestamp without time zone"].contains(column.type) ? "is a time without a zone" : nil
    }
}
