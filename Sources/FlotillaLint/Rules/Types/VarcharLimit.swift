extension LintRule {
    static let varcharLimit = eachColumn(
        "varchar-limit", .info, [.postgresql],
        prevents: """
            A limit in the type is hard to lower later; text is as fast, and a CHECK can be changed without a \
            rewrite.
            """,
        recipe: """
            ALTER TABLE users ADD COLUMN name text;
            """
    ) { column in
        ["varchar", "character varying"].contains(column.type) && !column.typeArguments.isEmpty
            ? "limits its length by its type" : nil
    }
}
