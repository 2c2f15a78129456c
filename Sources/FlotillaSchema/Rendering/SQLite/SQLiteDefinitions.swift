/// What stands in the statements that make tables, indexes and views.
enum SQLiteDefinitions {
    // MARK: Tables

    /// - Parameter name: another than its own, while both are there.
    static func create(_ table: Table, as name: String? = nil) -> String {
        let lines = table.columns.map { column($0, of: table) } + constraints(of: table)
        let options = table.options.filter { $0.name == SQLiteOption.strict || $0.name == SQLiteOption.withoutRowID }
        let suffix = options.isEmpty ? "" : " " + options.map(\.name).joined(separator: ", ")
        return "CREATE TABLE \(SQLiteWords.name(name ?? table.name.name)) (\n    "
            + lines.joined(separator: ",\n    ") + "\n)" + suffix
    }

    private static func column(_ column: Column, of table: Table) -> String {
        guard let key = inlineKey(of: table), key.columns == [column.name] else { return self.column(column) }
        let details = table.options.first { $0.name == SQLiteOption.primaryKey }?.value ?? ""
        let parts = [
            key.name.map { "CONSTRAINT " + SQLiteWords.name($0) }, "PRIMARY KEY",
            details.contains(" DESC") ? "DESC" : nil,
            details.firstRange(of: "ON CONFLICT").map { String(details[$0.lowerBound...]) },
            column.identity == nil ? nil : "AUTOINCREMENT",
        ]
        // The number of a row is never NULL, whatever is said of it.
        let isRowID = !details.contains(" DESC")
        return self.column(column, key: parts.compactMap { $0 }, allowsNull: isRowID)
    }

    static func column(_ column: Column, key: [String] = [], allowsNull: Bool = false) -> String {
        var parts = [SQLiteWords.name(column.name)]
        let type = SQLiteTypes.spelling(column.type)
        if !type.isEmpty { parts.append(type) }
        parts += key
        if !column.isNullable && !allowsNull {
            parts.append(column.others.first { $0.hasPrefix("NOT NULL") } ?? "NOT NULL")
        }
        if let value = column.default { parts.append("DEFAULT " + defaultValue(value)) }
        if let collation = column.collation { parts.append("COLLATE " + SQLiteWords.name(collation)) }
        if let generated = column.generated {
            parts.append("GENERATED ALWAYS AS (\(generated.expression)) \(generated.isStored ? "STORED" : "VIRTUAL")")
        }
        return parts.joined(separator: " ")
    }

    /// The key that makes a column the number of the row, which has to stand with the column for `AUTOINCREMENT`.
    private static func inlineKey(of table: Table) -> PrimaryKey? {
        guard let key = table.primaryKey, key.columns.count == 1, let column = table[column: key.columns[0]],
            SQLiteTypes.spelling(column.type) == "INTEGER",
            !table.options.contains(where: { $0.name == SQLiteOption.withoutRowID })
        else { return nil }
        return key
    }

    private static func constraints(of table: Table) -> [String] {
        var lines: [String] = []
        if let key = table.primaryKey, inlineKey(of: table) == nil {
            let parts = table.options.first { $0.name == SQLiteOption.primaryKey }?.value
            lines.append(named(key.name, "PRIMARY KEY " + (parts ?? "(\(SQLiteWords.names(key.columns)))")))
        }
        for unique in table.uniques {
            let parts = table.options.first { $0.name == SQLiteOption.unique(unique.columns) }?.value
            lines.append(named(unique.name, "UNIQUE " + (parts ?? "(\(SQLiteWords.names(unique.columns)))")))
        }
        lines += table.foreignKeys.map { key in
            named(key.name, "FOREIGN KEY (\(SQLiteWords.names(key.columns))) " + references(key))
        }
        return lines + table.checks.map(check)
    }

    static func check(_ check: CheckConstraint) -> String { named(check.name, "CHECK (\(check.expression))") }

    /// From `REFERENCES` on.
    static func references(_ key: ForeignKey) -> String {
        var parts = ["REFERENCES " + SQLiteWords.name(key.table.name)]
        if !key.referenced.isEmpty { parts[0] += " (\(SQLiteWords.names(key.referenced)))" }
        if key.onDelete != .noAction { parts.append("ON DELETE " + key.onDelete.rawValue) }
        if key.onUpdate != .noAction { parts.append("ON UPDATE " + key.onUpdate.rawValue) }
        if key.matchesFull { parts.append("MATCH FULL") }
        if key.deferral != .never { parts.append(key.deferral.rawValue) }
        return parts.joined(separator: " ")
    }

    static func named(_ name: String?, _ constraint: String) -> String {
        name.map { "CONSTRAINT \(SQLiteWords.name($0)) \(constraint)" } ?? constraint
    }

    // MARK: Defaults

    /// Bare where the grammar takes it so, else in parentheses.
    static func defaultValue(_ expression: String) -> String {
        isSimple(SQLiteToken.all(of: expression)) ? expression : "(\(expression))"
    }

    /// Whether the same value stands in every row that is there when a column with this default is added.
    static func isConstant(_ expression: String) -> Bool {
        isSimple(SQLiteToken.all(of: expression)) && !SQLiteWords.upper(expression).hasPrefix("CURRENT_")
    }

    private static func isSimple(_ tokens: [SQLiteToken]) -> Bool {
        guard let last = tokens.last else { return false }
        let isSigned = tokens.count == 2 && last.kind == .number && (tokens[0].isSymbol("-") || tokens[0].isSymbol("+"))
        guard tokens.count == 1 || isSigned else { return false }
        switch last.kind {
        case .string, .number, .blob: return true
        case .word: return simpleWords.contains(last.keyword)
        case .name, .symbol: return false
        }
    }

    private static let simpleWords: Set<String> = [
        "NULL", "TRUE", "FALSE", "CURRENT_TIME", "CURRENT_DATE", "CURRENT_TIMESTAMP",
    ]

    // MARK: Indexes and views

    static func create(_ index: Index, on table: String) -> String {
        let parts = index.parts.map(part).joined(separator: ", ")
        let filter = index.predicate.map { " WHERE " + $0 } ?? ""
        return "CREATE \(index.isUnique ? "UNIQUE " : "")INDEX \(SQLiteWords.name(index.name)) "
            + "ON \(SQLiteWords.name(table)) (\(parts))\(filter)"
    }

    private static func part(_ part: Index.Part) -> String {
        var text =
            switch part.key {
            case .column(let name): SQLiteWords.name(name)
            case .expression(let expression): part.collation == nil ? expression : "(\(expression))"
            }
        if let collation = part.collation { text += " COLLATE " + SQLiteWords.name(collation) }
        return text + (part.isDescending ? " DESC" : "")
    }

    static func create(_ view: View) -> String {
        let columns = view.columns.isEmpty ? "" : " (\(SQLiteWords.names(view.columns)))"
        return "CREATE VIEW \(SQLiteWords.name(view.name.name))\(columns) AS\n\(view.query)"
    }
}
