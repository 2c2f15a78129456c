/// Cuts SQL text into tokens, in one pass over the bytes, as the engine's own lexer does.
///
/// Sources: PostgreSQL `src/backend/parser/scan.l`, MariaDB `sql/sql_lex.cc` and `client/mysql.cc`, SQLite
/// `src/tokenize.c`; where the manuals are silent, `Tests/SQLServerTests` asks the servers.
struct Lexer {
    let bytes: [UInt8]
    let end: Int
    let engine: Engine
    var options: SQLOptions
    var position: Int
    /// The mysql client's delimiter; empty while it is the semicolon.
    var delimiter: [UInt8] = []
    /// No token of a statement has been read since ``beginStatement()``.
    private(set) var isFresh = true
    private(set) var isInExecutableComment = false
    private var executableStart = 0
    /// The quote or comment that reached the end of the text, and where it began.
    private(set) var unterminated: Unterminated?

    struct Unterminated {
        var kind: SQLProblem.Kind
        var start: Int
    }

    init(_ bytes: [UInt8], _ range: Range<Int>, engine: Engine, options: SQLOptions) {
        self.bytes = bytes
        self.engine = engine
        self.options = options
        position = range.lowerBound
        end = range.upperBound
    }

    mutating func beginStatement() {
        isFresh = true
        isInExecutableComment = false
    }

    /// The next token; at the end of the text, again and again, one of kind `end`.
    mutating func next() -> Token {
        skipBlanksAndComments()
        let start = position
        guard start < end else { return endOfText() }
        let kind = scan(bytes[start])
        isFresh = false
        return Token(kind: kind, start: start, end: position)
    }

    private mutating func endOfText() -> Token {
        if isInExecutableComment, unterminated == nil {
            unterminated = Unterminated(kind: .unterminatedComment, start: executableStart)
        }
        return Token(kind: .end, start: end, end: end)
    }

    private mutating func scan(_ byte: UInt8) -> Token.Kind {
        if isAtDelimiter { return take(delimiter.count, as: .delimiter) }
        if byte.startsWord || (byte == .dollar && engine == .mysql) { return scanWord() }
        if byte.isDigit { return scanNumber() }
        switch byte {
        case .quote: return scanQuoted(byte, escapes: stringsHaveEscapes, as: .string, or: .unterminatedString)
        case .doubleQuote, .backtick, .openBracket: return scanNameQuote(byte)
        case .dollar where engine == .postgresql: return scanDollarQuote() ?? take(1, as: .symbol)
        case .semicolon: return take(1, as: .semicolon)
        case .openParenthesis: return take(1, as: .openParenthesis)
        case .closeParenthesis: return take(1, as: .closeParenthesis)
        case .backslash: return scanBackslash()
        case .slash where engine == .mysql: return scanExecutableStart() ?? take(1, as: .symbol)
        case .asterisk where isInExecutableComment && peek(1) == .slash:
            isInExecutableComment = false
            return take(2, as: .executableEnd)
        default: return take(1, as: .symbol)
        }
    }

    private mutating func scanWord() -> Token.Kind {
        let start = position
        position += 1
        while position < end, bytes[position].continuesWord, !isAtDelimiter { position += 1 }
        // E'…' in PostgreSQL; `nameE'…'` is a name and a plain string.
        guard engine == .postgresql, position - start == 1, bytes[start].lowercased == 0x65, peek(0) == .quote else {
            return .word
        }
        return scanQuoted(.quote, escapes: true, as: .string, or: .unterminatedString)
    }

    /// MySQL's names may begin with a digit. In PostgreSQL before 15 a number ends where a letter begins: `1E'x'`.
    private mutating func scanNumber() -> Token.Kind {
        position += 1
        while position < end, !isAtDelimiter {
            let byte = bytes[position]
            guard engine == .postgresql ? byte.isDigit : byte.continuesWord else { break }
            position += 1
        }
        return .number
    }

    private mutating func scanNameQuote(_ byte: UInt8) -> Token.Kind {
        switch (engine, byte) {
        case (.mysql, .doubleQuote) where !options.ansiQuotes:
            scanQuoted(byte, escapes: stringsHaveEscapes, as: .string, or: .unterminatedString)
        case (_, .doubleQuote), (.mysql, .backtick), (.sqlite, .backtick):
            scanQuoted(byte, escapes: false, as: .quotedName, or: .unterminatedName)
        case (.sqlite, .openBracket): scanBracketedName()
        default: take(1, as: .symbol)
        }
    }

    /// `\N` is MySQL's NULL; every other backslash outside quotes speaks to a command line client.
    private mutating func scanBackslash() -> Token.Kind {
        guard engine != .sqlite else { return take(1, as: .symbol) }
        guard engine == .mysql, peek(1) == UInt8(ascii: "N") else { return take(1, as: .clientEscape) }
        return take(2, as: .word)
    }

    private mutating func scanExecutableStart() -> Token.Kind? {
        guard let length = executableCommentPrefix else { return nil }
        if !isInExecutableComment { executableStart = position }
        isInExecutableComment = true
        return take(length, as: .executableStart)
    }
}

extension Lexer {
    /// The byte `distance` further on, or nil beyond the end.
    func peek(_ distance: Int) -> UInt8? {
        position + distance < end ? bytes[position + distance] : nil
    }

    mutating func take(_ count: Int, as kind: Token.Kind) -> Token.Kind {
        position += count
        return kind
    }

    mutating func markUnterminated(_ kind: SQLProblem.Kind, from start: Int) {
        unterminated = Unterminated(kind: kind, start: start)
        position = end
    }

    var stringsHaveEscapes: Bool {
        switch engine {
        case .postgresql: !options.standardConformingStrings
        case .mysql: !options.noBackslashEscapes
        case .sqlite: false
        }
    }

    /// The mysql client looks for its delimiter at every byte outside quotes and comments, inside words too: `END$$`.
    var isAtDelimiter: Bool {
        guard let first = delimiter.first, bytes[position] == first else { return false }
        return bytes[position..<end].starts(with: delimiter)
    }

    func keyword(_ token: Token) -> Keyword? {
        token.kind == .word ? Keyword(bytes, token.start..<token.end) : nil
    }

    /// Whether the word reads `text` (lower case, ASCII), whatever its case.
    func word(_ token: Token, is text: StaticString) -> Bool {
        guard token.kind == .word, token.count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { letters in
            letters.indices.allSatisfy { bytes[token.start + $0].lowercased == letters[$0] }
        }
    }
}
