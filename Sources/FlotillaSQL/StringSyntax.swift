/// Follows the statements that change how later strings are read.
enum StringSyntax {
    /// The settings after the statement; nil where it does not touch them. `given` are those the script began with.
    static func change(by reader: TokenReader, given: SQLOptions) -> SQLOptions? {
        var reader = reader
        guard reader.accept(.set) else { return nil }
        switch reader.engine {
        case .postgresql: return afterPostgreSQLSet(&reader, given: given)
        case .mysql: return afterMySQLSet(&reader, given: given)
        case .sqlite: return nil
        }
    }

    private static func afterPostgreSQLSet(_ reader: inout TokenReader, given: SQLOptions) -> SQLOptions? {
        _ = reader.accept(.session) || reader.accept(.local)
        guard reader.isAt("standard_conforming_strings") else { return nil }
        reader.advance()
        guard reader.accept(.to) || reader.accept(.equals) else { return nil }
        var options = reader.options
        let value = String(decoding: reader.bytes, as: UTF8.self).lowercased().filter { $0 != "'" }
        switch value {
        case "off", "false", "0", "no": options.standardConformingStrings = false
        case "default": options.standardConformingStrings = given.standardConformingStrings
        default: options.standardConformingStrings = true
        }
        return options
    }

    private static func afterMySQLSet(_ reader: inout TokenReader, given: SQLOptions) -> SQLOptions? {
        var isGlobal = false
        while !reader.isAtEnd {
            isGlobal = isGlobal || reader.keyword == .global || reader.keyword == .persist
            let isMode = reader.isAt("sql_mode")
            reader.advance()
            if isMode, !isGlobal {
                _ = reader.accept(.colon)
                if reader.accept(.equals) { return mode(&reader, given: given) }
            }
            if reader.isAt(.comma) { isGlobal = false }
        }
        return nil
    }

    /// A literal replaces the mode, `CONCAT(@@sql_mode, ',X')` adds to it, and a variable alone is what dumps restore the
    /// first mode from.
    private static func mode(_ reader: inout TokenReader, given: SQLOptions) -> SQLOptions {
        let present = reader.options
        var modes: Set<Substring> = []
        var sawLiteral = false
        var sawVariable = false
        var depth = 0
        while !reader.isAtEnd, depth > 0 || !reader.isAt(.comma) {
            depth += reader.isAt(.openParenthesis) ? 1 : reader.isAt(.closeParenthesis) ? -1 : 0
            sawLiteral = sawLiteral || reader.token.kind == .string
            sawVariable = sawVariable || reader.isAt(.at)
            modes.formUnion(words(reader.bytes))
            reader.advance()
        }
        if !sawLiteral && (sawVariable || modes.contains("DEFAULT")) { return given }
        var options = sawVariable ? present : SQLOptions()
        options.noBackslashEscapes = options.noBackslashEscapes || modes.contains("NO_BACKSLASH_ESCAPES")
        options.ansiQuotes = options.ansiQuotes || !modes.isDisjoint(with: modesWithAnsiQuotes)
        return options
    }

    private static func words(_ bytes: ArraySlice<UInt8>) -> [Substring] {
        String(decoding: bytes, as: UTF8.self).uppercased().split { !($0.isLetter || $0 == "_") }
    }

    private static let modesWithAnsiQuotes: Set<Substring> = [
        "ANSI_QUOTES", "ANSI", "ORACLE", "MSSQL", "DB2", "MAXDB", "POSTGRESQL",
    ]
}
