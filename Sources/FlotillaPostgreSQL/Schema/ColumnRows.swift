import FlotillaSchema

/// Columns by the number of their table or view.
struct ColumnRows {
    let byTable: [Int: [ColumnRow]]

    /// Gives columns that count by a sequence of their own an identity in place of their default.
    init(_ rows: [ColumnRow], _ sequences: SequenceRows) {
        let counted = rows.map { row in
            var row = row
            row.column.identity = sequences.identity(
                of: row.key, kind: row.identityKind, type: row.column.type, default: row.column.default)
            if row.column.identity != nil { row.column.default = nil }
            return row
        }
        byTable = Dictionary(grouping: counted, by: \.key.table)
    }

    func hasIdentity(_ key: ColumnKey) -> Bool { self[key]?.column.identity != nil }

    func name(of key: ColumnKey) -> String? { self[key]?.column.name }

    /// By their numbers.
    func names(of table: Int) -> [Int: String] {
        Dictionary(
            (byTable[table] ?? []).map { ($0.key.number, $0.column.name) }, uniquingKeysWith: { first, _ in first })
    }

    private subscript(key: ColumnKey) -> ColumnRow? { byTable[key.table]?.first { $0.key == key } }
}

struct ColumnRow {
    let key: ColumnKey
    var column: Column
    /// `a` for always, `d` for by default.
    let identityKind: String
    /// Of a table with parents: it would be there without them.
    let isLocal: Bool
    let isInherited: Bool

    init(_ row: inout CatalogueRow) {
        key = ColumnKey(table: row.int(), number: row.int())
        let name = row.text()
        let spelling = row.text()
        let typeName = row.next()
        let namespace = row.next()
        let isArray = row.bool()
        let named = typeName.map { ColumnType.named(ObjectName($0, in: namespace)) }
        column = Column(
            name, named.map { isArray ? .array(of: $0) : $0 } ?? PostgreSQLSchemaReader.spelled(spelling),
            isNullable: !row.bool())
        let expression = row.next()
        let generated = row.text()
        identityKind = row.text()
        if generated.isEmpty {
            let type = column.type
            column.default = expression.map { Self.withoutOwnCast($0, type: type) }
        } else {
            column.generated = expression.map { Generated($0, isStored: generated == "s") }
        }
        column.collation = row.next()
        column.comment = row.next()
        column.others = Self.settings(&row)
        isLocal = row.bool()
        isInherited = row.bool()
    }

    /// The server writes of which text type a text is; a column that is of another one by now has the same default.
    private static func withoutOwnCast(_ expression: String, type: ColumnType) -> String {
        switch type {
        case .text, .varchar, .other("character varying"): break
        default: return expression
        }
        for cast in ["::text", "::character varying"] where expression.hasSuffix(cast) {
            let literal = expression.dropLast(cast.count)
            let inner = literal.dropFirst().dropLast()
            let isOne = literal.count > 1 && literal.hasPrefix("'") && literal.hasSuffix("'")
            let quotes = inner.split(separator: "''", omittingEmptySubsequences: false)
            if isOne, quotes.allSatisfy({ !$0.contains("'") }) { return String(literal) }
        }
        return expression
    }

    private static func settings(_ row: inout CatalogueRow) -> [String] {
        let storages = ["p": "PLAIN", "e": "EXTERNAL", "x": "EXTENDED", "m": "MAIN"]
        let compressions = ["p": "pglz", "l": "lz4"]
        let storage = row.next().flatMap { storages[$0] }.map { "STORAGE \($0)" }
        let compression = row.next().flatMap { compressions[$0] }.map { "COMPRESSION \($0)" }
        let statistics = row.next().map { "STATISTICS \($0)" }
        let options = row.list().sorted().joined(separator: ", ")
        return [storage, compression, statistics, options.isEmpty ? nil : "(\(options))"].compactMap { $0 }
    }

    /// Comment and default of a view's column.
    func texts(ofView view: View) -> [TextObject] {
        let name = PostgreSQLNames.quoted(view.name)
        let path = "\(name).\(PostgreSQLNames.quoted(column.name))"
        let start = "ALTER VIEW \(name) ALTER COLUMN \(PostgreSQLNames.quoted(column.name))"
        let defaults = column.default.map { value in
            TextObject(
                kind: "COLUMN DEFAULT", name: path, definition: "\(start) SET DEFAULT \(value)",
                removal: "\(start) DROP DEFAULT")
        }
        return TextObject.comment(on: "COLUMN \(path)", column.comment) + (defaults.map { [$0] } ?? [])
    }

    /// How an inherited column differs from the parent's.
    func texts(ofChild table: ObjectName, parent: Column) -> [TextObject] {
        let name = PostgreSQLNames.quoted(table)
        let path = "\(name).\(PostgreSQLNames.quoted(column.name))"
        var changes: [(there: String, back: String)] = []
        func setting(_ value: String?) -> String { value.map { "SET DEFAULT \($0)" } ?? "DROP DEFAULT" }
        if column.default != parent.default || column.identity != parent.identity {
            changes.append((setting(column.default), setting(parent.default)))
        }
        if !column.isNullable && parent.isNullable { changes.append(("SET NOT NULL", "DROP NOT NULL")) }
        func statement(_ actions: [String]) -> String {
            let column = PostgreSQLNames.quoted(column.name)
            return "ALTER TABLE \(name) " + actions.map { "ALTER COLUMN \(column) \($0)" }.joined(separator: ", ")
        }
        let differences =
            changes.isEmpty
            ? []
            : [
                TextObject(
                    kind: "INHERITED COLUMN", name: column.name, definition: statement(changes.map(\.there)),
                    removal: statement(changes.map(\.back)))
            ]
        return differences + TextObject.comment(on: "COLUMN \(path)", column.comment)
    }
}
