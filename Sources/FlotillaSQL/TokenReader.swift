/// Reads a statement token by token, for those who want to know what it does.
///
/// Stands on a token; ``advance()`` moves on. Comments are never seen, and of `/*! … */` only the inside.
struct TokenReader {
    private var lexer: Lexer
    private(set) var token = Token(kind: .end, start: 0, end: 0)
    private(set) var keyword: Keyword?
    /// Whether a part met so far runs only on some versions of the server.
    private(set) var sawExecutableComment = false

    var engine: Engine { lexer.engine }
    var options: SQLOptions { lexer.options }

    /// Stands on the first token.
    init(_ bytes: [UInt8], engine: Engine, options: SQLOptions) {
        self.init(bytes, bytes.indices, engine: engine, options: options)
    }

    init(_ bytes: [UInt8], _ range: Range<Int>, engine: Engine, options: SQLOptions) {
        lexer = Lexer(bytes, range, engine: engine, options: options)
        advance()
    }

    var isAtEnd: Bool { token.kind == .end }

    mutating func advance() {
        token = lexer.next()
        while token.kind == .executableStart || token.kind == .executableEnd {
            sawExecutableComment = true
            token = lexer.next()
        }
        keyword = lexer.keyword(token)
    }

    func isAt(_ symbol: UInt8) -> Bool {
        token.count == 1 && token.kind != .word && lexer.bytes[token.start] == symbol
    }

    func isAt(_ text: StaticString) -> Bool { lexer.word(token, is: text) }

    mutating func accept(_ wanted: Keyword) -> Bool {
        guard keyword == wanted else { return false }
        advance()
        return true
    }

    mutating func accept(_ symbol: UInt8) -> Bool {
        guard isAt(symbol) else { return false }
        advance()
        return true
    }

    /// All of the words, or none of them.
    mutating func accept(_ first: Keyword, _ others: Keyword...) -> Bool {
        var ahead = self
        guard ahead.accept(first), others.allSatisfy({ ahead.accept($0) }) else { return false }
        self = ahead
        return true
    }

    /// What stands after the present token, without moving.
    var following: TokenReader {
        var ahead = self
        ahead.advance()
        return ahead
    }

    /// From an opening parenthesis to behind the one that closes it; stays where there is none.
    mutating func skipParentheses() {
        var depth = 0
        repeat {
            if token.kind == .openParenthesis { depth += 1 }
            if token.kind == .closeParenthesis { depth -= 1 }
            if depth > 0 { advance() }
        } while depth > 0 && !isAtEnd
        if token.kind == .closeParenthesis { advance() }
    }

    /// Moves to a token outside parentheses, counted from here, that satisfies the condition; false if there is none.
    mutating func seek(_ condition: (TokenReader) -> Bool) -> Bool {
        while !isAtEnd && token.kind != .closeParenthesis {
            if condition(self) { return true }
            if token.kind == .openParenthesis { skipParentheses() } else { advance() }
        }
        return false
    }

    /// The bytes of the present token as they stand.
    var bytes: ArraySlice<UInt8> { lexer.bytes[token.start..<token.end] }
}
