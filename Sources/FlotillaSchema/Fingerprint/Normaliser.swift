import FlotillaSQL

/// Brings the parts of a schema into the form in which equal ones are equal values.
///
/// Comparison and fingerprint both go through it, so neither can see what the other does not.
struct Normaliser {
    let names: EngineMadeName
    /// SQLite: what a foreign key means that names only a table.
    private var primaryKeys: [ExactText: [String]] = [:]

    init(_ schema: Schema) {
        names = EngineMadeName(engine: schema.engine)
        guard schema.engine == .sqlite else { return }
        for table in schema.tables { primaryKeys[ExactText(table.name)] = table.primaryKey?.columns }
    }

    func normal(_ schema: Schema) -> Schema {
        var copy = schema
        copy.namespaces = ordered(schema.namespaces) { $0.name }
        copy.extensions = ordered(schema.extensions) { $0.name }
        copy.enums = ordered(schema.enums) { $0.name.text }
        copy.sequences = ordered(schema.sequences) { $0.name.text }
        copy.tables = ordered(schema.tables.map(normal)) { $0.name.text }
        copy.views = ordered(schema.views.map(normal)) { $0.name.text }
        copy.routines = ordered(schema.routines) { $0.name.text }
        copy.others = ordered(schema.others.map(normal)) { $0.name }
        return copy
    }

    func normal(_ table: Table) -> Table {
        var copy = table
        copy.columns = ordered(table.columns.map(normal)) { $0.name }
        copy.primaryKey = table.primaryKey.map(normal)
        copy.uniques = ordered(table.uniques.map(normal)) { $0.name ?? "" }
        copy.foreignKeys = ordered(table.foreignKeys.map(normal)) { $0.name ?? "" }
        copy.checks = ordered(table.checks.map(normal)) { $0.name ?? "" }
        copy.indexes = ordered(table.indexes.map(normal)) { $0.name }
        copy.triggers = ordered(table.triggers) { $0.name }
        copy.options = ordered(table.options) { $0.name }
        copy.others = ordered(table.others.map(normal)) { $0.name }
        return copy
    }

    func normal(_ column: Column) -> Column {
        var copy = column
        copy.others = ordered(column.others)
        return copy
    }

    func normal(_ key: PrimaryKey) -> PrimaryKey {
        var copy = key
        copy.name = names.chosen(key.name, .primaryKey)
        return copy
    }

    func normal(_ unique: UniqueConstraint) -> UniqueConstraint {
        var copy = unique
        copy.name = names.chosen(unique.name, .unique, columns: unique.columns)
        return copy
    }

    func normal(_ key: ForeignKey) -> ForeignKey {
        var copy = key
        copy.name = names.chosen(key.name, .foreignKey)
        if key.referenced.isEmpty { copy.referenced = primaryKeys[ExactText(key.table)] ?? [] }
        return copy
    }

    func normal(_ check: CheckConstraint) -> CheckConstraint {
        var copy = check
        copy.name = names.chosen(check.name, .check)
        return copy
    }

    func normal(_ index: Index) -> Index {
        var copy = index
        copy.others = ordered(index.others)
        return copy
    }

    func normal(_ view: View) -> View {
        var copy = view
        copy.indexes = ordered(view.indexes.map(normal)) { $0.name }
        copy.triggers = ordered(view.triggers) { $0.name }
        copy.options = ordered(view.options) { $0.name }
        copy.sources = []
        return copy
    }

    func normal(_ other: TextObject) -> TextObject {
        var copy = other
        copy.removal = nil
        return copy
    }

    private func ordered(_ texts: [String]) -> [String] { texts.sorted { ExactText($0) < ExactText($1) } }

    /// By name, then by everything else: no two orders of the same values are left.
    private func ordered<Value: FingerprintWritable>(_ values: [Value], by name: (Value) -> String) -> [Value] {
        var named: [(name: ExactText, value: Value)] = []
        for value in values { named.append((ExactText(name(value)), value)) }
        named.sort { left, right in
            if left.name != right.name { return left.name < right.name }
            return left.value.exact < right.value.exact
        }
        return named.map(\.value)
    }
}
