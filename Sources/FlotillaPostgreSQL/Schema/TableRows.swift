import FlotillaSchema

/// Tables with what hangs on them.
struct TableRows {
    let rows: [TableRow]
    let tables: [Int: Table]

    init(_ rows: [TableRow], _ columns: ColumnRows, _ parts: RelationParts, _ constraints: [ConstraintRow]) {
        self.rows = rows
        let constraints = Dictionary(grouping: constraints, by: \.table)
        let byID = Dictionary(rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        tables = byID.mapValues { row in
            var table = Table(name: row.name)
            table.comment = row.comment
            table.options = row.options
            table.indexes = parts.indexes[row.id] ?? []
            table.triggers = parts.triggers[row.id] ?? []
            table.others = parts.texts[row.id] ?? []
            let names = columns.names(of: row.id)
            for constraint in constraints[row.id] ?? [] { constraint.add(to: &table, names) }
            for column in columns.byTable[row.id] ?? [] {
                guard column.isInherited, !column.isLocal else {
                    table.columns.append(column.column)
                    continue
                }
                // It is the parent's: a change there is a change here.
                let parent = row.parents.lazy.compactMap { parent in
                    columns.byTable[parent]?.first { $0.column.name == column.column.name }?.column
                }.first
                table.others += column.texts(ofChild: row.name, parent: parent ?? column.column)
            }
            return table
        }
    }
}

struct TableRow {
    let id: Int
    let name: ObjectName
    let comment: String?
    let parents: [Int]
    /// In capitals what is written after the parentheses or has statements of its own; in small letters storage parameters.
    let options: [TableOption]

    init(_ row: inout CatalogueRow) {
        id = row.int()
        name = row.name()
        _ = row.text()
        var options: [TableOption] = []
        if row.text() == "u" { options.append(TableOption("UNLOGGED")) }
        options += row.list().map { Self.parameter($0, prefix: "") }
        options += row.list().map { Self.parameter($0, prefix: "toast.") }
        if row.bool() { options.append(TableOption("ROW LEVEL SECURITY")) }
        if row.bool() { options.append(TableOption("FORCE ROW LEVEL SECURITY")) }
        let identity = row.text()
        let identityIndex = row.next()
        switch identity {
        case "f": options.append(TableOption("REPLICA IDENTITY", "FULL"))
        case "n": options.append(TableOption("REPLICA IDENTITY", "NOTHING"))
        case "i":
            let index = identityIndex.map { "USING INDEX " + PostgreSQLNames.quoted($0) }
            options.append(TableOption("REPLICA IDENTITY", index ?? "NOTHING"))
        default: break
        }
        if let index = row.next() { options.append(TableOption("CLUSTER ON", PostgreSQLNames.quoted(index))) }
        if let key = row.next() { options.append(TableOption("PARTITION BY", key)) }
        let bound = row.next()
        parents = row.list().compactMap { Int($0) }
        let parentNames = row.list().joined(separator: ", ")
        if let bound {
            options.append(TableOption("PARTITION OF", "\(parentNames) \(bound)"))
        } else if !parents.isEmpty {
            options.append(TableOption("INHERITS", parentNames))
        }
        if let method = row.next() { options.append(TableOption("USING", PostgreSQLNames.quoted(method))) }
        if let type = row.next() { options.append(TableOption("OF", type)) }
        self.options = options
        comment = row.next()
    }

    static func parameter(_ setting: String, prefix: String) -> TableOption {
        guard let equals = setting.firstIndex(of: "=") else { return TableOption(prefix + setting) }
        return TableOption(prefix + setting[..<equals], String(setting[setting.index(after: equals)...]))
    }
}
