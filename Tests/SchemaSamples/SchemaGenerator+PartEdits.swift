import FlotillaSQL
import FlotillaSchema

/// Edits of indexes and constraints.
extension SchemaGenerator {
    mutating func addIndex(_ edited: inout EditedSchema) {
        guard let place = freeTable(edited), let new = index(of: edited.schema.tables[place]) else { return }
        let table = edited.schema.tables[place].name
        edited.schema.tables[place].indexes.append(new)
        touch(new.name, and: (new.columns ?? []) + new.included, of: place, &edited)
        edited.record(table, .addIndex(new))
    }

    mutating func dropIndex(_ edited: inout EditedSchema) {
        guard let place = freeTable(edited), let old = freePart(edited, place, \.indexes, \.name) else { return }
        edited.schema.tables[place].indexes.removeAll { $0 == old }
        touch(old.name, and: [], of: place, &edited)
        edited.record(edited.schema.tables[place].name, .dropIndex(old))
    }

    mutating func changeIndex(_ edited: inout EditedSchema) {
        guard let place = freeTable(edited), let old = freePart(edited, place, \.indexes, \.name),
            let at = edited.schema.tables[place].indexes.firstIndex(of: old), old.method == "btree"
        else { return }
        var new = old
        if engine == .mysql || (old.parts.count > 1 && chance(1, in: 2)) {
            new.parts.reverse()
        } else {
            new.isUnique.toggle()
        }
        guard new != old else { return }
        edited.schema.tables[place].indexes[at] = new
        touch(new.name, and: [], of: place, &edited)
        edited.record(edited.schema.tables[place].name, .dropIndex(old), .addIndex(new))
    }

    mutating func addUnique(_ edited: inout EditedSchema) {
        guard let place = freeTable(edited), let new = unique(of: edited.schema.tables[place]) else { return }
        let table = edited.schema.tables[place]
        guard !table.uniques.contains(where: { $0.columns == new.columns }) else { return }
        edited.schema.tables[place].uniques.append(new)
        touch(new.name, and: new.columns, of: place, &edited)
        edited.record(table.name, .addUnique(new))
    }

    mutating func dropUnique(_ edited: inout EditedSchema) {
        guard let place = freeTable(edited), let old = freePart(edited, place, \.uniques, \.name) else { return }
        // The columns are touched: an unnamed one that comes later might be the same again.
        edited.schema.tables[place].uniques.removeAll { $0 == old }
        touch(old.name, and: old.columns, of: place, &edited)
        edited.record(edited.schema.tables[place].name, .dropUnique(old))
    }

    mutating func addReference(_ edited: inout EditedSchema) {
        guard let place = freeTable(edited),
            let other = pick(edited.schema.tables.filter { $0.primaryKey?.columns.count == 1 }),
            let (column, key) = reference(to: other, isNullable: true)
        else { return }
        add(column, to: place, &edited)
        edited.schema.tables[place].foreignKeys.append(key)
        touch(key.name, and: [], of: place, &edited)
        edited.touch(other.name, key.referenced[0])
        edited.record(edited.schema.tables[place].name, .addForeignKey(key))
    }

    mutating func dropReference(_ edited: inout EditedSchema) {
        guard let place = freeTable(edited), let old = freePart(edited, place, \.foreignKeys, \.name) else { return }
        edited.schema.tables[place].foreignKeys.removeAll { $0 == old }
        touch(old.name, and: old.columns, of: place, &edited)
        edited.record(edited.schema.tables[place].name, .dropForeignKey(old))
    }

    mutating func changeReference(_ edited: inout EditedSchema) {
        guard let place = freeTable(edited), let old = freePart(edited, place, \.foreignKeys, \.name),
            let at = edited.schema.tables[place].foreignKeys.firstIndex(of: old)
        else { return }
        var new = old
        let columns = edited.schema.tables[place].columns.filter { old.columns.contains($0.name) }
        new.onDelete = action(isNullable: columns.allSatisfy(\.isNullable))
        guard new != old else { return }
        edited.schema.tables[place].foreignKeys[at] = new
        touch(new.name, and: old.columns, of: place, &edited)
        edited.record(edited.schema.tables[place].name, .dropForeignKey(old), .addForeignKey(new))
    }

    mutating func addCheck(_ edited: inout EditedSchema) {
        guard let place = freeTable(edited), let new = check(of: edited.schema.tables[place]) else { return }
        let table = edited.schema.tables[place]
        guard !table.checks.contains(where: { $0.expression == new.expression }) else { return }
        edited.schema.tables[place].checks.append(new)
        touch(new.name ?? new.expression, and: [], of: place, &edited)
        edited.record(table.name, .addCheck(new))
    }

    mutating func dropCheck(_ edited: inout EditedSchema) {
        guard let place = freeTable(edited),
            let old = freePart(edited, place, \.checks, { $0.name ?? $0.expression })
        else { return }
        edited.schema.tables[place].checks.removeAll { $0 == old }
        // One that comes later may have the same expression.
        touch(old.name ?? old.expression, and: [], of: place, &edited)
        edited.touch(edited.schema.tables[place].name)
        edited.record(edited.schema.tables[place].name, .dropCheck(old))
    }

    private mutating func freePart<Part>(
        _ edited: EditedSchema, _ place: Int, _ parts: KeyPath<Table, [Part]>, _ name: (Part) -> String?
    ) -> Part? {
        let table = edited.schema.tables[place]
        return pick(
            table[keyPath: parts].filter { part in name(part).map { edited.isFree(table.name, $0) } ?? true })
    }

    private func touch(_ part: String?, and columns: [String], of place: Int, _ edited: inout EditedSchema) {
        let table = edited.schema.tables[place].name
        for name in columns + (part.map { [$0] } ?? []) { edited.touch(table, name) }
    }
}
