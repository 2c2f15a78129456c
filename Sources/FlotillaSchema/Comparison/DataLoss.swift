import FlotillaSQL

/// Which changes may lose what rows hold.
///
/// - A table or a column goes, or the values of a column are computed from now on.
/// - A value of an enum goes, since rows may have it. (PostgreSQL has to be told what becomes of them.)
/// - A column gets a type that is not known to hold every value of the old one exactly, see
///   ``ColumnType/holdsAll(of:engine:)``.
/// - An object that this model does not know goes or changes, and is a table of some kind: a partition, a virtual or foreign
///   table.
///
/// Everything else can fail where rows do not fit, or be computed again (an index, a materialised view), but loses nothing.
extension Change {
    public func losesData(on engine: Engine) -> Bool {
        switch self {
        case .dropTable: true
        case .alterEnum(let from, let to): !Set(from.values).isSubset(of: to.values)
        case .alterTable(let change): change.edits.contains { $0.losesData(on: engine) }
        case .dropOther(let object), .alterOther(let object, _): object.holdsRows
        case .createNamespace, .dropNamespace, .alterNamespace, .createExtension, .dropExtension, .createEnum,
            .dropEnum,
            .createSequence, .dropSequence, .alterSequence, .createTable, .renameTable, .createView, .dropView,
            .alterView, .createRoutine, .dropRoutine, .alterRoutine, .createOther:
            false
        }
    }
}

extension TableEdit {
    public func losesData(on engine: Engine) -> Bool {
        switch self {
        case .dropColumn: true
        case .alterColumn(let from, let to):
            !to.type.holdsAll(of: from.type, engine: engine) || (from.generated == nil && to.generated != nil)
        case .dropOther(let object): object.holdsRows
        case .addColumn, .renameColumn, .addPrimaryKey, .dropPrimaryKey, .addUnique, .dropUnique, .addForeignKey,
            .dropForeignKey, .addCheck, .dropCheck, .addIndex, .dropIndex, .addTrigger, .dropTrigger, .setComment,
            .setOption, .addOther:
            false
        }
    }
}

extension TextObject {
    var holdsRows: Bool {
        let words = kind.uppercased()
        return words.contains("TABLE") || words.contains("PARTITION")
    }
}
