/// What a piece of SQL may speak of: an expression, a query, the body of a routine. From its tokens alone, so it names more
/// than there is: a column and a table of one name are one mention.
public struct SQLMentions: Sendable, Hashable {
    /// Every word that could be a name, quotes undone and folded as the engine folds.
    public private(set) var names: Set<String> = []
    /// Those with an opening parenthesis behind them.
    public private(set) var calls: Set<String> = []

    /// Dollar quotes are looked into, and with `intoStrings` plain strings too: `nextval('a_seq'::regclass)`.
    public init(_ text: String, engine: Engine, intoStrings: Bool = false) {
        read(Array(text.utf8), engine, intoStrings)
    }

    private mutating func read(_ bytes: [UInt8], _ engine: Engine, _ intoStrings: Bool) {
        var reader = TokenReader(bytes, engine: engine, options: SQLOptions())
        while !reader.isAtEnd {
            if let inside = reader.stringContent, reader.isDollarQuoted || intoStrings {
                read(inside, engine, intoStrings)
            }
            // Read ahead: what is no name leaves the reader anywhere.
            var ahead = reader
            if let name = ahead.name() {
                names.insert(name.text)
                if ahead.isAt(.openParenthesis) { calls.insert(name.text) }
            }
            reader.advance()
        }
    }
}

extension SQLMentions {
    /// The text with `schema.` taken from before every name that it qualifies, in dollar quotes too; all else as it was.
    public static func unqualified(_ text: String, schema: String, engine: Engine) -> String {
        String(decoding: unqualified(Array(text.utf8), schema, engine), as: UTF8.self)
    }

    private static func unqualified(_ bytes: [UInt8], _ schema: String, _ engine: Engine) -> [UInt8] {
        var reader = TokenReader(bytes, engine: engine, options: SQLOptions())
        var result: [UInt8] = []
        var copied = 0
        var isAfterDot = false
        while !reader.isAtEnd {
            let token = reader.token
            if reader.isDollarQuoted, let inside = reader.stringContent {
                let quote = (token.count - inside.count) / 2
                result += bytes[copied..<token.start + quote] + unqualified(inside, schema, engine)
                copied = token.end - quote
            }
            var ahead = reader
            if !isAfterDot, let name = ahead.name(), name.text == schema, ahead.isAt(.dot),
                [.word, .quotedName].contains(ahead.following.token.kind)
            {
                result += bytes[copied..<token.start]
                reader.advance()
                copied = reader.token.end
            }
            isAfterDot = reader.isAt(.dot) && copied != reader.token.end
            reader.advance()
        }
        return result + bytes[copied...]
    }
}

extension TokenReader {
    fileprivate var isDollarQuoted: Bool { token.kind == .string && bytes.first == .dollar }

    /// What stands between the quotes of a string, as it is written.
    fileprivate var stringContent: [UInt8]? {
        guard token.kind == .string, let first = bytes.first else { return nil }
        guard first == .dollar else { return Array(bytes.drop { $0 != .quote }.dropFirst().dropLast()) }
        guard let end = bytes.dropFirst().firstIndex(of: .dollar) else { return nil }
        let quote = end + 1 - bytes.startIndex
        guard bytes.count >= 2 * quote else { return nil }
        return Array(bytes.dropFirst(quote).dropLast(quote))
    }
}

/// Parentheses around the whole of an expression.
public enum SQLParentheses {
    /// Whether the first character opens what the last one closes: true of `(a + (b))`, not of `(a) + (b)`.
    public static func areOuter(_ text: String, engine: Engine = .postgresql) -> Bool {
        let bytes = Array(text.utf8)
        var reader = TokenReader(bytes, engine: engine, options: SQLOptions())
        guard reader.token.kind == .openParenthesis, reader.token.start == 0 else { return false }
        var depth = 0
        while !reader.isAtEnd {
            if reader.token.kind == .openParenthesis { depth += 1 }
            if reader.token.kind == .closeParenthesis { depth -= 1 }
            if depth == 0 { return reader.token.end == bytes.count }
            reader.advance()
        }
        return false
    }
}
