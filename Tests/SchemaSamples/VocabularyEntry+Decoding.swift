/// One entry of `edits` or `expect` in a line of the vectors: only what the checking rule compares is kept.
extension VocabularyEntry: Decodable {
    private enum CodingKeys: String, CodingKey {
        case op, table, name, columns
        case referenced = "ref_table"
        case onDelete = "ondelete"
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let op = try fields.decode(String.self, forKey: .op)
        self.init(op: op, table: try fields.decodeIfPresent(String.self, forKey: .table))
        switch op {
        case "add_unique", "remove_unique":
            columns = try fields.decode([String].self, forKey: .columns)
        case "add_fk", "remove_fk":
            columns = try fields.decode([String].self, forKey: .columns)
            referenced = try fields.decode(String.self, forKey: .referenced)
            let action = try fields.decodeIfPresent(String.self, forKey: .onDelete)
            onDelete = action == "NO ACTION" ? nil : action
        case "add_table", "remove_table", "modify_pk", "modify_table_comment": break
        default: name = try fields.decodeIfPresent(String.self, forKey: .name)
        }
    }
}
