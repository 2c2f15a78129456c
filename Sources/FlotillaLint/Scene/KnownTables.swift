import FlotillaSQL

/// A table as the statements so far describe it.
struct KnownTable: Sendable {
    struct Column: Sendable {
        var type: String
        var typeArguments: [String]
        var isNotNull: Bool
    }

    struct Index: Sendable {
        var name: String?
        var columns: [String]?
        var isUnique: Bool
        var isPartial: Bool
    }

    /// Made in a revision whose columns are all written down, so that what is not known of it is not there.
    var isWhole = false
    var columns: [String: Column] = [:]
    var indexes: [Index] = []
    var constraints: [String: ConstraintDefinition] = [:]
    /// Constraints that were validated.
    var validated: Set<String> = []
}

/// What all statements so far have said about tables.
struct KnownTables: Sendable {
    private var tables: [ObjectName: KnownTable] = [:]
    /// Made by the section in hand: nobody else has seen them yet.
    private var new: Set<ObjectName> = []

    subscript(table: ObjectName) -> KnownTable? { tables[table] }

    func isNew(_ table: ObjectName) -> Bool { new.contains(table) }

    /// A section begins: what is there is old now.
    mutating func settle() { new.removeAll() }

    /// Only the tables that the tokens name, so that what is kept of a statement does not grow with the folder.
    func named(in tokens: some Sequence<SQLToken>, on engine: Engine) -> KnownTables {
        var part = KnownTables()
        for token in tokens where token.canBeName {
            let name = ObjectName([token.name], engine: engine)
            if let table = tables[name] { part.tables[name] = table }
            if new.contains(name) { part.new.insert(name) }
        }
        return part
    }

    mutating func follow(_ act: Act) {
        switch act.form {
        case .createTable(let definition): create(definition)
        case .createIndex(let index): change(index.table) { $0.indexes.append(KnownTable.Index(index)) }
        case .alterTable(let table, let actions):
            var name = table
            for action in actions { follow(action.kind, on: &name) }
        case .renameTables(let pairs): for pair in pairs { rename(pair.old, to: pair.new) }
        case .drop(.table, let names, _):
            for name in names {
                tables[name] = nil
                new.remove(name)
            }
        case .drop(.index, let names, _): for name in names { dropIndex(name.name) }
        case .other:
            // Its indexes are built before anybody knows it.
            if let view = act.newMaterializedView { new.insert(view) }
        case .drop: break
        }
    }

    private mutating func create(_ definition: TableDefinition) {
        // IF NOT EXISTS may have met an older one.
        var table = KnownTable()
        if !definition.isConditional || tables[definition.name] == nil { new.insert(definition.name) }
        table.isWhole = !definition.isDerived && !definition.isConditional
        for column in definition.columns { table.add(column) }
        for constraint in definition.constraints { table.add(constraint) }
        for index in definition.indexes { table.indexes.append(KnownTable.Index(index)) }
        tables[definition.name] = table
    }

    private mutating func change(_ name: ObjectName, _ body: (inout KnownTable) -> Void) {
        var table = tables[name] ?? KnownTable()
        body(&table)
        tables[name] = table
    }

    private mutating func rename(_ old: ObjectName, to name: ObjectName) {
        tables[name] = tables.removeValue(forKey: old) ?? KnownTable()
        if new.remove(old) != nil { new.insert(name) } else { new.remove(name) }
    }

    private mutating func dropIndex(_ index: String) {
        for name in Array(tables.keys) { tables[name]?.indexes.removeAll { $0.name == index } }
    }

    private mutating func follow(_ kind: TableAction.Kind, on name: inout ObjectName) {
        switch kind {
        case .addColumn(let column): change(name) { $0.add(column) }
        case .dropColumn(let column): change(name) { $0.columns[column] = nil }
        case .addConstraint(let constraint): change(name) { $0.add(constraint) }
        case .addIndex(let index): change(name) { $0.indexes.append(KnownTable.Index(index)) }
        case .dropConstraint(let constraint?): change(name) { $0.constraints[constraint] = nil }
        case .dropIndex(let index): change(name) { table in table.indexes.removeAll { $0.name == index } }
        case .validate(let constraint): change(name) { $0.validated.insert(constraint) }
        case .alterType(let column, let definition): change(name) { $0.retype(column, definition) }
        case .setNotNull(let column): change(name) { $0.columns[column]?.isNotNull = true }
        case .dropNotNull(let column): change(name) { $0.columns[column]?.isNotNull = false }
        case .redefine(let old, let column):
            change(name) {
                $0.columns[old] = nil
                $0.add(column)
            }
        case .renameColumn(let old, let new): change(name) { $0.columns[new] = $0.columns.removeValue(forKey: old) }
        case .renameTable(let new):
            rename(name, to: new)
            name = new
        case .dropConstraint, .setDefault, .addIdentity, .attachPartition, .detachPartition, .setLogged, .switchTrigger,
            .algorithm, .lock, .other:
            break
        }
    }
}

extension KnownTable.Index {
    init(_ index: IndexDefinition) {
        self.init(
            name: index.name, columns: index.plainColumns, isUnique: index.isUnique, isPartial: index.isPartial)
    }
}

extension KnownTable {
    func hasIndex(beginningWith wanted: [String]) -> Bool {
        indexes.contains { index in
            guard let columns = index.columns, !index.isPartial, columns.count >= wanted.count else { return false }
            return Set(columns.prefix(wanted.count)) == Set(wanted)
        }
    }

    /// A validated CHECK says that the column is never NULL.
    func provesNotNull(_ column: String) -> Bool {
        constraints.contains { $1.provesNotNull == column && validated.contains($0) }
    }

    fileprivate mutating func add(_ column: ColumnDefinition) {
        columns[column.name] = Column(
            type: column.type, typeArguments: column.typeArguments, isNotNull: column.isNotNull || column.isPrimaryKey)
        if column.isPrimaryKey || column.isUnique {
            indexes.append(Index(name: nil, columns: [column.name], isUnique: true, isPartial: false))
        }
    }

    fileprivate mutating func add(_ constraint: ConstraintDefinition) {
        if let name = constraint.name {
            constraints[name] = constraint
            if !constraint.isNotValid { validated.insert(name) }
        }
        guard constraint.kind == .primaryKey || constraint.kind == .unique, !constraint.columns.isEmpty else { return }
        indexes.append(
            Index(name: constraint.name, columns: constraint.columns, isUnique: true, isPartial: false))
    }

    fileprivate mutating func retype(_ column: String, _ definition: ColumnDefinition) {
        columns[column]?.type = definition.type
        columns[column]?.typeArguments = definition.typeArguments
    }
}
