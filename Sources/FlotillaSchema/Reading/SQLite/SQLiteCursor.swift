/// A statement that SQLite has kept and that is not read: it is carried as text.
struct SQLiteUnreadable: Error {}

/// Reads the tokens of a statement one after the other.
struct SQLiteCursor {
    let tokens: [SQLiteToken]
    private(set) var index = 0

    init(_ sql: String) { tokens = SQLiteToken.all(of: sql) }

    init(_ tokens: ArraySlice<SQLiteToken>) { self.tokens = Array(tokens) }

    var isAtEnd: Bool { index >= tokens.count }
    var token: SQLiteToken? { isAtEnd ? nil : tokens[index] }
    var rest: ArraySlice<SQLiteToken> { tokens[index...] }

    mutating func advance() { index += 1 }

    func isAt(_ keywords: String...) -> Bool {
        token.map { $0.kind == .word && keywords.contains($0.keyword) } ?? false
    }

    func isAt(symbol: String) -> Bool { token?.isSymbol(symbol) ?? false }

    /// All of the words, or none of them.
    mutating func accept(_ keywords: String...) -> Bool {
        for (offset, keyword) in keywords.enumerated() {
            guard index + offset < tokens.count, tokens[index + offset].keyword == keyword else { return false }
        }
        index += keywords.count
        return true
    }

    mutating func accept(symbol: String) -> Bool {
        guard isAt(symbol: symbol) else { return false }
        advance()
        return true
    }

    mutating func expect(_ keyword: String) throws(SQLiteUnreadable) {
        guard accept(keyword) else { throw SQLiteUnreadable() }
    }

    mutating func expect(symbol: String) throws(SQLiteUnreadable) {
        guard accept(symbol: symbol) else { throw SQLiteUnreadable() }
    }

    mutating func name() throws(SQLiteUnreadable) -> String {
        guard let name = token?.name else { throw SQLiteUnreadable() }
        advance()
        return name
    }

    /// What stands between the parentheses that open here; moves behind them.
    mutating func parentheses() throws(SQLiteUnreadable) -> ArraySlice<SQLiteToken> {
        guard isAt(symbol: "("), let closing = SQLiteText.closing(of: index, tokens[...]) else {
            throw SQLiteUnreadable()
        }
        defer { index = closing + 1 }
        return tokens[(index + 1)..<closing]
    }

    /// The parts of a list in parentheses, cut at its commas.
    mutating func list() throws(SQLiteUnreadable) -> [ArraySlice<SQLiteToken>] {
        SQLiteCursor.parts(try parentheses())
    }

    static func parts(_ tokens: ArraySlice<SQLiteToken>) -> [ArraySlice<SQLiteToken>] {
        var parts: [ArraySlice<SQLiteToken>] = []
        var start = tokens.startIndex
        var depth = 0
        for index in tokens.indices where tokens[index].kind == .symbol {
            switch tokens[index].text {
            case "(": depth += 1
            case ")": depth -= 1
            case "," where depth == 0:
                parts.append(tokens[start..<index])
                start = index + 1
            default: break
            }
        }
        return parts + [tokens[start...]]
    }

    /// Up to a word outside parentheses for which `isEnd` holds, or to the end.
    mutating func until(_ isEnd: (SQLiteToken) -> Bool) -> ArraySlice<SQLiteToken> {
        let start = index
        var depth = 0
        while let token, depth > 0 || !isEnd(token) {
            if token.isSymbol("(") { depth += 1 }
            if token.isSymbol(")") { depth -= 1 }
            advance()
        }
        return tokens[start..<index]
    }
}
