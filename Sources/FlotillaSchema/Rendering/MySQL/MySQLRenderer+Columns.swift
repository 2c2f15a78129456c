import FlotillaSQL

/// A column's whole definition, which this family wants restated for every change of it.
extension MySQLRenderer {
    /// `checks`: those that are part of the column's definition.
    func definition(of column: Column, checks: [CheckConstraint] = []) -> String {
        var words = [quoted(column.name), spelling(of: column.type)]
        if let collation = column.collation { words.append("COLLATE \(collation)") }
        if let generated = column.generated {
            words.append(clause(generated))
            // MariaDB has no NOT NULL for these.
            if product == .mySQL && !column.isNullable { words.append("NOT NULL") }
        } else {
            if let nullability = nullability(of: column) { words.append(nullability) }
            if let value = column.default { words.append("DEFAULT \(defaultClause(value, of: column.type))") }
            if let onUpdate = column.onUpdate { words.append("ON UPDATE \(onUpdate)") }
            if column.identity != nil { words.append("AUTO_INCREMENT") }
        }
        words += column.others
        if let comment = column.comment { words.append("COMMENT \(literal(comment))") }
        for check in checks where check.column == column.name { words.append("CHECK (\(check.expression))") }
        return words.joined(separator: " ")
    }

    private func clause(_ generated: Generated) -> String {
        switch generated.expression {
        // The columns of a period of time that the server keeps.
        case "ROW START", "ROW END": "GENERATED ALWAYS AS \(generated.expression)"
        default: "GENERATED ALWAYS AS (\(generated.expression)) \(generated.isStored ? "STORED" : "VIRTUAL")"
        }
    }

    /// A timestamp that says nothing is NOT NULL, and changes by itself, while `explicit_defaults_for_timestamp` is off.
    private func nullability(of column: Column) -> String? {
        if !column.isNullable { return "NOT NULL" }
        if case .timestamp(_, hasZone: true) = column.type { return "NULL" }
        return nil
    }

    /// Everything but a constant and the present moment stands in parentheses, and a constant too where values are stored
    /// apart from their rows: MySQL wants it so, and MariaDB bears it.
    private func defaultClause(_ value: String, of type: ColumnType) -> String {
        let isMoment = value.hasPrefix("CURRENT_TIMESTAMP") && value.utf8.count <= 20
        return isMoment || StoredText.isConstant(value) && !type.isStoredApart ? value : "(\(value))"
    }

    /// Where a new column stands: `FIRST`, `AFTER` another, or last, which is what saying nothing means. `present` are those
    /// that the table has by then.
    func position(of name: String, in table: Table, among present: Set<String>) -> String {
        let names = table.columns.map(\.name)
        guard let place = names.firstIndex(of: name) else { return "" }
        guard names[(place + 1)...].contains(where: present.contains) else { return "" }
        guard let before = names[..<place].last(where: present.contains) else { return " FIRST" }
        return " AFTER \(quoted(before))"
    }
}

extension ColumnType {
    fileprivate var isStoredApart: Bool {
        switch self {
        case .text, .binary, .json, .array: true
        case .other(let spelling):
            ["text", "blob", "point", "line", "polygon", "geometry", "geomcollection"].contains {
                spelling.lowercased().prefix { $0 != "(" }.contains($0)
            }
        default: false
        }
    }
}
