/// What separates two schemas of one engine.
public struct SchemaDifference: Sendable, Hashable {
    public var from: Schema
    public var to: Schema
    /// In the order of the objects' names, kind by kind: for people, not in the order in which they can be carried out.
    public var changes: [Change]

    public init(from: Schema, to: Schema, changes: [Change]) {
        self.from = from
        self.to = to
        self.changes = changes
    }

    public var isEmpty: Bool { changes.isEmpty }
}

/// One difference, as what has to be done about it.
public enum Change: Sendable, Hashable {
    case createNamespace(Namespace)
    case dropNamespace(Namespace)
    case alterNamespace(from: Namespace, to: Namespace)
    case createExtension(ExtensionObject)
    case dropExtension(ExtensionObject)
    case createEnum(EnumType)
    case dropEnum(EnumType)
    case alterEnum(from: EnumType, to: EnumType)
    case createSequence(SequenceObject)
    case dropSequence(SequenceObject)
    case alterSequence(from: SequenceObject, to: SequenceObject)
    case createTable(Table)
    case dropTable(Table)
    /// Somebody said that it is the same table. What else is different about it follows as ``alterTable(_:)``, under the
    /// new name.
    case renameTable(from: ObjectName, to: ObjectName)
    case alterTable(TableChange)
    case createView(View)
    case dropView(View)
    case alterView(from: View, to: View)
    case createRoutine(Routine)
    case dropRoutine(Routine)
    case alterRoutine(from: Routine, to: Routine)
    case createOther(TextObject)
    case dropOther(TextObject)
    case alterOther(from: TextObject, to: TextObject)
}

/// The differences of one table.
public struct TableChange: Sendable, Hashable {
    /// Under its new name already, where it was renamed; its columns have the names they had.
    public var from: Table
    public var to: Table
    /// They name columns, and other tables, as they are called after all renames.
    public var edits: [TableEdit]

    public init(from: Table, to: Table, edits: [TableEdit]) {
        self.from = from
        self.to = to
        self.edits = edits
    }
}

public enum TableEdit: Sendable, Hashable {
    case addColumn(Column)
    case dropColumn(Column)
    /// Somebody said that it is the same column. What else is different about it follows as `alterColumn`.
    case renameColumn(from: String, to: String)
    /// Under its new name already, where it was renamed.
    case alterColumn(from: Column, to: Column)
    case addPrimaryKey(PrimaryKey)
    case dropPrimaryKey(PrimaryKey)
    case addUnique(UniqueConstraint)
    case dropUnique(UniqueConstraint)
    case addForeignKey(ForeignKey)
    case dropForeignKey(ForeignKey)
    case addCheck(CheckConstraint)
    case dropCheck(CheckConstraint)
    case addIndex(Index)
    case dropIndex(Index)
    case addTrigger(Trigger)
    case dropTrigger(Trigger)
    case setComment(from: String?, to: String?)
    case setOption(from: TableOption?, to: TableOption?)
    case addOther(TextObject)
    case dropOther(TextObject)
}
