extension LintRule {
    static let addRequiredColumn = eachAction(
        "add-required-column", .error, [.postgresql, .sqlite],
        prevents: """
            A NOT NULL column without a default cannot be added to a table that has rows: the statement fails on \
            every target where somebody uses the table, and works on the empty ones it was tried on.
            """,
        recipe: """
            ALTER TABLE users ADD COLUMN plan text NOT NULL DEFAULT 'free';
            """
    ) { kind, at in
        guard case .addColumn(let column) = kind, column.isNotNull || column.isPrimaryKey else { return nil }
        guard column.defaultValue == nil, column.generation == nil, !column.countsUp, !column.isSerial else {
            return nil
        }
        guard !at.scene.empties(at.table, before: at.act) else { return nil }
        return "adds \(column.name) to \(at.table) as NOT NULL without a default, which fails where there are rows"
    }
}
