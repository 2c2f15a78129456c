import FlotillaSQL

/// Which changes may lose what is in the database. The list of changes and the statements of every engine ask here, so that
/// what the one calls lost is marked in the others.
///
/// - A table, a column whose values are not computed, or a sequence goes; the values of a column are computed from now on.
/// - A column gets a type that values may be rounded or cut for without an error, see
///   ``ColumnType/losesValues(of:engine:)``.
/// - An attribute of a composite type goes, or gets another type, or a domain does: the new type may cut or round.
/// - An object that this model does not know goes or changes, and is a table of some kind: a partition, a virtual or foreign
///   table. The history of a table goes.
///
/// Everything else can fail where rows do not fit (a value of an enum that goes, too: PostgreSQL refuses while it is in use),
/// or be computed again (an index, a materialised view), but loses nothing.
extension Change {
    public func losesData(on engine: Engine) -> Bool {
        switch self {
        case .dropTable, .dropSequence: true
        case .alterTable(let change): change.edits.contains { $0.losesData(on: engine) }
        case .dropOther(let object): object.holdsRows
        case .alterOther(let old, let new):
            old.holdsRows || old.isTypeOfColumns && PostgreSQLTypeChange(from: old, to: new)?.losesData ?? true
        case .createNamespace, .dropNamespace, .alterNamespace, .createExtension, .dropExtension, .createEnum,
            .dropEnum, .alterEnum, .createSequence, .alterSequence, .createTable, .renameTable, .createView, .dropView,
            .alterView, .createRoutine, .dropRoutine, .alterRoutine, .createOther:
            false
        }
    }
}

extension TableEdit {
    public func losesData(on engine: Engine) -> Bool {
        switch self {
        case .dropColumn(let column): column.generated == nil
        case .alterColumn(let from, let to): LosingProperty.allCases.contains { from.loses($0, to, engine) }
        case .dropOther(let object): object.holdsRows
        case .setOption(let from, nil): from?.name == "WITH SYSTEM VERSIONING"
        case .addColumn, .renameColumn, .addPrimaryKey, .dropPrimaryKey, .addUnique, .dropUnique, .addForeignKey,
            .dropForeignKey, .addCheck, .dropCheck, .addIndex, .dropIndex, .addTrigger, .dropTrigger, .setComment,
            .setOption, .addOther:
            false
        }
    }
}

/// What of a column may take values along when it changes.
enum LosingProperty: String, CaseIterable {
    case type, generation, collation
}

extension Column {
    /// - Parameter enums: of PostgreSQL, the types that are such.
    func loses(_ property: LosingProperty, _ new: Column, _ engine: Engine, enums: Set<ObjectName> = []) -> Bool {
        switch property {
        // Values that are computed are computed anew.
        case .type:
            (generated == nil || new.generated == nil) && new.type.losesValues(of: type, engine: engine, enums: enums)
        case .generation where new.generated != nil: generated == nil
        // MySQL drops a virtual column to make a plain one, whose values are NULL then.
        case .generation: engine == .mysql && generated?.isStored == false
        // Only there does a collation belong to a character set.
        case .collation: engine == .mysql && !MySQLCharacterSet(of: new.collation).holdsAll(of: .init(of: collation))
        }
    }
}

extension TextObject {
    var holdsRows: Bool {
        let words = kind.uppercased()
        return words.contains("TABLE") || words.contains("PARTITION")
    }
}
