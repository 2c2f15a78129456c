extension LintRule {
    static let storageEngine = each(
        "storage-engine", .warning, [.mysql],
        prevents: "Tables outside InnoDB have no transactions: a change of rows that fails half-way stays half done.",
        recipe: """
            CREATE TABLE orders (id bigint PRIMARY KEY) ENGINE=InnoDB;
            """
    ) { act, _ in
        var cursor = act.cursor
        while cursor.seek(["engine"]) {
            cursor.advance()
            _ = cursor.accept(sign: "=")
            if let engine = cursor.word, ["myisam", "aria", "memory", "csv", "archive", "merge"].contains(engine) {
                return "chooses the storage engine \(engine)"
            }
        }
        return nil
    }
}
