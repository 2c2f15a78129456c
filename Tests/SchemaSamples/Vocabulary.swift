import FlotillaSQL
import FlotillaSchema

/// A difference in the vocabulary of `conformance/autogenerate.jsonl`, as far as its checking rule looks.
public struct VocabularyEntry: Sendable, Hashable {
    public var op: String
    public var table: String?
    public var name: String?
    public var columns: [String]?
    public var referenced: String?
    public var onDelete: String?

    public init(
        op: String, table: String? = nil, name: String? = nil, columns: [String]? = nil, referenced: String? = nil,
        onDelete: String? = nil
    ) {
        self.op = op
        self.table = table
        self.name = name
        self.columns = columns
        self.referenced = referenced
        self.onDelete = onDelete
    }
}

extension VocabularyEntry {
    /// `hasTableIndexes` adds the indexes that come or go with their table, which a tool may leave out.
    public static func entries(of difference: SchemaDifference, hasTableIndexes: Bool = true) -> [VocabularyEntry] {
        difference.changes.flatMap { change -> [VocabularyEntry] in
            switch change {
            case .createTable(let table):
                [VocabularyEntry(op: "add_table", table: table.name.text)]
                    + (hasTableIndexes ? table.indexes.map { named("add_index", table.name, $0.name) } : [])
            case .dropTable(let table):
                [VocabularyEntry(op: "remove_table", table: table.name.text)]
                    + (hasTableIndexes ? table.indexes.map { named("remove_index", table.name, $0.name) } : [])
            case .alterTable(let change): entries(of: change)
            case .createEnum(let type): [VocabularyEntry(op: "add_enum", name: type.name.text)]
            case .dropEnum(let type): [VocabularyEntry(op: "remove_enum", name: type.name.text)]
            case .alterEnum(_, let type): [VocabularyEntry(op: "modify_enum", name: type.name.text)]
            case .renameTable(let old, let new):
                [
                    VocabularyEntry(op: "remove_table", table: old.text),
                    VocabularyEntry(op: "add_table", table: new.text),
                ]
            default: [VocabularyEntry(op: "not in the vocabulary: \(change)")]
            }
        }
    }

    /// A primary key that is replaced is one entry.
    private static func entries(of change: TableChange) -> [VocabularyEntry] {
        let isReplaced = change.from.primaryKey != nil && change.to.primaryKey != nil
        return change.edits.flatMap { edit -> [VocabularyEntry] in
            if case .dropPrimaryKey = edit, isReplaced { return [] }
            return entries(of: edit, change.to.name)
        }
    }

    private static func entries(of edit: TableEdit, _ table: ObjectName) -> [VocabularyEntry] {
        switch edit {
        case .addColumn(let column): [named("add_column", table, column.name)]
        case .dropColumn(let column): [named("remove_column", table, column.name)]
        case .renameColumn(let old, let new): [named("remove_column", table, old), named("add_column", table, new)]
        case .alterColumn(let old, let new): entries(from: old, to: new, table)
        case .addPrimaryKey, .dropPrimaryKey: [VocabularyEntry(op: "modify_pk", table: table.text)]
        case .addUnique(let unique): [of("add_unique", table, unique.columns)]
        case .dropUnique(let unique): [of("remove_unique", table, unique.columns)]
        case .addForeignKey(let key): [of("add_fk", table, key)]
        case .dropForeignKey(let key): [of("remove_fk", table, key)]
        case .addCheck(let check): [named("add_check", table, check.name)]
        case .dropCheck(let check): [named("remove_check", table, check.name)]
        case .addIndex(let index): [named("add_index", table, index.name)]
        case .dropIndex(let index): [named("remove_index", table, index.name)]
        case .setComment: [VocabularyEntry(op: "modify_table_comment", table: table.text)]
        case .addTrigger, .dropTrigger, .setOption, .addOther, .dropOther:
            [VocabularyEntry(op: "not in the vocabulary: \(edit)", table: table.text)]
        }
    }

    private static func entries(from old: Column, to new: Column, _ table: ObjectName) -> [VocabularyEntry] {
        var entries: [VocabularyEntry] = []
        if old.type != new.type { entries.append(named("modify_type", table, new.name)) }
        if old.isNullable != new.isNullable { entries.append(named("modify_nullable", table, new.name)) }
        if old.default != new.default { entries.append(named("modify_default", table, new.name)) }
        if old.comment != new.comment { entries.append(named("modify_comment", table, new.name)) }
        var rest = new
        (rest.type, rest.isNullable, rest.default, rest.comment) = (old.type, old.isNullable, old.default, old.comment)
        if rest != old { entries.append(named("not in the vocabulary: \(old) to \(new)", table, new.name)) }
        return entries
    }

    private static func named(_ op: String, _ table: ObjectName, _ name: String?) -> VocabularyEntry {
        VocabularyEntry(op: op, table: table.text, name: name)
    }

    private static func of(_ op: String, _ table: ObjectName, _ columns: [String]) -> VocabularyEntry {
        VocabularyEntry(op: op, table: table.text, columns: columns)
    }

    private static func of(_ op: String, _ table: ObjectName, _ key: ForeignKey) -> VocabularyEntry {
        VocabularyEntry(
            op: op, table: table.text, columns: key.columns, referenced: key.table.text,
            onDelete: key.onDelete == .noAction ? nil : key.onDelete.rawValue)
    }
}
