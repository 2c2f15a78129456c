extension LintRule {
    static let foreignKeyWithoutIndex = LintRule(
        "foreign-key-without-index", .warning, [.postgresql, .sqlite], downgrades: false, growsWithRows: true,
        prevents: "Whoever deletes a row that is referred to makes the engine read all of the referring table.",
        recipe: """
            CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users (id));
            CREATE INDEX ix_orders_user_id ON orders (user_id);
            """
    ) { scene in
        scene.foreignKeys.compactMap { key in
            guard let table = scene.after[key.table], !table.hasIndex(beginningWith: key.columns) else { return nil }
            // Of a table that revisions do not describe in full, an index may be there that nobody wrote down.
            guard table.isWhole || key.isOnNewColumn else { return nil }
            let columns = key.columns.joined(separator: ", ")
            return Remark(
                key.act, token: key.token, "makes \(key.table).\(columns) a foreign key without an index on it")
        }
    }
}
