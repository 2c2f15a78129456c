extension LintRule {
    static let tableWithoutPrimaryKey = LintRule(
        "table-without-primary-key", .warning, [.postgresql, .mysql], downgrades: false,
        prevents: """
            Without a key, logical replication cannot update or delete rows, and no tool can copy the table in \
            batches.
            """,
        recipe: """
            CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
            """
    ) { scene in
        scene.acts.compactMap { act in
            guard case .createTable(let table) = act.form, !table.isTemporary, !table.isDerived else { return nil }
            let hasKey =
                table.columns.contains { $0.isPrimaryKey } || table.constraints.contains { $0.kind == .primaryKey }
            guard !hasKey, !scene.addsPrimaryKey(to: table.name) else { return nil }
            return Remark(act, "makes \(table.name) without a primary key")
        }
    }
}
