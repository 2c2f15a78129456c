extension LintRule {
    static let serialColumn = eachColumn(
        "serial-column", .info, [.postgresql],
        prevents: "A serial's sequence has owner and rights of its own, which copies of the table and grants forget.",
        recipe: """
            CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
            """
    ) { column in
        column.isSerial ? "is a \(column.type)" : nil
    }
}
