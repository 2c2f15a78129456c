/// The types of SQLite are words that it hardly looks at. They compare without case.
enum SQLiteTypes {
    /// In capitals, as `NUMERIC(6, 2)`.
    static func spelling(_ tokens: ArraySlice<SQLiteToken>) -> String {
        var text = ""
        for token in tokens {
            let isTight = text.isEmpty || text.hasSuffix("(") || text.hasSuffix("-") || token.kind == .symbol
            text += isTight ? word(token) : " " + word(token)
        }
        return text
    }

    private static func word(_ token: SQLiteToken) -> String {
        guard token.kind != .symbol, token.kind != .number, let name = token.name else { return token.text }
        let upper = SQLiteWords.upper(name)
        // A type in quotes may be several words, and anything else.
        let words = SQLiteToken.all(of: upper)
        let isBare =
            !words.isEmpty && words.allSatisfy { $0.kind == .word && !SQLiteWords.reserved.contains($0.keyword) }
        return isBare ? words.map(\.text).joined(separator: " ") : "\"\(upper.replacing("\"", with: "\"\""))\""
    }

    /// Of a spelling in capitals.
    static func type(_ spelling: String) -> ColumnType {
        let type = guess(spelling)
        return self.spelling(type) == spelling ? type : .other(spelling)
    }

    private static func guess(_ spelling: String) -> ColumnType {
        let parts = spelling.split(separator: "(", maxSplits: 1)
        let numbers = parts.count < 2 ? [] : parts[1].dropLast().split(separator: ",").compactMap { number($0) }
        switch (parts.first ?? "", numbers.count) {
        case ("BOOLEAN", 0): return .boolean
        case ("TINYINT", 0): return .integer(bits: 8)
        case ("SMALLINT", 0): return .integer(bits: 16)
        case ("MEDIUMINT", 0): return .integer(bits: 24)
        case ("INTEGER", 0): return .integer(bits: 64)
        case ("NUMERIC", 0): return .decimal()
        case ("NUMERIC", 1): return .decimal(precision: numbers[0])
        case ("NUMERIC", 2): return .decimal(precision: numbers[0], scale: numbers[1])
        case ("FLOAT", 0): return .floatingPoint(bits: 32)
        case ("REAL", 0): return .floatingPoint(bits: 64)
        case ("TEXT", 0): return .text
        case ("VARCHAR", 1): return .varchar(numbers[0])
        case ("CHAR", 1): return .char(numbers[0])
        case ("BLOB", 0): return .binary
        case ("DATE", 0): return .date
        case ("TIME", 0): return .time()
        case ("DATETIME", 0): return .timestamp()
        case ("JSON", 0): return .json()
        default: return .other(spelling)
        }
    }

    private static func number(_ text: Substring) -> Int? { Int(text.drop { $0 == " " }) }

    /// A type that SQLite has no word for gets one with the right affinity
    /// (https://www.sqlite.org/datatype3.html#determination_of_column_affinity).
    static func spelling(_ type: ColumnType) -> String {
        switch type {
        case .boolean: "BOOLEAN"
        case .integer(8, false): "TINYINT"
        case .integer(16, false): "SMALLINT"
        case .integer(24, false): "MEDIUMINT"
        // `INTEGER` alone may be the number of the row.
        case .integer: "INTEGER"
        case .decimal(nil, _): "NUMERIC"
        case .decimal(let precision?, nil): "NUMERIC(\(precision))"
        case .decimal(let precision?, let scale?): "NUMERIC(\(precision), \(scale))"
        case .floatingPoint(32): "FLOAT"
        case .floatingPoint: "REAL"
        case .text, .interval, .named, .choice: "TEXT"
        case .varchar(let length): "VARCHAR(\(length))"
        case .char(let length): "CHAR(\(length))"
        case .binary, .varbinary: "BLOB"
        case .date: "DATE"
        case .time: "TIME"
        case .timestamp: "DATETIME"
        case .json, .array: "JSON"
        case .uuid: "CHAR(36)"
        case .other(let spelling): spelling
        }
    }
}
