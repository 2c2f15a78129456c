import FlotillaSchema
import Testing

/// Changes to ``RichSchema``, one for each property of the model.
struct Mutation: Sendable, CustomTestStringConvertible {
    /// `Type.property`.
    let property: String
    let change: @Sendable (inout Schema) -> Void

    var testDescription: String { property }

    private init(_ property: String, _ change: @escaping @Sendable (inout Schema) -> Void) {
        self.property = property
        self.change = change
    }

    /// What the comparable form leaves out, and why nothing is lost by it.
    static let leftOut: Set<String> = [
        // Follows from the query.
        "View.sources",
        // What this program knows, not what the schema is.
        "TextObject.removal",
        // A name that an engine gave by circumstances.
        "ForeignKey.index", "ChanceName.text", "Schema.unread", "UnreadNamespaces.names",
        // Two schemas of different engines are never compared; the fingerprint has it.
        "Schema.engine",
    ]

    static let all: [Mutation] = schema + table + column + constraints + index + objects

    private static let schema = [
        Mutation("Schema.namespaces") { $0.namespaces = [] },
        Mutation("Schema.extensions") { $0.extensions = [] },
        Mutation("Schema.enums") { $0.enums = [] },
        Mutation("Schema.sequences") { $0.sequences = [] },
        Mutation("Schema.tables") { $0.tables.removeLast() },
        Mutation("Schema.views") { $0.views = [] },
        Mutation("Schema.routines") { $0.routines = [] },
        Mutation("Schema.others") { $0.others = [] },
    ]

    private static let table = [
        Mutation("Table.name") { $0.tables[0].name = "people" },
        Mutation("Table.columns") { $0.tables[0].columns.removeLast() },
        Mutation("Table.primaryKey") { $0.tables[0].primaryKey = nil },
        Mutation("Table.uniques") { $0.tables[0].uniques = [] },
        Mutation("Table.foreignKeys") { $0.tables[0].foreignKeys = [] },
        Mutation("Table.checks") { $0.tables[0].checks = [] },
        Mutation("Table.indexes") { $0.tables[0].indexes = [] },
        Mutation("Table.triggers") { $0.tables[0].triggers = [] },
        Mutation("Table.comment") { $0.tables[0].comment = nil },
        Mutation("Table.options") { $0.tables[0].options = [] },
        Mutation("Table.others") { $0.tables[0].others = [] },
        Mutation("TableOption.name") { $0.tables[0].options[0].name = "TABLESPACE" },
        Mutation("TableOption.value") { $0.tables[0].options[0].value = "" },
        Mutation("ObjectName.name") { $0.tables[0].foreignKeys[0].table.name = "people" },
        Mutation("ObjectName.namespace") { $0.tables[0].foreignKeys[0].table.namespace = "audit" },
    ]

    private static let column = [
        Mutation("Column.name") { $0.tables[0].columns[0].name = "number" },
        Mutation("Column.type") { $0.tables[0].columns[0].type = .integer(bits: 64) },
        Mutation("Column.isNullable") { $0.tables[0].columns[0].isNullable = true },
        Mutation("Column.default") { $0.tables[0].columns[0].default = nil },
        Mutation("Column.generated") { $0.tables[0].columns[0].generated = nil },
        Mutation("Column.identity") { $0.tables[0].columns[0].identity = .always(RichSchema.options) },
        Mutation("Column.collation") { $0.tables[0].columns[0].collation = nil },
        Mutation("Column.onUpdate") { $0.tables[0].columns[0].onUpdate = nil },
        Mutation("Column.comment") { $0.tables[0].columns[0].comment = "" },
        Mutation("Column.others") { $0.tables[0].columns[0].others = [] },
        Mutation("Generated.expression") { $0.tables[0].columns[0].generated?.expression = "1" },
        Mutation("Generated.isStored") { $0.tables[0].columns[0].generated?.isStored = false },
        Mutation("SequenceOptions.start") { $0.sequences[0].options.start = nil },
        Mutation("SequenceOptions.increment") { $0.sequences[0].options.increment = 9 },
        Mutation("SequenceOptions.minimum") { $0.sequences[0].options.minimum = 9 },
        Mutation("SequenceOptions.maximum") { $0.sequences[0].options.maximum = 9 },
        Mutation("SequenceOptions.cache") { $0.sequences[0].options.cache = 9 },
        Mutation("SequenceOptions.cycles") { $0.sequences[0].options.cycles = false },
    ]

    private static let constraints = [
        Mutation("PrimaryKey.name") { $0.tables[0].primaryKey?.name = "pk_people" },
        Mutation("PrimaryKey.columns") { $0.tables[0].primaryKey?.columns = ["name"] },
        Mutation("PrimaryKey.deferral") { $0.tables[0].primaryKey?.deferral = .initiallyImmediate },
        Mutation("PrimaryKey.included") { $0.tables[0].primaryKey?.included = [] },
        Mutation("UniqueConstraint.name") { $0.tables[0].uniques[0].name = nil },
        Mutation("UniqueConstraint.columns") { $0.tables[0].uniques[0].columns.reverse() },
        Mutation("UniqueConstraint.deferral") { $0.tables[0].uniques[0].deferral = .never },
        Mutation("UniqueConstraint.included") { $0.tables[0].uniques[0].included = [] },
        Mutation("UniqueConstraint.equatesNulls") { $0.tables[0].uniques[0].equatesNulls = false },
        Mutation("ForeignKey.name") { $0.tables[0].foreignKeys[0].name = "fk_people" },
        Mutation("ForeignKey.columns") { $0.tables[0].foreignKeys[0].columns = ["name"] },
        Mutation("ForeignKey.table") { $0.tables[0].foreignKeys[0].table = ObjectName("log", in: "audit") },
        Mutation("ForeignKey.referenced") { $0.tables[0].foreignKeys[0].referenced = [] },
        Mutation("ForeignKey.onDelete") { $0.tables[0].foreignKeys[0].onDelete = .noAction },
        Mutation("ForeignKey.onUpdate") { $0.tables[0].foreignKeys[0].onUpdate = .cascade },
        Mutation("ForeignKey.matchesFull") { $0.tables[0].foreignKeys[0].matchesFull = false },
        Mutation("ForeignKey.deferral") { $0.tables[0].foreignKeys[0].deferral = .never },
        Mutation("ForeignKey.isValid") { $0.tables[0].foreignKeys[0].isValid = true },
        Mutation("CheckConstraint.name") { $0.tables[0].checks[0].name = nil },
        Mutation("CheckConstraint.expression") { $0.tables[0].checks[0].expression = "id > 1" },
        Mutation("CheckConstraint.isValid") { $0.tables[0].checks[0].isValid = true },
        Mutation("CheckConstraint.isEnforced") { $0.tables[0].checks[0].isEnforced = true },
        Mutation("CheckConstraint.column") { $0.tables[0].checks[0].column = "id" },
        Mutation("CheckConstraint.isOwnOnly") { $0.tables[0].checks[0].isOwnOnly = false },
        Mutation("Trigger.name") { $0.tables[0].triggers[0].name = "tr" },
        Mutation("Trigger.definition") { $0.tables[0].triggers[0].definition = "" },
        Mutation("Trigger.state") { $0.tables[0].triggers[0].state = "ENABLE" },
        Mutation("Trigger.comment") { $0.tables[0].triggers[0].comment = nil },
    ]

    private static let index = [
        Mutation("Index.name") { $0.tables[0].indexes[0].name = "ix" },
        Mutation("Index.parts") { $0.tables[0].indexes[0].parts.reverse() },
        Mutation("Index.isUnique") { $0.tables[0].indexes[0].isUnique = false },
        Mutation("Index.method") { $0.tables[0].indexes[0].method = "btree" },
        Mutation("Index.predicate") { $0.tables[0].indexes[0].predicate = nil },
        Mutation("Index.included") { $0.tables[0].indexes[0].included = [] },
        Mutation("Index.equatesNulls") { $0.tables[0].indexes[0].equatesNulls = false },
        Mutation("Index.isValid") { $0.tables[0].indexes[0].isValid = true },
        Mutation("Index.isVisible") { $0.tables[0].indexes[0].isVisible = true },
        Mutation("Index.others") { $0.tables[0].indexes[0].others = [] },
        Mutation("Index.comment") { $0.tables[0].indexes[0].comment = nil },
        Mutation("Part.key") { $0.tables[0].indexes[0].parts[0].key = .expression("name") },
        Mutation("Part.isDescending") { $0.tables[0].indexes[0].parts[0].isDescending = false },
        Mutation("Part.hasNullsFirst") { $0.tables[0].indexes[0].parts[0].hasNullsFirst = nil },
        Mutation("Part.collation") { $0.tables[0].indexes[0].parts[0].collation = nil },
        Mutation("Part.operatorClass") { $0.tables[0].indexes[0].parts[0].operatorClass = nil },
        Mutation("Part.length") { $0.tables[0].indexes[0].parts[0].length = 11 },
    ]

    private static let objects = [
        Mutation("Namespace.name") { $0.namespaces[0].name = "log" },
        Mutation("Namespace.comment") { $0.namespaces[0].comment = nil },
        Mutation("ExtensionObject.name") { $0.extensions[0].name = "hstore" },
        Mutation("ExtensionObject.namespace") { $0.extensions[0].namespace = nil },
        Mutation("EnumType.name") { $0.enums[0].name = "temper" },
        Mutation("EnumType.values") { $0.enums[0].values.reverse() },
        Mutation("EnumType.comment") { $0.enums[0].comment = nil },
        Mutation("SequenceObject.name") { $0.sequences[0].name = "counts" },
        Mutation("SequenceObject.type") { $0.sequences[0].type = .integer(bits: 32) },
        Mutation("SequenceObject.options") { $0.sequences[0].options = SequenceOptions() },
        Mutation("SequenceObject.comment") { $0.sequences[0].comment = nil },
        Mutation("View.name") { $0.views[0].name = "minors" },
        Mutation("View.query") { $0.views[0].query = "SELECT id FROM users WHERE true" },
        Mutation("View.columns") { $0.views[0].columns = ["number"] },
        Mutation("View.isMaterialized") { $0.views[0].isMaterialized = false },
        Mutation("View.indexes") { $0.views[0].indexes[0].isUnique = false },
        Mutation("View.triggers") { $0.views[0].triggers = [] },
        Mutation("View.options") { $0.views[0].options = [] },
        Mutation("View.comment") { $0.views[0].comment = nil },
        Mutation("Routine.kind") { $0.routines[0].kind = .function },
        Mutation("Routine.name") { $0.routines[0].name = "push" },
        Mutation("Routine.signature") { $0.routines[0].signature = "" },
        Mutation("Routine.definition") { $0.routines[0].definition = "" },
        Mutation("Routine.comment") { $0.routines[0].comment = nil },
        Mutation("TextObject.kind") { $0.others[0].kind = "EVENT" },
        Mutation("TextObject.name") { $0.others[0].name = "code" },
        Mutation("TextObject.definition") { $0.others[0].definition = "" },
    ]
}
