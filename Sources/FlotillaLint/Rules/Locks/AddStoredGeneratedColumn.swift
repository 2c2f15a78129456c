extension LintRule {
    static let addStoredGeneratedColumn = eachAction(
        "add-stored-generated-column", .error, [.postgresql, .mysql], growsWithRows: true,
        prevents: "A stored generated column is computed for every row while the table is locked and rewritten.",
        recipe: """
            ALTER TABLE orders ADD COLUMN total numeric;
            -- keep it current with a trigger or in the application, and fill old rows in a revision of their own:
            -- flotilla:upgrade batch=5000
            UPDATE orders SET total = price * amount
            WHERE id IN (SELECT id FROM orders WHERE total IS NULL LIMIT 5000);
            """
    ) { kind, at in
        guard case .addColumn(let column) = kind, column.generation == .stored else { return nil }
        return "adds \(column.name) to \(at.table) as a stored generated column, for which every row is rewritten"
    }
}
