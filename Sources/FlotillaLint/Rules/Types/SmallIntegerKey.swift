extension LintRule {
    static let smallIntegerKey = LintRule(
        "small-integer-key", .warning, [.postgresql, .mysql], downgrades: false,
        prevents: """
            A key of 32 bits or fewer runs out at 2,147,483,647 rows ever made, and widening it later rewrites the \
            table.
            """,
        recipe: """
            CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
            """
    ) { scene in
        let small: Set<String> = [
            "int", "integer", "int4", "int2", "smallint", "serial", "serial4", "smallserial", "serial2", "mediumint",
            "tinyint",
        ]
        return scene.acts.flatMap { act -> [Remark] in
            guard case .createTable(let table) = act.form else { return [] }
            let key = table.constraints.first { $0.kind == .primaryKey && $0.columns.count == 1 }?.columns.first
            return table.columns.filter { $0.isPrimaryKey || $0.name == key }.compactMap { column in
                let type = column.type.split(separator: " ").first.map(String.init) ?? ""
                guard small.contains(type) else { return nil }
                return Remark(act, token: column.range.lowerBound, "makes \(type) the key of \(table.name)")
            }
        }
    }
}
