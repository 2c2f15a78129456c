import FlotillaSQL

/// SQLite's names and the words that it keeps for itself.
enum SQLiteWords {
    /// Bare where SQLite cannot mistake it for anything else, quoted otherwise.
    static func name(_ name: String) -> String {
        guard !isPlain(name) else { return name }
        // It is the one engine that knows an empty name; a name with a zero byte cannot come from a file.
        return (try? SQLQuoting.identifier(name, engine: .sqlite)) ?? "\"\""
    }

    static func names(_ names: [String]) -> String { names.map(name).joined(separator: ", ") }

    static func literal(_ text: String) -> String { (try? SQLQuoting.literal(text, engine: .sqlite)) ?? "NULL" }

    private static func isPlain(_ name: String) -> Bool {
        guard let first = name.utf8.first, isLetter(first) else { return false }
        return name.utf8.allSatisfy { isLetter($0) || $0 &- 0x30 < 10 } && !all.contains(upper(name))
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 || byte == 0x5F }

    /// As SQLite compares names: ASCII letters without case, all others as they are.
    static func folded(_ name: String) -> String {
        guard name.utf8.contains(where: { $0 &- 0x41 < 26 }) else { return name }
        return String(decoding: name.utf8.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    static func upper(_ word: String) -> String {
        guard word.utf8.contains(where: { $0 &- 0x61 < 26 }) else { return word }
        return String(decoding: word.utf8.map { $0 &- 0x61 < 26 ? $0 & 0xDF : $0 }, as: UTF8.self)
    }

    static func areEqual(_ left: String, _ right: String) -> Bool { folded(left) == folded(right) }

    /// Never a name unless quoted (`src/parse.y`: what has no `%fallback ID`), `TRUE` and `FALSE` added, which are names
    /// only to the grammar.
    static let reserved: Set<String> = [
        "ADD", "ALL", "ALTER", "AND", "AS", "AUTOINCREMENT", "BETWEEN", "CASE", "CHECK", "COLLATE", "COMMIT",
        "CONSTRAINT", "CREATE", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP", "DEFAULT", "DEFERRABLE", "DELETE",
        "DISTINCT", "DROP", "ELSE", "ESCAPE", "EXCEPT", "EXISTS", "FALSE", "FOREIGN", "FROM", "GROUP", "HAVING", "IN",
        "INDEX", "INDEXED", "INSERT", "INTERSECT", "INTO", "IS", "ISNULL", "JOIN", "LIMIT", "NOT", "NOTHING",
        "NOTNULL", "NULL", "ON", "OR", "ORDER", "PRIMARY", "REFERENCES", "RETURNING", "SELECT", "SET", "TABLE", "THEN",
        "TO", "TRANSACTION", "TRUE", "UNION", "UNIQUE", "UPDATE", "USING", "VALUES", "WHEN", "WHERE",
    ]

    /// Names too, where nothing else fits, and without a meaning of their own inside expressions.
    static let usableInExpressions: Set<String> = [
        "ABORT", "ACTION", "AFTER", "ANALYZE", "ATTACH", "BEFORE", "CASCADE", "COLUMN", "CONFLICT", "DATABASE",
        "DEFERRED", "DETACH", "EACH", "EXCLUSIVE", "EXPLAIN", "FAIL", "IGNORE", "IMMEDIATE", "INITIALLY", "INSTEAD",
        "KEY", "NO", "PLAN", "PRAGMA", "QUERY", "REINDEX", "RELEASE", "RENAME", "RESTRICT", "ROLLBACK", "SAVEPOINT",
        "TEMP", "TEMPORARY", "TRIGGER", "VACUUM", "VIEW", "VIRTUAL", "WITHOUT",
    ]

    /// Names too, where nothing else fits.
    static let usable: Set<String> = usableInExpressions.union([
        "ALWAYS", "ASC", "BEGIN", "BY", "CAST", "CROSS", "CURRENT", "DESC", "DO", "END", "EXCLUDE", "FILTER", "FIRST",
        "FOLLOWING", "FOR", "FULL", "GENERATED", "GLOB", "GROUPS", "IF", "INNER", "LAST", "LEFT", "LIKE", "MATCH",
        "MATERIALIZED", "NATURAL", "NULLS", "OF", "OFFSET", "OTHERS", "OUTER", "OVER", "PARTITION", "PRECEDING",
        "RAISE", "RANGE", "RECURSIVE", "REGEXP", "REPLACE", "RIGHT", "ROW", "ROWS", "TIES", "UNBOUNDED", "WINDOW",
        "WITH", "WITHIN",
    ])

    static let all = reserved.union(usable)
}
