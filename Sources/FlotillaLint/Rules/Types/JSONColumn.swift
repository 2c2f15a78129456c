extension LintRule {
    static let jsonColumn = eachColumn(
        "json-column", .warning, [.postgresql],
        prevents: """
            json has no equality: DISTINCT, GROUP BY and UNION over it fail, also in queries that exist already.
            """,
        recipe: """
            ALTER TABLE events ADD COLUMN payload jsonb;
            """
    ) { column in
        column.type == "json" ? "has the type json" : nil
    }
}
