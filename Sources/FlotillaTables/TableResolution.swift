import FlotillaSQL
import FlotillaSchema

/// One model's table on one engine.
struct TableResolution {
    private let model: ModelTable
    private let engine: Engine
    private let others: [ModelTable]
    private let names: ConstraintNames

    init(_ model: ModelTable, _ engine: Engine, _ others: [ModelTable]) {
        self.model = model
        self.engine = engine
        self.others = others
        names = ConstraintNames(table: model.name)
    }

    func resolved() throws(ModelFault) -> Table {
        var table = Table(name: ObjectName(model.name))
        // SQLite has no comments.
        table.comment = engine == .sqlite ? nil : model.comment
        guard !model.columns.isEmpty else { throw fault(.noColumns) }
        for column in model.columns {
            guard table[column: column.name] == nil else { throw fault(.columnTwice(column.name)) }
            table.columns.append(try ColumnResolution(column, isCounted: isCounted(column), engine, model.name).column)
        }
        let key = model.keyColumns
        try checkLimits(of: key)
        if !key.isEmpty { table.primaryKey = PrimaryKey(columns: key.map(\.name)) }
        for column in model.columns { try add(column, to: &table) }
        for part in model.parts { try add(part, to: &table) }
        try checkNames(of: table)
        return table
    }

    private func fault(_ reason: ModelFault.Reason) -> ModelFault {
        ModelFault(table: model.name, engine: engine, reason: reason)
    }

    /// Whether the database hands out its numbers.
    private func isCounted(_ column: ModelColumn) -> Bool {
        model.keyColumns == [column] && column.type.isInteger && !column.marks.contains(.assigned)
            && column.reference == nil && column.default == nil && column.generated == nil
    }

    // MARK: What belongs to a column

    private func add(_ column: ModelColumn, to table: inout Table) throws(ModelFault) {
        if column.marks.contains(.unique) { try addUnique([column.name], nil, to: &table) }
        if column.marks.contains(.indexed) {
            try addIndex([column.name], isUnique: false, filter: nil, nil, to: &table)
        }
        if let reference = column.reference { try addKey([column.name], reference, nil, to: &table) }
        if let check = column.check { add(check, named: names.check(column.name), to: &table) }
        // MySQL has a type for these.
        if let values = column.values, engine != .mysql {
            var list: [String] = []
            for value in values { list.append(try literal(value, of: column)) }
            let name = try quoted(column)
            add(SQLText("\(name) IN (\(list.joined(separator: ", ")))"), named: names.values(column.name), to: &table)
        }
    }

    private func literal(_ text: String, of column: ModelColumn) throws(ModelFault) -> String {
        do { return try SQLQuoting.literal(text, engine: engine) } catch {
            throw fault(.unspeakable(column: column.name))
        }
    }

    private func quoted(_ column: ModelColumn) throws(ModelFault) -> String {
        do { return try SQLQuoting.identifier(column.name, engine: engine) } catch {
            throw fault(.unspeakable(column: column.name))
        }
    }

    private func add(_ check: SQLText, named name: String, to table: inout Table) {
        table.checks.append(CheckConstraint(name: name, expression: check.text(on: engine)))
    }

    // MARK: What is about several columns

    private func add(_ part: TablePart, to table: inout Table) throws(ModelFault) {
        switch part {
        case .index(let columns, let isUnique, let filter, let name):
            try addIndex(columns, isUnique: isUnique, filter: filter, name, to: &table)
        case .unique(let columns, let name): try addUnique(columns, name, to: &table)
        case .check(let text, let name): add(text, named: name, to: &table)
        case .foreignKey(let columns, let reference, let name):
            try addKey(columns, reference, name, to: &table)
        }
    }

    private func addUnique(_ words: [String], _ name: String?, to table: inout Table) throws(ModelFault) {
        let columns = try columns(words)
        try checkLimits(of: columns)
        let list = columns.map(\.name)
        table.uniques.append(UniqueConstraint(name: name ?? names.unique(list), columns: list))
    }

    private func addIndex(
        _ words: [String], isUnique: Bool, filter: SQLText?, _ name: String?, to table: inout Table
    ) throws(ModelFault) {
        let columns = try columns(words)
        try checkLimits(of: columns)
        let list = columns.map(\.name)
        // Where there are no partial indexes, one over all rows finds the same ones.
        if engine == .mysql, isUnique, filter != nil { throw fault(.partialUnique(columns: list)) }
        table.indexes.append(
            Index(
                name: name ?? names.index(list), parts: list.map { Index.Part(.column($0)) }, isUnique: isUnique,
                predicate: engine == .mysql ? nil : filter?.text(on: engine)))
    }

    private func addKey(
        _ words: [String], _ reference: ModelReference, _ name: String?, to table: inout Table
    ) throws(ModelFault) {
        let columns = try columns(words)
        try checkLimits(of: columns)
        guard let other = others.first(where: { $0.name == reference.table }) else {
            throw fault(.unknownTable(reference.table))
        }
        let referenced = reference.columns.isEmpty ? other.keyColumns : try self.columns(reference.columns, of: other)
        guard referenced.count == columns.count else {
            throw fault(.keyDoesNotFit(other.name, columns: referenced.map(\.name)))
        }
        let list = columns.map(\.name)
        table.foreignKeys.append(
            ForeignKey(
                name: name ?? names.foreignKey(list, to: other.name), columns: list, table: ObjectName(other.name),
                referenced: referenced.map(\.name), onDelete: reference.onDelete.action,
                onUpdate: reference.onUpdate.action))
    }

    private func columns(_ words: [String], of other: ModelTable? = nil) throws(ModelFault) -> [ModelColumn] {
        let table = other ?? model
        var columns: [ModelColumn] = []
        for word in words {
            guard let column = table.column(word) else {
                throw ModelFault(
                    table: table.name, engine: engine,
                    reason: .unknownColumn(word, known: table.columns.map(\.property)))
            }
            columns.append(column)
        }
        return columns
    }

    private func checkLimits(of columns: [ModelColumn]) throws(ModelFault) {
        guard engine == .mysql, let column = columns.first(where: { $0.type.isStoredApartOnMySQL }) else { return }
        throw fault(.unlimitedInKey(column: column.name))
    }

    private func checkNames(of table: Table) throws(ModelFault) {
        var taken: Set<String> = []
        let all =
            table.uniques.map(\.name) + table.foreignKeys.map(\.name) + table.checks.map(\.name)
            + table.indexes.map { $0.name }
        for name in all.compactMap({ $0 }) where !taken.insert(name).inserted { throw fault(.nameTwice(name)) }
    }
}

extension ReferenceAction {
    fileprivate var action: ForeignKey.Action {
        switch self {
        case .noAction: .noAction
        case .cascade: .cascade
        case .setNull: .setNull
        case .setDefault: .setDefault
        }
    }
}
