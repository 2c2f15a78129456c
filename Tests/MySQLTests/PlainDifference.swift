import FlotillaSchema

/// The plainest comparison there is: everything by name, a changed key is dropped and added. Enough to know what a renderer
/// is asked for.
struct PlainDifference {
    var from: Schema
    var to: Schema
    /// Old to new.
    var renamedTables: [ObjectName: ObjectName] = [:]
    /// By the new name of the table.
    var renamedColumns: [ObjectName: [String: String]] = [:]

    var difference: SchemaDifference {
        var changes: [Change] = renamedTables.map { .renameTable(from: $0.key, to: $0.value) }
        changes += compare(from.sequences, to.sequences, \.name, Change.createSequence, Change.dropSequence) {
            .alterSequence(from: $0, to: $1)
        }
        var old = from.tables
        for index in old.indices { old[index].name = renamedTables[old[index].name] ?? old[index].name }
        changes += compare(old, to.tables, \.name, Change.createTable, Change.dropTable) { old, new in
            .alterTable(TableChange(from: old, to: new, edits: edits(old, new)))
        }
        changes += compare(from.views, to.views, \.name, Change.createView, Change.dropView) {
            .alterView(from: $0, to: $1)
        }
        changes += compare(from.routines, to.routines, \.name, Change.createRoutine, Change.dropRoutine) {
            .alterRoutine(from: $0, to: $1)
        }
        changes += compare(from.others, to.others, { $0.kind + $0.name }, Change.createOther, Change.dropOther) {
            .alterOther(from: $0, to: $1)
        }
        return SchemaDifference(from: from, to: to, changes: changes)
    }

    private func compare<Object: Equatable, Key: Hashable>(
        _ old: [Object], _ new: [Object], _ key: (Object) -> Key, _ create: (Object) -> Change,
        _ drop: (Object) -> Change, alter: (Object, Object) -> Change
    ) -> [Change] {
        let names = Set(new.map(key))
        let dropped = old.filter { !names.contains(key($0)) }.map(drop)
        return dropped
            + new.compactMap { object in
                guard let before = old.first(where: { key($0) == key(object) }) else { return create(object) }
                return before == object ? nil : alter(before, object)
            }
    }

    private func edits(_ old: Table, _ new: Table) -> [TableEdit] {
        let renamed = renamedColumns[new.name] ?? [:]
        var edits: [TableEdit] = renamed.map { .renameColumn(from: $0.key, to: $0.value) }
        let columns = old.columns.map { column in
            var copy = column
            copy.name = renamed[column.name] ?? column.name
            return copy
        }
        edits += columns.filter { new[column: $0.name] == nil }.map(TableEdit.dropColumn)
        edits += new.columns.compactMap { column in
            guard let before = columns.first(where: { $0.name == column.name }) else { return .addColumn(column) }
            return before == column ? nil : .alterColumn(from: before, to: column)
        }
        if old.primaryKey != new.primaryKey {
            edits += old.primaryKey.map { [.dropPrimaryKey($0)] } ?? []
            edits += new.primaryKey.map { [.addPrimaryKey($0)] } ?? []
        }
        edits += replaced(old.uniques, new.uniques, TableEdit.dropUnique, TableEdit.addUnique)
        edits += replaced(old.foreignKeys, new.foreignKeys, TableEdit.dropForeignKey, TableEdit.addForeignKey)
        edits += replaced(old.checks, new.checks, TableEdit.dropCheck, TableEdit.addCheck)
        edits += replaced(old.indexes, new.indexes, TableEdit.dropIndex, TableEdit.addIndex)
        edits += replaced(old.triggers, new.triggers, TableEdit.dropTrigger, TableEdit.addTrigger)
        if old.comment != new.comment { edits.append(.setComment(from: old.comment, to: new.comment)) }
        for name in Set((old.options + new.options).map(\.name)).sorted() {
            let before = old.options.first { $0.name == name }
            let after = new.options.first { $0.name == name }
            if before != after { edits.append(.setOption(from: before, to: after)) }
        }
        return edits
    }

    private func replaced<Part: Equatable>(
        _ old: [Part], _ new: [Part], _ drop: (Part) -> TableEdit, _ add: (Part) -> TableEdit
    ) -> [TableEdit] {
        old.filter { !new.contains($0) }.map(drop) + new.filter { !old.contains($0) }.map(add)
    }
}
