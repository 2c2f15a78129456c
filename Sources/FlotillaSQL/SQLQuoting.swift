/// The only way from a value to SQL text: names and literals that mean exactly what they were made from.
///
/// Results are for a session in UTF-8 (`utf8mb4` in MySQL's family). In other encodings a multi-byte character may
/// contain the byte of a quote or backslash.
public enum SQLQuoting {
    /// PostgreSQL's `NAMEDATALEN` less one, in bytes; it cuts longer names with no more than a notice.
    public static let postgresqlNameLimit = 63
    /// MySQL's and MariaDB's limit, in characters.
    public static let mysqlNameLimit = 64

    /// `"name"`, in MySQL's family `` `name` ``.
    public static func identifier(_ name: String, engine: Engine) throws(SQLQuotingError) -> String {
        try check(name, engine: engine)
        return doubled(engine == .mysql ? "`" : "\"", in: name)
    }

    /// `'text'`; in PostgreSQL `E'te\\xt'` when a backslash occurs, which reads the same under any setting.
    ///
    /// In MySQL's family a backslash is doubled: under `NO_BACKSLASH_ESCAPES` it stays doubled in the value, but no text
    /// ever ends the literal early. A NUL byte throws, except there, where it has an escape.
    public static func literal(_ text: String, engine: Engine) throws(SQLQuotingError) -> String {
        if engine != .mysql, text.utf8.contains(.nul) { throw SQLQuotingError(.containsNul, text) }
        let quoted = doubled("'", in: text)
        guard engine != .sqlite, text.utf8.contains(.backslash) || text.utf8.contains(.nul) else { return quoted }
        var escaped = String.UnicodeScalarView()
        for scalar in quoted.unicodeScalars {
            switch scalar {
            case "\\": escaped.append(contentsOf: "\\\\".unicodeScalars)
            case "\0": escaped.append(contentsOf: "\\0".unicodeScalars)
            default: escaped.append(scalar)
            }
        }
        return (engine == .postgresql ? "E" : "") + String(escaped)
    }

    private static func check(_ name: String, engine: Engine) throws(SQLQuotingError) {
        if name.isEmpty { throw SQLQuotingError(.isEmpty, name) }
        if name.utf8.contains(.nul) { throw SQLQuotingError(.containsNul, name) }
        switch engine {
        case .postgresql where name.utf8.count > postgresqlNameLimit:
            throw SQLQuotingError(.isTooLong(limit: postgresqlNameLimit), name)
        case .mysql where name.unicodeScalars.count > mysqlNameLimit:
            throw SQLQuotingError(.isTooLong(limit: mysqlNameLimit), name)
        // Its names are three-byte UTF-8; what does not fit becomes a question mark.
        case .mysql where name.unicodeScalars.contains { $0.value > 0xFFFF }:
            throw SQLQuotingError(.hasUnsupportedCharacter, name)
        default: break
        }
    }

    /// By Unicode scalars: as a `Character`, a quote may hide behind a combining mark.
    private static func doubled(_ quote: Unicode.Scalar, in text: String) -> String {
        var result = String.UnicodeScalarView()
        result.append(quote)
        for scalar in text.unicodeScalars {
            if scalar == quote { result.append(quote) }
            result.append(scalar)
        }
        result.append(quote)
        return String(result)
    }
}

/// A text that cannot be put into SQL as asked.
public struct SQLQuotingError: Error, Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
        case isEmpty
        case containsNul
        /// In bytes for PostgreSQL, in characters for MySQL's family.
        case isTooLong(limit: Int)
        /// MySQL's family: beyond the Basic Multilingual Plane.
        case hasUnsupportedCharacter
    }

    public var reason: Reason
    /// What was to be quoted. May be a value: not for logs when it came from a literal.
    public var text: String

    init(_ reason: Reason, _ text: String) {
        self.reason = reason
        self.text = text
    }
}
