import FlotillaSchema

/// Sequences, told apart by who owns them: identity columns, serial columns, or nobody.
struct SequenceRows {
    let rows: [SequenceRow]
    private let byColumn: [ColumnKey: SequenceRow]

    init(_ rows: [SequenceRow]) {
        self.rows = rows
        byColumn = Dictionary(
            rows.compactMap { row in row.owner.map { ($0, row) } }, uniquingKeysWith: { first, _ in first })
    }

    /// How the column counts, if a sequence of its own counts for it. `default` is the column's as it is read.
    func identity(of column: ColumnKey, kind: String, type: ColumnType, default: String?) -> Identity? {
        guard let row = byColumn[column] else { return nil }
        switch kind {
        case "a": return .always(row.options(for: type))
        case "d": return .byDefault(row.options(for: type))
        default: return row.isSerial(`default`) ? .serial(row.options(for: type)) : nil
        }
    }

    /// Those that are no part of a column.
    func objects(without ignored: Set<Int>, _ columns: ColumnRows) -> [SequenceObject] {
        free(without: ignored, columns).map { row in
            SequenceObject(name: row.name, type: row.type, options: row.options(for: row.type), comment: row.comment)
        }
    }

    /// What the model has no field for: that a column owns a sequence which others use too, that a sequence is not logged.
    /// `tables` are the names of all tables.
    func texts(without ignored: Set<Int>, _ columns: ColumnRows, _ tables: [Int: ObjectName]) -> [TextObject] {
        free(without: ignored, columns).flatMap { row in
            var texts: [TextObject] = []
            if let owner = row.owner.flatMap({ columns.name(of: $0) }),
                let table = row.owner.flatMap({ tables[$0.table] })
            {
                let owner = "\(PostgreSQLNames.quoted(table)).\(PostgreSQLNames.quoted(owner))"
                texts.append(
                    TextObject(
                        kind: "SEQUENCE OWNER", name: row.path,
                        definition: "ALTER SEQUENCE \(row.path) OWNED BY \(owner)",
                        removal: "ALTER SEQUENCE \(row.path) OWNED BY NONE"))
            }
            if row.isUnlogged {
                texts.append(
                    TextObject(
                        kind: "UNLOGGED SEQUENCE", name: row.path,
                        definition: "ALTER SEQUENCE \(row.path) SET UNLOGGED",
                        removal: "ALTER SEQUENCE \(row.path) SET LOGGED"))
            }
            return texts
        }
    }

    private func free(without ignored: Set<Int>, _ columns: ColumnRows) -> [SequenceRow] {
        rows.filter { row in
            guard let owner = row.owner else { return true }
            return !ignored.contains(owner.table) && !columns.hasIdentity(owner)
        }
    }
}

struct ColumnKey: Hashable {
    var table: Int
    var number: Int
}

struct SequenceRow {
    let name: ObjectName
    let type: ColumnType
    private let start, increment, minimum, maximum, cache: Int64
    private let cycles: Bool
    let isUnlogged: Bool
    let comment: String?
    /// In SQL.
    let path: String
    let owner: ColumnKey?
    /// By others than the owning column.
    private let isShared: Bool

    init(_ row: inout CatalogueRow) {
        name = row.name()
        type = PostgreSQLSchemaReader.spelled(row.text())
        start = row.int64()
        increment = row.int64()
        minimum = row.int64()
        maximum = row.int64()
        cache = row.int64()
        cycles = row.bool()
        isUnlogged = row.text() == "u"
        comment = row.next()
        path = row.text()
        let table = row.next().flatMap { Int($0) }
        let number = row.int()
        owner = table.map { ColumnKey(table: $0, number: number) }
        let kind = row.text()
        let users = row.int()
        isShared = kind != "i" && (users > 1 || comment != nil)
    }

    /// What `serial` makes: a default that takes from a sequence which nobody else uses, under a name that the server may have
    /// given it. Which of those it is does not matter, so that a table that was renamed is like one that always had its name.
    func isSerial(_ default: String?) -> Bool {
        !isShared && mayBeNamedByServer
            && `default` == "nextval(\(PostgreSQLDialect().quoted(path))::regclass)"
    }

    /// `table_column_seq`, with a number behind it where that was taken. Any other name was chosen by somebody, whose
    /// statements may speak of it.
    private var mayBeNamedByServer: Bool {
        var stem = Substring(name.name)
        while let last = stem.last, last.isASCII, last.isNumber { stem.removeLast() }
        return stem.hasSuffix("_seq") && stem.dropLast("_seq".count).contains("_")
    }

    /// Only what differs from what the server would choose for that type.
    func options(for type: ColumnType) -> SequenceOptions {
        let range = Self.range(of: type)
        let ascends = increment > 0
        let least = ascends ? 1 : range.lowerBound
        let most = ascends ? range.upperBound : -1
        return SequenceOptions(
            start: start == (ascends ? minimum : maximum) ? nil : start, increment: increment == 1 ? nil : increment,
            minimum: minimum == least ? nil : minimum, maximum: maximum == most ? nil : maximum,
            cache: cache == 1 ? nil : cache, cycles: cycles)
    }

    private static func range(of type: ColumnType) -> ClosedRange<Int64> {
        switch type {
        case .integer(bits: 16, _): Int64(Int16.min)...Int64(Int16.max)
        case .integer(bits: 32, _): Int64(Int32.min)...Int64(Int32.max)
        default: Int64.min...Int64.max
        }
    }
}

extension PostgreSQLSchemaReader {
    static func spelled(_ type: String) -> ColumnType { PostgreSQLRenderer().type(spelled: type) }
}
