import FlotillaSQL
import FlotillaSchema

extension SchemaGenerator {
    /// One that rows which are there can have.
    mutating func addColumn(_ edited: inout EditedSchema) {
        guard let index = freeTable(edited) else { return }
        var new = column(in: edited.schema)
        if new.default == nil { new.isNullable = true }
        add(new, to: index, &edited)
    }

    func add(_ column: Column, to index: Int, _ edited: inout EditedSchema) {
        let name = edited.schema.tables[index].name
        edited.schema.tables[index].columns.append(column)
        edited.touch(name, column.name)
        edited.record(name, .addColumn(column))
    }

    /// With what cannot be without it.
    mutating func dropColumn(_ edited: inout EditedSchema) {
        guard let index = freeTable(edited) else { return }
        let table = edited.schema.tables[index]
        let free = table.columns.filter { column in
            edited.isFree(table.name, column.name) && edited.isFree(table.name, "/renamed \(column.name)")
                && !edited.isReferenced(table, column.name)
                && !(table.primaryKey?.columns.contains(column.name) ?? false)
                && !edited.isMentioned(column.name, in: table, spelled: spelled(column.name))
        }
        guard table.columns.count > 2, let old = pick(free) else { return }
        let indexes = table.indexes.filter { index in
            index.included.contains(old.name) || index.parts.contains { $0.key == .column(old.name) }
        }
        let uniques = table.uniques.filter { $0.columns.contains(old.name) }
        let keys = table.foreignKeys.filter { $0.columns.contains(old.name) }
        let parts = indexes.map(\.name) + uniques.compactMap(\.name) + keys.compactMap(\.name)
        guard parts.allSatisfy({ edited.isFree(table.name, $0) }) else { return }
        edited.schema.tables[index].columns.removeAll { $0.name == old.name }
        edited.schema.tables[index].indexes.removeAll(where: indexes.contains)
        edited.schema.tables[index].uniques.removeAll(where: uniques.contains)
        edited.schema.tables[index].foreignKeys.removeAll(where: keys.contains)
        for part in parts + [old.name] { edited.touch(table.name, part) }
        edited.record(table.name, .dropColumn(old))
        for index in indexes { edited.record(table.name, .dropIndex(index)) }
        for unique in uniques { edited.record(table.name, .dropUnique(unique)) }
        for key in keys { edited.record(table.name, .dropForeignKey(key)) }
    }

    mutating func alterColumn(_ edited: inout EditedSchema) {
        guard let index = freeTable(edited) else { return }
        let table = edited.schema.tables[index]
        let free = table.columns.indices.filter { place in
            let column = table.columns[place]
            return edited.isFree(table.name, column.name) && column.generated == nil && column.identity == nil
                && !isKey(column, in: table) && !edited.isReferenced(table, column.name)
        }
        guard let place = pick(free) else { return }
        let old = table.columns[place]
        let isFixed = edited.isMentioned(old.name, in: table, spelled: spelled(old.name))
        guard let new = altered(old, isFixed: isFixed), new != old else { return }
        edited.schema.tables[index].columns[place] = new
        edited.touch(table.name, old.name)
        edited.record(table.name, .alterColumn(from: old, to: new))
    }

    /// `isFixed` where an expression depends on its type.
    private mutating func altered(_ old: Column, isFixed: Bool) -> Column? {
        var new = old
        switch number(in: 1...5) {
        case 1: new.isNullable.toggle()
        case 2: new.default = old.default == nil ? defaultValue(of: old.type) : nil
        case 3 where engine != .sqlite: new.comment = old.comment == nil ? comment() : nil
        case 4 where !isFixed: new.collation = old.collation == nil ? collation(of: old.type) : nil
        default:
            guard !isFixed, let type = otherType(than: old.type) else { return nil }
            new.type = type
        }
        return new
    }

    /// One to which every value can be brought, and for which the default is spelled the same.
    private mutating func otherType(than type: ColumnType) -> ColumnType? {
        switch type {
        case .varchar(let length): .varchar(length + number(in: 1...40))
        case .decimal(let precision?, let scale): .decimal(precision: precision + 2, scale: scale)
        case .integer(let bits, let isUnsigned) where bits < 64:
            .integer(bits: bits == 16 ? 32 : 64, isUnsigned: isUnsigned)
        case .floatingPoint(bits: 32): .floatingPoint(bits: 64)
        case .choice(let values): .choice(values + [name(["value"])])
        default: nil
        }
    }
}
