/// PostgreSQL's spellings of types.
///
/// Written are the short forms that people use; read are those and the long ones of `format_type`. Both are one type to the
/// server.
enum PostgreSQLTypes {
    static func spelling(_ type: ColumnType) -> String {
        switch type {
        case .boolean: "boolean"
        // There is nothing unsigned, so the next wider one holds it.
        case .integer(let bits, let isUnsigned): integer(isUnsigned ? bits + 1 : bits)
        case .decimal(let precision, let scale): decimal(precision, scale)
        case .floatingPoint(let bits): bits <= 32 ? "real" : "double precision"
        case .text: "text"
        case .varchar(let length): "varchar(\(length))"
        case .char(let length): "char(\(length))"
        case .binary, .varbinary: "bytea"
        case .date: "date"
        case .time(let precision, let hasZone): (hasZone ? "timetz" : "time") + parenthesised(precision)
        case .timestamp(let precision, let hasZone): (hasZone ? "timestamptz" : "timestamp") + parenthesised(precision)
        case .interval: "interval"
        case .json(let isBinary): isBinary ? "jsonb" : "json"
        case .uuid: "uuid"
        case .named(let name): PostgreSQLNames.quoted(name)
        case .choice: "text"
        case .array(let element): spelling(element) + "[]"
        case .other(let spelling): spelling
        }
    }

    static func type(_ spelling: String) -> ColumnType {
        if spelling.hasSuffix("[]") { return .array(of: type(String(spelling.dropLast(2)))) }
        if let type = plain[spelling] { return type }
        return parameterised(spelling) ?? .other(spelling)
    }

    private static func integer(_ bits: Int) -> String {
        switch bits {
        case ...16: "smallint"
        case ...32: "integer"
        case ...64: "bigint"
        default: "numeric(20)"
        }
    }

    private static func decimal(_ precision: Int?, _ scale: Int?) -> String {
        guard let precision else { return "numeric" }
        return "numeric(\(precision)\(scale.map { ",\($0)" } ?? ""))"
    }

    private static func parenthesised(_ precision: Int?) -> String { precision.map { "(\($0))" } ?? "" }

    private static let plain: [String: ColumnType] = [
        "boolean": .boolean, "smallint": .integer(bits: 16), "integer": .integer(bits: 32),
        "bigint": .integer(bits: 64),
        "numeric": .decimal(), "real": .floatingPoint(bits: 32), "double precision": .floatingPoint(bits: 64),
        "text": .text, "bytea": .binary, "date": .date, "interval": .interval, "json": .json(),
        "jsonb": .json(isBinary: true), "uuid": .uuid, "time": .time(), "time without time zone": .time(),
        "timetz": .time(hasZone: true), "time with time zone": .time(hasZone: true), "timestamp": .timestamp(),
        "timestamp without time zone": .timestamp(), "timestamptz": .timestamp(hasZone: true),
        "timestamp with time zone": .timestamp(hasZone: true),
    ]

    /// `head(numbers)tail`.
    private static func parameterised(_ spelling: String) -> ColumnType? {
        guard let open = spelling.firstIndex(of: "("), let close = spelling.lastIndex(of: ")"), open < close else {
            return nil
        }
        let parameters = spelling[spelling.index(after: open)..<close].split(separator: ",")
        let numbers = parameters.compactMap { Int($0) }
        guard numbers.count == parameters.count, let first = numbers.first else { return nil }
        let isPair = numbers.count == 2
        switch (spelling[..<open] + spelling[close...].dropFirst(), isPair) {
        case ("numeric", true): return .decimal(precision: first, scale: numbers[1])
        case ("numeric", false): return .decimal(precision: first)
        case ("varchar", false), ("character varying", false): return .varchar(first)
        case ("char", false), ("character", false): return .char(first)
        case ("time", false), ("time without time zone", false): return .time(precision: first)
        case ("timetz", false), ("time with time zone", false): return .time(precision: first, hasZone: true)
        case ("timestamp", false), ("timestamp without time zone", false): return .timestamp(precision: first)
        case ("timestamptz", false), ("timestamp with time zone", false):
            return .timestamp(precision: first, hasZone: true)
        default: return nil
        }
    }
}
