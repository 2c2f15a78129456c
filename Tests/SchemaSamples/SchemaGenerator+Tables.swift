import FlotillaSQL
import FlotillaSchema

extension SchemaGenerator {
    static let tableWords = ["users", "orders", "invoices", "tags", "events", "files"]

    mutating func table(in schema: Schema) -> Table {
        var table = Table(name: ObjectName(name(Self.tableWords)))
        let referable = schema.tables.filter { $0.primaryKey?.columns.count == 1 }
        if chance(1, in: 6), referable.count >= 2 { addJoin(to: &table, referable) } else { addIdentity(to: &table) }
        if chance(1, in: 2), let other = pick(referable), let found = reference(to: other) {
            table.columns.append(found.column)
            table.foreignKeys.append(found.key)
        }
        if chance(1, in: 6), let (column, key) = reference(to: table, isNullable: true) {
            table.columns.append(column)
            table.foreignKeys.append(key)
        }
        for _ in 0..<number(in: 1...5) { table.columns.append(column(in: schema)) }
        if chance(1, in: 4), let generated = generatedColumn(of: table) { table.columns.append(generated) }
        if chance(1, in: 3), let unique = unique(of: table) { table.uniques.append(unique) }
        if chance(1, in: 3), let check = check(of: table) { table.checks.append(check) }
        for _ in 0..<number(in: 0...2) { if let index = index(of: table) { table.indexes.append(index) } }
        if engine != .sqlite, chance(1, in: 5) { table.comment = comment() }
        return table
    }

    private mutating func addIdentity(to table: inout Table) {
        var id = Column("id", .integer(bits: 64), isNullable: false)
        switch engine {
        case .postgresql:
            id.type = .integer(bits: chance(1, in: 2) ? 32 : 64)
            id.identity = pick([.serial(SequenceOptions()), .always(SequenceOptions()), .byDefault(SequenceOptions())])
        case .mysql:
            id.type = .integer(bits: chance(1, in: 2) ? 32 : 64, isUnsigned: chance(1, in: 3))
            id.identity = .autoIncrement
        case .sqlite: id.identity = chance(1, in: 4) ? .autoIncrement : nil
        }
        table.columns.append(id)
        table.primaryKey = PrimaryKey(columns: ["id"])
    }

    /// Two references that are the primary key together.
    private mutating func addJoin(to table: inout Table, _ referable: [Table]) {
        for other in referable.shuffled(using: &random).prefix(2) {
            guard let (column, key) = reference(to: other, isNullable: false) else { continue }
            table.columns.append(column)
            table.foreignKeys.append(key)
        }
        table.primaryKey = PrimaryKey(columns: table.columns.map(\.name))
    }

    mutating func reference(to other: Table, isNullable: Bool? = nil) -> (column: Column, key: ForeignKey)? {
        guard other.primaryKey?.columns.count == 1, let id = other.primaryKey?.columns.first,
            let type = other[column: id]?.type
        else { return nil }
        let column = Column(
            name(["owner_id", "parent_id", "author_id"]), type, isNullable: isNullable ?? chance(1, in: 2))
        var key = ForeignKey(
            name: name(["fk_to"]), columns: [column.name], table: other.name, referenced: [id],
            onDelete: action(isNullable: column.isNullable))
        if engine != .mysql, chance(1, in: 6) { key.deferral = .initiallyDeferred }
        return (column, key)
    }

    mutating func action(isNullable: Bool) -> ForeignKey.Action {
        // MySQL's family spells only one of NO ACTION and RESTRICT, which mean the same to it.
        let actions: [ForeignKey.Action] = engine == .mysql ? [.cascade] : [.cascade, .noAction, .restrict]
        return pick(actions + (isNullable ? [.setNull] : [])) ?? .cascade
    }

    mutating func generatedColumn(of table: Table) -> Column? {
        guard let base = pick(table.columns.filter { isCountable($0, in: table) }) else { return nil }
        return Column(
            name(["total"]), base.type,
            generated: Generated(
                "\(spelled(base.name)) + \(number(in: 1...9))", isStored: engine == .postgresql || chance(1, in: 2)))
    }

    mutating func unique(of table: Table) -> UniqueConstraint? {
        let columns = table.columns.filter { isIndexable($0) && !isKey($0, in: table) }.shuffled(using: &random)
        guard !columns.isEmpty else { return nil }
        var unique = UniqueConstraint(
            name: name(["uq"]), columns: columns.prefix(number(in: 1...2)).map(\.name))
        if engine == .postgresql, chance(1, in: 6) { unique.deferral = .initiallyImmediate }
        if engine == .postgresql, chance(1, in: 6) { unique.equatesNulls = true }
        if engine == .sqlite, chance(1, in: 3) { unique.name = nil }
        return unique
    }

    mutating func check(of table: Table) -> CheckConstraint? {
        guard let column = pick(table.columns.filter { isCountable($0, in: table) }) else { return nil }
        let name = engine == .sqlite && chance(1, in: 3) ? nil : name(["ck"])
        return CheckConstraint(name: name, expression: "\(spelled(column.name)) > \(number(in: 0...99))")
    }

    mutating func index(of table: Table) -> Index? {
        let columns = table.columns.filter(isIndexable).shuffled(using: &random)
        guard let first = columns.first else { return nil }
        var index = Index(
            name: name(["ix"]),
            parts: columns.prefix(number(in: 1...3)).map {
                Index.Part(.column($0.name), isDescending: chance(1, in: 5))
            },
            // To MySQL's family an index that is unique is a constraint.
            isUnique: engine != .mysql && chance(1, in: 5))
        guard engine != .mysql else { return index }
        if chance(1, in: 5) { index.predicate = "\(spelled(first.name)) IS NOT NULL" }
        if chance(1, in: 5), let text = table.columns.first(where: { $0.type == .text && $0.generated == nil }) {
            index.parts[0] = Index.Part(.expression("lower(\(spelled(text.name)))"))
        }
        if engine == .postgresql {
            if chance(1, in: 5) { index.included = [first.name] }
            if chance(1, in: 5) { index.parts[0].hasNullsFirst = !index.parts[0].isDescending }
            // A BRIN index needs a type with an order of its own.
            if chance(1, in: 8), first.type != .boolean {
                index = Index(name: index.name, parts: [Index.Part(.column(first.name))], method: "brin")
            }
        }
        return index
    }
}
