/// The smallest part of a statement that means something, as it stands in its text: for those who read or rewrite text
/// that an engine has kept. Blanks and comments lie between.
public struct SQLLexeme: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// A keyword or an unquoted name.
        case word
        case quotedName
        case string
        case number
        /// One byte that is none of the others.
        case symbol
    }

    public let kind: Kind
    /// In the bytes that were read.
    public let range: Range<Int>

    /// All of `bytes`; of `/*! … */` only the inside. Linear in the number of bytes.
    public static func all(of bytes: [UInt8], engine: Engine, options: SQLOptions = SQLOptions()) -> [SQLLexeme] {
        var lexemes: [SQLLexeme] = []
        var reader = TokenReader(bytes, engine: engine, options: options)
        while !reader.isAtEnd {
            lexemes.append(SQLLexeme(kind: Kind(reader.token.kind), range: reader.token.start..<reader.token.end))
            reader.advance()
        }
        return lexemes
    }
}

extension SQLLexeme.Kind {
    fileprivate init(_ kind: Token.Kind) {
        self =
            switch kind {
            case .word: .word
            case .quotedName: .quotedName
            case .string: .string
            case .number: .number
            case .symbol, .openParenthesis, .closeParenthesis, .semicolon, .delimiter, .clientEscape, .executableStart,
                .executableEnd, .end:
                .symbol
            }
    }
}
