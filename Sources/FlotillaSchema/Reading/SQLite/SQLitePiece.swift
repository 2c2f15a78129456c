/// A token as it is written in canonical text, with what its neighbours have to know of it.
struct SQLitePiece {
    enum Role {
        /// A name, a value, or a word that ends a value: what an operator may follow.
        case operand
        case keyword
        case function
        case opening, closing, comma, point, semicolon
        case unary, binary
    }

    var text: String
    var role: Role

    /// Whether an expression begins behind it, so that a sign there is no operator between two values.
    var opensExpression: Bool {
        switch role {
        case .keyword, .opening, .comma, .unary, .binary, .semicolon: true
        case .operand, .function, .closing, .point: false
        }
    }

    func isKeyword(_ words: String...) -> Bool { role == .keyword && words.contains(text) }

    /// Whether a blank stands between this piece and `next`.
    func isApart(from next: SQLitePiece) -> Bool {
        switch (role, next.role) {
        case (_, .comma), (_, .closing), (_, .point), (_, .semicolon), (.opening, _), (.point, _): false
        case (.function, .opening): false
        // Two of them would begin a comment.
        case (.unary, .unary): true
        case (.unary, _): false
        default: true
        }
    }
}

/// Spells tokens canonically: keywords in capitals, functions in small letters, names as they were declared and without
/// needless quotes.
struct SQLitePieces {
    private let tokens: ArraySlice<SQLiteToken>
    private let scope: SQLiteScope
    private var pieces: [SQLitePiece] = []
    /// For each open parenthesis, whether it is that of a CAST.
    private var casts: [Bool] = []
    private var isInCastType = false

    private init(_ tokens: ArraySlice<SQLiteToken>, _ scope: SQLiteScope) {
        self.tokens = tokens
        self.scope = scope
    }

    static func of(_ tokens: ArraySlice<SQLiteToken>, _ scope: SQLiteScope) -> [SQLitePiece] {
        var writing = SQLitePieces(tokens, scope)
        for index in tokens.indices {
            let next = index + 1 < tokens.endIndex ? tokens[index + 1] : nil
            writing.pieces.append(writing.piece(tokens[index], next))
        }
        return writing.pieces
    }

    private mutating func piece(_ token: SQLiteToken, _ next: SQLiteToken?) -> SQLitePiece {
        switch token.kind {
        case .word: word(token, next)
        case .name(let isDoubleQuoted): quotedName(token.text, isDoubleQuoted, next)
        case .string where isAfterAlias: SQLitePiece(text: SQLiteWords.name(token.name ?? ""), role: .operand)
        case .string, .number, .blob: SQLitePiece(text: token.text, role: .operand)
        case .symbol: symbol(token.text)
        }
    }

    // MARK: Signs

    private mutating func symbol(_ text: String) -> SQLitePiece {
        let opensExpression = pieces.last?.opensExpression ?? true
        switch text {
        case "(":
            casts.append(pieces.last.map { $0.role == .function && $0.text == "CAST" } ?? false)
            return SQLitePiece(text: text, role: .opening)
        case ")":
            isInCastType = isInCastType && casts.last != true
            _ = casts.popLast()
            return SQLitePiece(text: text, role: .closing)
        case ",": return SQLitePiece(text: text, role: .comma)
        case ".": return SQLitePiece(text: text, role: .point)
        case ";": return SQLitePiece(text: text, role: .semicolon)
        case "*" where opensExpression || pieces.last?.role == .point: return SQLitePiece(text: text, role: .operand)
        case "+", "-": return SQLitePiece(text: text, role: opensExpression ? .unary : .binary)
        case "~": return SQLitePiece(text: text, role: .unary)
        default: return SQLitePiece(text: text, role: .binary)
        }
    }

    // MARK: Words

    private var isAfterAlias: Bool { pieces.last?.isKeyword("AS") == true && !isInCastType }

    /// Behind these stands the name of a table.
    private var isAfterRelation: Bool { pieces.last?.isKeyword("INTO", "UPDATE", "FROM", "JOIN") == true }

    private func quotedName(_ name: String, _ isDoubleQuoted: Bool, _ next: SQLiteToken?) -> SQLitePiece {
        let isSurelyName =
            !isDoubleQuoted || pieces.last?.role == .point || next?.isSymbol(".") == true || isAfterAlias
            || isAfterRelation
        if let known = scope[name] { return SQLitePiece(text: SQLiteWords.name(known), role: .operand) }
        if isSurelyName { return SQLitePiece(text: SQLiteWords.name(name), role: .operand) }
        let text =
            scope.hasEveryName ? SQLiteWords.literal(name) : "\"\(name.replacing("\"", with: "\"\""))\""
        return SQLitePiece(text: text, role: .operand)
    }

    private mutating func word(_ token: SQLiteToken, _ next: SQLiteToken?) -> SQLitePiece {
        let keyword = token.keyword
        if pieces.last?.role == .point { return name(token) }
        if isInCastType { return SQLitePiece(text: keyword, role: .operand) }
        if casts.last == true, keyword == "AS" { isInCastType = true }
        if pieces.last?.isKeyword("COLLATE") == true { return collation(token) }
        if isAfterAlias, keyword != "NOT", keyword != "MATERIALIZED" { return alias(token) }
        if SQLiteWords.reserved.contains(keyword) { return reserved(keyword) }
        if next?.isSymbol(".") == true { return name(token) }
        if next?.isSymbol("(") == true, pieces.last?.isKeyword("INTO") != true { return call(token) }
        let isFree = !SQLiteWords.usable.contains(keyword) || SQLiteWords.usableInExpressions.contains(keyword)
        if isFree, scope[token.text] != nil { return name(token) }
        guard SQLiteWords.usable.contains(keyword) else { return name(token) }
        return SQLitePiece(text: keyword, role: keyword == "END" ? .operand : .keyword)
    }

    private func name(_ token: SQLiteToken) -> SQLitePiece {
        SQLitePiece(text: SQLiteWords.name(scope[token.text] ?? token.text), role: .operand)
    }

    private func alias(_ token: SQLiteToken) -> SQLitePiece {
        SQLiteWords.reserved.contains(token.keyword)
            ? reserved(token.keyword) : SQLitePiece(text: SQLiteWords.name(token.text), role: .operand)
    }

    private func collation(_ token: SQLiteToken) -> SQLitePiece {
        SQLitePiece(text: SQLiteWords.name(SQLiteCollation.spelling(token.text)), role: .operand)
    }

    private func reserved(_ keyword: String) -> SQLitePiece {
        SQLitePiece(text: keyword, role: Self.values.contains(keyword) ? .operand : .keyword)
    }

    /// A word in front of a parenthesis.
    private func call(_ token: SQLiteToken) -> SQLitePiece {
        let keyword = token.keyword
        if keyword == "CAST" || keyword == "RAISE" { return SQLitePiece(text: keyword, role: .function) }
        let followsOperand = pieces.last.map { !$0.opensExpression } ?? false
        let isOperator = Self.operators.contains(keyword) && (followsOperand || pieces.last?.isKeyword("NOT") == true)
        let isFunction = !SQLiteWords.usable.contains(keyword) || Self.functions.contains(keyword)
        guard isFunction, !isOperator else { return SQLitePiece(text: keyword, role: .keyword) }
        return SQLitePiece(text: SQLiteWords.folded(token.text), role: .function)
    }

    private static let values: Set<String> = [
        "NULL", "TRUE", "FALSE", "CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "ISNULL", "NOTNULL", "DEFAULT",
    ]
    private static let operators: Set<String> = ["LIKE", "GLOB", "MATCH", "REGEXP"]
    /// Keywords that are names of functions too.
    private static let functions: Set<String> = operators.union(["REPLACE", "IF"])
}

/// Collations compare without case; SQLite's own are in capitals.
enum SQLiteCollation {
    static func spelling(_ name: String) -> String {
        let upper = SQLiteWords.upper(name)
        return ["BINARY", "NOCASE", "RTRIM"].contains(upper) ? upper : name
    }
}
