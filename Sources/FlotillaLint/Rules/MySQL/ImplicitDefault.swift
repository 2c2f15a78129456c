extension LintRule {
    static let implicitDefault = eachAction(
        "implicit-default", .warning, [.mysql],
        prevents: "Old rows get a value that nobody chose: 0, an empty text, or the day 0000-00-00.",
        recipe: """
            ALTER TABLE users ADD COLUMN plan varchar(20) NOT NULL DEFAULT 'free', ALGORITHM=INSTANT;
            """
    ) { kind, at in
        guard case .addColumn(let column) = kind, column.isNotNull, column.defaultValue == nil else { return nil }
        guard column.generation == nil, !column.countsUp, !column.isPrimaryKey else { return nil }
        return "adds \(column.name) to \(at.table) as NOT NULL without saying what old rows shall have"
    }
}
