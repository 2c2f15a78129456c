import FlotillaSchema

/// What separates two schemas, found in the plainest way: whatever is not equal goes and comes.
struct PlainDifference {
    let from: Schema
    let to: Schema
    var renames: Renames = [:]

    /// Of tables by the old name, of columns by `new table.old column`; each with the new name.
    typealias Renames = [String: String]

    static func inverse(of renames: Renames) -> Renames {
        var inverse: Renames = [:]
        for (old, new) in renames {
            let parts = old.split(separator: ".").map(String.init)
            guard parts.count == 2 else {
                inverse[new] = old
                continue
            }
            let table = renames.first { !$0.key.contains(".") && $0.value == parts[0] }?.key ?? parts[0]
            inverse["\(table).\(new)"] = parts[1]
        }
        return inverse
    }

    static func everything(in schema: Schema) -> SchemaDifference {
        PlainDifference(from: Schema(engine: .sqlite), to: schema).value
    }

    var value: SchemaDifference {
        var changes: [Change] = []
        for table in from.tables {
            if let new = renames[table.name.name] {
                changes.append(.renameTable(from: table.name, to: ObjectName(new)))
            }
        }
        let old = from.tables.map { table in
            var table = table
            table.name = renames[table.name.name].map { ObjectName($0) } ?? table.name
            return table
        }
        for table in old where !to.tables.contains(where: { $0.name == table.name }) {
            changes.append(.dropTable(table))
        }
        for table in to.tables {
            guard let before = old.first(where: { $0.name == table.name }) else {
                changes.append(.createTable(table))
                continue
            }
            let edits = edits(before, table)
            if !edits.isEmpty { changes.append(.alterTable(TableChange(from: before, to: table, edits: edits))) }
        }
        for view in from.views where !to.views.contains(view) { changes.append(.dropView(view)) }
        for view in to.views where !from.views.contains(view) { changes.append(.createView(view)) }
        for other in from.others where !to.others.contains(other) { changes.append(.dropOther(other)) }
        for other in to.others where !from.others.contains(other) { changes.append(.createOther(other)) }
        return SchemaDifference(from: from, to: to, changes: changes)
    }

    private func edits(_ old: Table, _ new: Table) -> [TableEdit] {
        var edits: [TableEdit] = []
        let columns = old.columns.map { column in
            var column = column
            if let name = renames["\(old.name.name).\(column.name)"] {
                edits.append(.renameColumn(from: column.name, to: name))
                column.name = name
            }
            return column
        }
        for column in columns where new[column: column.name] == nil { edits.append(.dropColumn(column)) }
        for column in new.columns {
            let before = columns.first { $0.name == column.name }
            if let before, before != column { edits.append(.alterColumn(from: before, to: column)) }
            if before == nil { edits.append(.addColumn(column)) }
        }
        if old.primaryKey != new.primaryKey {
            edits += [old.primaryKey.map { .dropPrimaryKey($0) }, new.primaryKey.map { .addPrimaryKey($0) }]
                .compactMap { $0 }
        }
        edits += changed(old.uniques, new.uniques, TableEdit.dropUnique, TableEdit.addUnique)
        edits += changed(old.foreignKeys, new.foreignKeys, TableEdit.dropForeignKey, TableEdit.addForeignKey)
        edits += changed(old.checks, new.checks, TableEdit.dropCheck, TableEdit.addCheck)
        edits += changed(old.indexes, new.indexes, TableEdit.dropIndex, TableEdit.addIndex)
        edits += changed(old.triggers, new.triggers, TableEdit.dropTrigger, TableEdit.addTrigger)
        edits += changed(
            old.options, new.options, { .setOption(from: $0, to: nil) }, { .setOption(from: nil, to: $0) })
        return edits
    }

    private func changed<Part: Equatable>(
        _ old: [Part], _ new: [Part], _ drop: (Part) -> TableEdit, _ add: (Part) -> TableEdit
    ) -> [TableEdit] {
        old.filter { !new.contains($0) }.map(drop) + new.filter { !old.contains($0) }.map(add)
    }
}

extension Schema {
    /// Without what a difference does not tell: the order of columns.
    var regardlessOfOrder: Schema {
        var copy = self
        for index in copy.tables.indices { copy.tables[index].columns.sort { $0.name < $1.name } }
        return copy
    }
}
