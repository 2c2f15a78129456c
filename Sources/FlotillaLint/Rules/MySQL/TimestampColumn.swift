extension LintRule {
    static let timestampColumn = eachColumn(
        "timestamp-column", .warning, [.mysql],
        prevents: "TIMESTAMP ends in January 2038.",
        recipe: """
            ALTER TABLE users ADD COLUMN seen_at datetime(6), ALGORITHM=INSTANT;
            """
    ) { column in
        column.type == "timestamp" ? "is a TIMESTAMP, which ends in 2038" : nil
    }
}
