/// A word, name, string, number or sign of a statement, for those who look at its text more closely than
/// ``StatementTraits`` and ``CatalogueEffect`` do.
public struct SQLToken: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// A keyword or an unquoted name: without a grammar they cannot be told apart.
        case word
        case quotedName
        case string
        case number
        /// One sign, parentheses included.
        case symbol
    }

    public let kind: Kind
    /// A word in small letters (ASCII), a quoted name without its quotes, anything else as it stands.
    public let text: String
    /// As the catalogue would have it, were it a name: a word is folded where the engine folds. Empty for what is none.
    public let name: String
    /// Where it stands in ``SQLStatement/bytes``.
    public let range: Range<Int>
}

extension SQLStatement {
    /// Without blanks and comments; of `/*! … */` only the inside. Linear in the statement's length; nothing is kept.
    public var tokens: [SQLToken] {
        var tokens: [SQLToken] = []
        var reader = TokenReader(bytes, engine: engine, options: options)
        while !reader.isAtEnd {
            tokens.append(SQLToken(reader))
            reader.advance()
        }
        return tokens
    }
}

extension SQLToken {
    /// `reader` stands on the token.
    init(_ reader: TokenReader) {
        let written = String(decoding: reader.bytes, as: UTF8.self)
        var ahead = reader
        let name = ahead.name()?.text
        range = reader.token.start..<reader.token.end
        switch reader.token.kind {
        case .word:
            kind = .word
            text = String(decoding: reader.bytes.map(\.lowercased), as: UTF8.self)
            self.name = name ?? written
        case .quotedName:
            kind = .quotedName
            text = name ?? written
            self.name = name ?? written
        case .string:
            kind = .string
            text = written
            self.name = ""
        case .number:
            kind = .number
            text = written
            self.name = name ?? ""
        case .symbol, .openParenthesis, .closeParenthesis, .semicolon, .delimiter, .clientEscape, .executableStart,
            .executableEnd, .end:
            kind = .symbol
            text = written
            self.name = ""
        }
    }
}
