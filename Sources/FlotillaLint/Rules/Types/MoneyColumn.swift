extension LintRule {
    static let moneyColumn = eachColumn(
        "money-column", .warning, [.postgresql],
        prevents: "money reads and rounds by the server's lc_monetary: on another server it is another currency.",
        recipe: """
            ALTER TABLE orders ADD COLUMN total numeric(12, 2);
            """
    ) { column in
        column.type == "money" ? "has the type money" : nil
    }
}
