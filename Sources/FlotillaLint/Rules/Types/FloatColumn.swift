extension LintRule {
    static let floatColumn = eachColumn(
        "float-column", .info, [.postgresql, .mysql],
        prevents: "Sums of floating point numbers depend on their order, and 0.1 is not 0.1.",
        recipe: """
            ALTER TABLE orders ADD COLUMN weight numeric(10, 3);
            """
    ) { column in
        let types: Set<String> = ["real", "float", "float4", "float8", "double precision", "double"]
        return types.contains(column.type) ? "is a floating point number" : nil
    }
}
