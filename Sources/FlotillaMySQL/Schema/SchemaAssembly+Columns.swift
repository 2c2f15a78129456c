import FlotillaSQL
import FlotillaSchema

/// Columns, and checks, which in MariaDB may be part of one.
extension SchemaAssembly {
    mutating func addColumns(_ rows: [CatalogueRow]) {
        var columns: [Int: [(position: Int, column: Column)]] = [:]
        for row in rows {
            guard let place = places[row.text(0)] else { continue }
            let tableCollation = schema.tables[place].options.first { $0.name == "COLLATE" }?.value ?? collation
            columns[place, default: []].append((row.number(2), column(row, tableCollation)))
        }
        for (place, found) in columns {
            schema.tables[place].columns = found.sorted { $0.position < $1.position }.map(\.column)
        }
    }

    private mutating func column(_ row: CatalogueRow, _ tableCollation: String) -> Column {
        var extra = ExtraWords(row.text(7))
        var column = Column(row.text(1), type(row.text(5)), isNullable: row[4] == "YES")
        column.onUpdate = extra.takeOnUpdate().map(Self.currentTimestamp)
        if extra.take("auto_increment") { column.identity = .autoIncrement }
        let isVirtual = extra.take("virtual generated")
        if extra.take("stored generated") || extra.take("persistent") || isVirtual {
            column.generated = Generated(expression(row.text(9)), isStored: !isVirtual)
        }
        let isExpression = extra.take("default_generated")
        if column.generated == nil {
            column.default = row[3].flatMap { value in
                isMariaDB ? mariaDBDefault(value) : mySQLDefault(value, isExpression, row.text(5))
            }
        }
        if let own = row[6], own != tableCollation { column.collation = own }
        column.comment = row.text(8).isEmpty ? nil : row.text(8)
        column.others = extra.rest + (row[10].map { ["SRID \($0)"] } ?? [])
        return column
    }

    private mutating func type(_ spelling: String) -> ColumnType {
        if let known = types[spelling] { return known }
        let type = MySQLRenderer(product: isMariaDB ? .mariaDB : .mySQL).type(spelled: spelling)
        types[spelling] = type
        return type
    }

    /// An expression, in which NULL means that there is no default.
    private func mariaDBDefault(_ text: String) -> String? {
        guard text != "NULL" else { return nil }
        let value = expression(text)
        return value.hasPrefix("'") && StoredText.isConstant(value)
            ? Self.withDoubledQuotes(value) : Self.currentTimestamp(value)
    }

    /// MariaDB spells the default of a varchar `'it''s'` and that of a text `'it\'s'`.
    private static func withDoubledQuotes(_ literal: String) -> String {
        var result = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in literal.unicodeScalars {
            if isEscaped {
                result.append(scalar == "'" ? "'" : "\\")
            }
            if scalar == "\\" && !isEscaped {
                isEscaped = true
            } else {
                isEscaped = false
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// The value itself, or an expression where the catalogue says so.
    private func mySQLDefault(_ text: String, _ isExpression: Bool, _ type: String) -> String {
        if isExpression { return Self.currentTimestamp(expression(text)) }
        let word = type.prefix { $0.isLetter }
        if Self.numericTypes.contains(String(word)) || text.hasPrefix("0x") && word.hasSuffix("binary") { return text }
        return Self.literal(text)
    }

    private static let numericTypes: Set<String> = [
        "tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "float", "double", "year", "bit",
    ]

    /// As MariaDB spells one.
    private static func literal(_ text: String) -> String {
        var result = "'"
        for scalar in text.unicodeScalars {
            switch scalar {
            case "'": result += "''"
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\0": result += "\\0"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "'"
    }

    /// MySQL writes `CURRENT_TIMESTAMP(3)`, MariaDB `current_timestamp(3)`, and `current_timestamp()` for no digits.
    static func currentTimestamp(_ text: String) -> String {
        let word = "current_timestamp"
        guard text.utf8.count < 24, text.lowercased().hasPrefix(word) else { return text }
        let rest = text.dropFirst(word.count)
        guard rest.isEmpty || rest.hasPrefix("(") && rest.hasSuffix(")") && rest.count < 4 else { return text }
        return word.uppercased() + (rest == "()" ? "" : rest)
    }
}

/// The words of the column `extra`, of which each is taken once.
private struct ExtraWords {
    private var text: String

    init(_ text: String) { self.text = text }

    mutating func take(_ phrase: String) -> Bool {
        guard !text.isEmpty, let range = range(of: phrase) else { return false }
        text.removeSubrange(range)
        return true
    }

    /// `on update CURRENT_TIMESTAMP(3)`
    mutating func takeOnUpdate() -> String? {
        guard !text.isEmpty, let range = range(of: "on update ") else { return nil }
        let value = text[range.upperBound...].prefix { $0 != " " && $0 != "," }
        let expression = String(value)
        text.removeSubrange(range.lowerBound..<value.endIndex)
        return expression
    }

    /// What nobody has taken: `INVISIBLE`, `WITHOUT SYSTEM VERSIONING`.
    var rest: [String] {
        text.split(separator: ",").map { String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
            .filter { !$0.isEmpty }
    }

    /// Without case. Not of Foundation; the text is short and plain ASCII.
    private func range(of phrase: String) -> Range<String.Index>? {
        var start = text.startIndex
        while start < text.endIndex {
            let candidate = text[start...].prefix(phrase.count)
            if candidate.lowercased() == phrase { return candidate.startIndex..<candidate.endIndex }
            start = text.index(after: start)
        }
        return nil
    }
}

// MARK: Checks

extension SchemaAssembly {
    mutating func addChecks(_ rows: [CatalogueRow]) {
        for row in rows {
            guard let place = places[row.text(0)] else { continue }
            let level = row[2] ?? (schema.tables[place][column: row.text(1)] == nil ? "Table" : "Column")
            let isOfColumn = level == "Column"
            schema.tables[place].checks.append(
                CheckConstraint(
                    name: isOfColumn ? nil : row.text(1), expression: expression(row.text(3)),
                    isEnforced: row.text(4) != "NO", column: isOfColumn ? row.text(1) : nil))
        }
    }

    /// MariaDB's `JSON` is a `longtext` with a check and a collation of its own, made by that word alone.
    mutating func recogniseJSON() {
        guard isMariaDB else { return }
        for place in schema.tables.indices where !schema.tables[place].checks.isEmpty {
            let tableCollation = schema.tables[place].options.first { $0.name == "COLLATE" }?.value ?? collation
            for (index, column) in schema.tables[place].columns.enumerated() where column.type == .other("longtext") {
                guard column.generated == nil, (column.collation ?? tableCollation) == "utf8mb4_bin",
                    let check = schema.tables[place].checks.firstIndex(where: { $0.isJSON(of: column.name) })
                else { continue }
                schema.tables[place].columns[index].type = .json()
                schema.tables[place].columns[index].collation = nil
                schema.tables[place].checks.remove(at: check)
            }
        }
    }
}

extension CheckConstraint {
    fileprivate func isJSON(of name: String) -> Bool {
        guard column == name, let quoted = try? SQLQuoting.identifier(name, engine: .mysql) else { return false }
        return expression == "json_valid(\(quoted))"
    }
}
