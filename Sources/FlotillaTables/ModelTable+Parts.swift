/// What the macros `@Index`, `@Unique`, `@Check` and `@ForeignKey` hand on as it is written.
extension TablePart {
    public static func index(
        _ columns: String..., unique: Bool = false, where filter: SQLText? = nil, name: String? = nil
    ) -> TablePart {
        .index(columns, isUnique: unique, filter: filter, name: name)
    }

    public static func unique(_ columns: String..., name: String? = nil) -> TablePart {
        .unique(columns, name: name)
    }

    public static func foreignKey(
        _ properties: String..., references: any Model.Type, columns: [String] = [],
        onDelete: ReferenceAction = .noAction, onUpdate: ReferenceAction = .noAction, name: String? = nil
    ) -> TablePart {
        .foreignKey(
            properties,
            ModelReference(references.tableName, columns: columns, onDelete: onDelete, onUpdate: onUpdate), name: name)
    }
}
