import FlotillaSchema

/// What separates two schemas, matched by name alone: enough to try the renderer with.
struct PlainDifference {
    let from: Schema
    let to: Schema

    var value: SchemaDifference {
        var changes: [Change] = []
        changes += match(\.enums, \.name, { .createEnum($0) }, { .dropEnum($0) }, { .alterEnum(from: $0, to: $1) })
        changes += match(
            \.sequences, \.name, { .createSequence($0) }, { .dropSequence($0) }, { .alterSequence(from: $0, to: $1) })
        changes += match(
            \.tables, \.name, { .createTable($0) }, { .dropTable($0) },
            { .alterTable(TableChange(from: $0, to: $1, edits: Self.edits($0, $1))) })
        changes += match(\.views, \.name, { .createView($0) }, { .dropView($0) }, { .alterView(from: $0, to: $1) })
        changes += match(
            \.routines, \.key, { .createRoutine($0) }, { .dropRoutine($0) }, { .alterRoutine(from: $0, to: $1) })
        changes += match(\.others, \.key, { .createOther($0) }, { .dropOther($0) }, { .alterOther(from: $0, to: $1) })
        return SchemaDifference(from: from, to: to, changes: changes)
    }

    private func match<Value: Hashable, Key: Hashable>(
        _ list: KeyPath<Schema, [Value]>, _ key: KeyPath<Value, Key>, _ create: (Value) -> Change,
        _ drop: (Value) -> Change,
        _ alter: (Value, Value) -> Change
    ) -> [Change] {
        let (old, new) = (from[keyPath: list], to[keyPath: list])
        let gone = old.filter { one in !new.contains { $0[keyPath: key] == one[keyPath: key] } }
        return gone.map(drop)
            + new.compactMap { value in
                guard let before = old.first(where: { $0[keyPath: key] == value[keyPath: key] }) else {
                    return create(value)
                }
                return before == value ? nil : alter(before, value)
            }
    }

    static func edits(_ from: Table, _ to: Table) -> [TableEdit] {
        var edits: [TableEdit] = []
        for column in from.columns where to[column: column.name] == nil { edits.append(.dropColumn(column)) }
        for column in to.columns {
            guard let old = from[column: column.name] else {
                edits.append(.addColumn(column))
                continue
            }
            if old != column { edits.append(.alterColumn(from: old, to: column)) }
        }
        if from.primaryKey != to.primaryKey {
            edits += from.primaryKey.map { [.dropPrimaryKey($0)] } ?? []
            edits += to.primaryKey.map { [.addPrimaryKey($0)] } ?? []
        }
        func list<Value: Hashable>(
            _ path: KeyPath<Table, [Value]>, _ drop: (Value) -> TableEdit, _ add: (Value) -> TableEdit
        ) {
            let (old, new) = (from[keyPath: path], to[keyPath: path])
            edits += old.filter { !new.contains($0) }.map(drop) + new.filter { !old.contains($0) }.map(add)
        }
        list(\.uniques, { .dropUnique($0) }, { .addUnique($0) })
        list(\.foreignKeys, { .dropForeignKey($0) }, { .addForeignKey($0) })
        list(\.checks, { .dropCheck($0) }, { .addCheck($0) })
        list(\.indexes, { .dropIndex($0) }, { .addIndex($0) })
        list(\.triggers, { .dropTrigger($0) }, { .addTrigger($0) })
        list(\.others, { .dropOther($0) }, { .addOther($0) })
        if from.comment != to.comment { edits.append(.setComment(from: from.comment, to: to.comment)) }
        for name in Set((from.options + to.options).map(\.name)).sorted() {
            let (old, new) = (from.options.first { $0.name == name }, to.options.first { $0.name == name })
            if old != new { edits.append(.setOption(from: old, to: new)) }
        }
        return edits
    }
}

extension Schema {
    /// Columns that were added later stand behind the others, which is no difference.
    var regardlessOfOrder: Schema {
        var copy = self
        for index in copy.tables.indices { copy.tables[index].columns.sort { $0.name < $1.name } }
        return copy
    }
}

extension Routine {
    fileprivate var key: [String] { [kind.rawValue, name.text, signature] }
}

extension TextObject {
    fileprivate var key: [String] { [kind, name] }
}
