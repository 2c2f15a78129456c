import FlotillaSQL
import FlotillaSchema

extension SchemaGenerator {
    /// Makes up to so many edits; none touches what another one has touched.
    public mutating func edit(_ schema: Schema, times: ClosedRange<Int> = 1...5) -> EditedSchema {
        var edited = EditedSchema(schema)
        if features.contains(.renames), chance(1, in: 4) { renameTable(&edited) }
        if features.contains(.renames), chance(1, in: 3) { renameColumn(&edited) }
        for _ in 0..<number(in: times) { editOnce(&edited) }
        return edited
    }

    private mutating func editOnce(_ edited: inout EditedSchema) {
        let dice = number(in: 1...24)
        switch dice {
        case 1: addTable(&edited)
        case 2: dropTable(&edited)
        case 3, 4: addColumn(&edited)
        case 5, 6: dropColumn(&edited)
        case 7...10: alterColumn(&edited)
        case 11: addIndex(&edited)
        case 12: dropIndex(&edited)
        case 13: changeIndex(&edited)
        case 14: addUnique(&edited)
        case 15: dropUnique(&edited)
        case 16: addReference(&edited)
        case 17: dropReference(&edited)
        case 18: changeReference(&edited)
        case 19: addCheck(&edited)
        case 20: dropCheck(&edited)
        case 21: editComment(&edited)
        case 22: editEnum(&edited)
        case 23: editView(&edited)
        default: editTriggersAndKeys(&edited)
        }
    }

    // MARK: tables

    private mutating func addTable(_ edited: inout EditedSchema) {
        let new = table(in: edited.schema)
        edited.schema.tables.append(new)
        edited.touch(new.name)
        edited.record(.createTable(new))
    }

    private mutating func dropTable(_ edited: inout EditedSchema) {
        let free = edited.schema.tables.filter { table in
            edited.isUntouched(table.name) && !edited.isReferenced(table)
                && !edited.schema.views.contains { $0.sources.contains(table.name) }
        }
        guard let old = pick(free) else { return }
        edited.schema.tables.removeAll { $0.name == old.name }
        edited.touch(old.name)
        edited.record(.dropTable(old))
    }

    private mutating func renameTable(_ edited: inout EditedSchema) {
        let free = edited.schema.tables.filter { table in
            engine != .mysql
                || (table.triggers.isEmpty && !edited.schema.views.contains { $0.sources.contains(table.name) })
        }
        guard let old = pick(free)?.name else { return }
        let new = ObjectName(name(Self.tableWords))
        edited.renames.append(.table(from: old, to: new))
        edited.schema = edited.schema.renamed([.table(from: old, to: new)])
        edited.touch(new, "/renamed")
        edited.record(.renameTable(from: old, to: new))
    }

    private mutating func renameColumn(_ edited: inout EditedSchema) {
        guard let table = pick(edited.schema.tables),
            let old = pick(
                table.columns.map(\.name).filter {
                    $0 != "id" && !edited.isMentioned($0, in: table, spelled: spelled($0))
                })
        else { return }
        let rename = Rename.column(table: table.name, from: old, to: name(Self.columnWords))
        edited.renames.append(rename)
        edited.schema = edited.schema.renamed([rename])
        guard case .column(_, _, let new) = rename else { return }
        edited.touch(table.name, "/renamed \(new)")
        edited.record(table.name, .renameColumn(from: old, to: new))
    }

    // MARK: comments, types, views, triggers, keys

    private mutating func editComment(_ edited: inout EditedSchema) {
        guard engine != .sqlite, let index = freeTable(edited),
            edited.isFree(edited.schema.tables[index].name, "/comment")
        else { return }
        let table = edited.schema.tables[index]
        let new = table.comment == nil || chance(1, in: 2) ? comment() + "!" : nil
        edited.schema.tables[index].comment = new
        edited.touch(table.name, "/comment")
        edited.record(table.name, .setComment(from: table.comment, to: new))
    }

    /// A value comes at any place, or one that no default has goes.
    private mutating func editEnum(_ edited: inout EditedSchema) {
        guard let index = edited.schema.enums.indices.randomElement(using: &random) else { return }
        let old = edited.schema.enums[index]
        guard edited.isFree(old.name) else { return }
        var new = old
        if chance(1, in: 3), old.values.count > 2 {
            new.values.remove(at: number(in: 0...old.values.count - 1))
        } else {
            new.values.insert(name(["value"]), at: number(in: 0...old.values.count))
        }
        edited.schema.enums[index] = new
        edited.touch(old.name)
        edited.record(.alterEnum(from: old, to: new))
    }

    private mutating func editView(_ edited: inout EditedSchema) {
        guard features.contains(.views) else { return }
        if let index = edited.schema.views.indices.randomElement(using: &random), chance(2, in: 3) {
            let old = edited.schema.views[index]
            guard edited.isFree(old.name) else { return }
            edited.touch(old.name)
            guard chance(1, in: 2), !old.query.lowercased().contains("where"), let last = old.query.last else {
                edited.schema.views.remove(at: index)
                return edited.record(.dropView(old))
            }
            let query = last == ";" ? String(old.query.dropLast()) : old.query
            edited.schema.views[index].query = query + " WHERE 1 = 1"
            return edited.record(.alterView(from: old, to: edited.schema.views[index]))
        }
        guard let new = view(over: edited.schema) else { return }
        edited.schema.views.append(new)
        edited.touch(new.name)
        edited.record(.createView(new))
    }

    private mutating func editTriggersAndKeys(_ edited: inout EditedSchema) {
        let joins = edited.schema.tables.indices.filter { index in
            let table = edited.schema.tables[index]
            return (table.primaryKey?.columns.count ?? 0) > 1 && edited.isFree(table.name, "/key")
                && !edited.isReferenced(table)
        }
        if let index = pick(joins), let old = edited.schema.tables[index].primaryKey {
            let name = edited.schema.tables[index].name
            var new = old
            new.columns.reverse()
            edited.schema.tables[index].primaryKey = new
            edited.touch(name, "/key")
            return edited.record(name, .dropPrimaryKey(old), .addPrimaryKey(new))
        }
        guard features.contains(.triggers) else { return }
        let before = edited.schema
        addTrigger(to: &edited.schema)
        for (old, new) in zip(before.tables, edited.schema.tables) where old.triggers.count < new.triggers.count {
            guard edited.isFree(new.name) else { return edited.schema = before }
            for trigger in new.triggers.suffix(1) { edited.record(new.name, .addTrigger(trigger)) }
            for routine in edited.schema.routines.dropFirst(before.routines.count) {
                edited.record(.createRoutine(routine))
            }
            edited.touch(new.name, "/trigger")
        }
    }

    mutating func freeTable(_ edited: EditedSchema) -> Int? {
        pick(edited.schema.tables.indices.filter { edited.isFree(edited.schema.tables[$0].name) })
    }
}
