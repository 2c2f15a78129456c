extension LintRule {
    static let rowidAliasMissed = LintRule(
        "rowid-alias-missed", .warning, [.sqlite], downgrades: false,
        prevents: """
            Only the exact words INTEGER PRIMARY KEY make a column the row's own number. Any other spelling makes a \
            column that can be NULL, fills nothing in by itself, and has an index beside it.
            """,
        recipe: """
            CREATE TABLE users (id INTEGER PRIMARY KEY);
            """
    ) { scene in
        scene.acts.flatMap { act -> [Remark] in
            guard case .createTable(let table) = act.form, !act.has("without", "rowid") else { return [] }
            return table.columns.filter { column in
                column.isPrimaryKey && column.type != "integer" && column.type.contains("int")
            }.map { Remark(act, token: $0.range.lowerBound, "makes \($0.type) \($0.name) the key of \(table.name)") }
        }
    }
}
