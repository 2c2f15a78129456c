/// A difference in words, table by table.
public struct ChangeSummary: Sendable, Hashable {
    public struct Group: Sendable, Hashable {
        /// `nil` for what belongs to no table.
        public var table: ObjectName?
        public var lines: [ChangeLine]
    }

    /// First what belongs to no table, then the tables in the order of their names.
    public var groups: [Group] = []

    public var lines: [ChangeLine] { groups.flatMap(\.lines) }
    public var losesData: Bool { groups.contains { $0.lines.contains(where: \.losesData) } }

    /// `spelling` says how a type is written: as the engine's renderer does, or in neutral words.
    public init(_ difference: SchemaDifference, spelling: @escaping (ColumnType) -> String = { $0.text }) {
        let words = ChangeWords(
            engine: difference.to.engine, enums: Set(difference.to.enums.map(\.name)), spelling: spelling)
        for change in difference.changes {
            let lines = words.lines(of: change)
            let table = lines.first.flatMap(\.table)
            if let index = groups.firstIndex(where: { $0.table == table }) {
                groups[index].lines += lines
            } else {
                groups.append(Group(table: table, lines: lines))
            }
        }
        groups = groups.filter { $0.table == nil } + groups.filter { $0.table != nil }
    }
}

extension ColumnType {
    /// In neutral words, for people.
    public var text: String {
        switch self {
        case .boolean: "boolean"
        case .integer(let bits, let isUnsigned): Self.integer(bits) + (isUnsigned ? " unsigned" : "")
        case .decimal(let precision?, let scale?): "decimal(\(precision), \(scale))"
        case .decimal(let precision?, nil): "decimal(\(precision))"
        case .decimal: "decimal"
        case .floatingPoint(let bits): bits == 32 ? "real" : "double precision"
        case .text: "text"
        case .varchar(let length): "varchar(\(length))"
        case .char(let length): "char(\(length))"
        case .binary: "binary"
        case .varbinary(let length): "varbinary(\(length))"
        case .date: "date"
        case .time(let precision, let hasZone): Self.moment("time", precision, hasZone)
        case .timestamp(let precision, let hasZone): Self.moment("timestamp", precision, hasZone)
        case .interval: "interval"
        case .json(let isBinary): isBinary ? "jsonb" : "json"
        case .uuid: "uuid"
        case .named(let name): name.text
        case .choice(let values): "enum(" + values.map { "'\($0)'" }.joined(separator: ", ") + ")"
        case .array(let element): element.text + "[]"
        case .other(let spelling): spelling
        }
    }

    private static func integer(_ bits: Int) -> String {
        switch bits {
        case 8: "tinyint"
        case 16: "smallint"
        case 24: "mediumint"
        case 64: "bigint"
        default: "integer"
        }
    }

    private static func moment(_ word: String, _ precision: Int?, _ hasZone: Bool) -> String {
        word + (precision.map { "(\($0))" } ?? "") + (hasZone ? " with time zone" : "")
    }
}
