import FlotillaSQL

/// A token of a statement that SQLite has kept: what FlotillaSQL's lexer cuts, put together to what SQLite's parser sees.
struct SQLiteToken: Hashable {
    enum Kind: Hashable {
        /// A keyword or an unquoted name, as it was typed.
        case word
        /// A quoted name without its quotes.
        case name(isDoubleQuoted: Bool)
        /// With its quotes.
        case string
        case number
        /// `X'…'`
        case blob
        /// An operator or a punctuation mark.
        case symbol
    }

    var kind: Kind
    var text: String
    /// Of a word: in capitals. Empty for all others.
    var keyword = ""

    func isSymbol(_ symbol: String) -> Bool { kind == .symbol && text == symbol }

    /// What it says where the grammar wants a name: SQLite takes a string there too.
    var name: String? {
        switch kind {
        case .word: SQLiteWords.reserved.contains(keyword) ? nil : text
        case .name: text
        case .string: SQLiteToken.unquoted(text.utf8)
        case .number, .blob, .symbol: nil
        }
    }

    static func symbol(_ text: String) -> SQLiteToken { SQLiteToken(kind: .symbol, text: text) }

    static func all(of sql: String) -> [SQLiteToken] {
        var assembly = Assembly(sql)
        return assembly.run()
    }

    fileprivate static func unquoted(_ quoted: some BidirectionalCollection<UInt8>) -> String {
        guard let closing = quoted.last else { return "" }
        let inside = quoted.dropFirst().dropLast()
        guard closing != UInt8(ascii: "]") else { return String(decoding: inside, as: UTF8.self) }
        var letters: [UInt8] = []
        var skipsNext = false
        for byte in inside {
            skipsNext = byte == closing && !skipsNext
            if byte != closing || skipsNext { letters.append(byte) }
        }
        return String(decoding: letters, as: UTF8.self)
    }
}

/// Numbers, blobs and operators consist of several lexemes that touch.
private struct Assembly {
    private let bytes: [UInt8]
    private let lexemes: [SQLLexeme]
    private var index = 0

    init(_ sql: String) {
        bytes = Array(sql.utf8)
        lexemes = SQLLexeme.all(of: bytes, engine: .sqlite)
    }

    mutating func run() -> [SQLiteToken] {
        var tokens: [SQLiteToken] = []
        tokens.reserveCapacity(lexemes.count)
        while index < lexemes.count { tokens.append(next()) }
        return tokens
    }

    private mutating func next() -> SQLiteToken {
        let first = lexemes[index]
        index += 1
        switch first.kind {
        case .word:
            let text = text(first.range)
            if first.range.count == 1, text == "x" || text == "X", touches(.string, first.range.upperBound) {
                index += 1
                let blob = self.text(first.range.lowerBound..<lexemes[index - 1].range.upperBound)
                return SQLiteToken(kind: .blob, text: SQLiteWords.upper(blob))
            }
            return SQLiteToken(kind: .word, text: text, keyword: SQLiteWords.upper(text))
        case .quotedName:
            let isDouble = bytes[first.range.lowerBound] == UInt8(ascii: "\"")
            return SQLiteToken(kind: .name(isDoubleQuoted: isDouble), text: SQLiteToken.unquoted(bytes[first.range]))
        case .string: return SQLiteToken(kind: .string, text: text(first.range))
        case .number: return number(first)
        case .symbol:
            let isPoint = bytes[first.range.lowerBound] == UInt8(ascii: ".")
            return isPoint && touches(.number, first.range.upperBound) ? number(first) : symbol(first)
        }
    }

    /// `1`, `1.5`, `.5`, `1e-5`, `0xFF`
    private mutating func number(_ first: SQLLexeme) -> SQLiteToken {
        var end = first.range.upperBound
        while index < lexemes.count, lexemes[index].range.lowerBound == end {
            let hasExponent =
                bytes[end - 1] | 0x20 == UInt8(ascii: "e") && bytes[first.range.lowerBound + 1] | 0x20 != 0x78
            switch (lexemes[index].kind, bytes[end]) {
            case (.number, _), (.symbol, UInt8(ascii: ".")): break
            case (.word, UInt8(ascii: "e")), (.word, UInt8(ascii: "E")): break
            case (.symbol, UInt8(ascii: "-")) where hasExponent, (.symbol, UInt8(ascii: "+")) where hasExponent: break
            default: return SQLiteToken(kind: .number, text: text(first.range.lowerBound..<end))
            }
            end = lexemes[index].range.upperBound
            index += 1
        }
        return SQLiteToken(kind: .number, text: text(first.range.lowerBound..<end))
    }

    private mutating func symbol(_ first: SQLLexeme) -> SQLiteToken {
        var end = first.range.upperBound
        var operatorText = text(first.range)
        while index < lexemes.count, lexemes[index].kind == .symbol, lexemes[index].range.lowerBound == end {
            let longer = operatorText + text(lexemes[index].range)
            guard Self.operators.contains(longer) else { break }
            operatorText = longer
            end = lexemes[index].range.upperBound
            index += 1
        }
        return .symbol(Self.synonyms[operatorText] ?? operatorText)
    }

    private static let operators: Set<String> = ["||", "<=", ">=", "<>", "!=", "==", "<<", ">>", "->", "->>"]
    private static let synonyms = ["==": "=", "!=": "<>"]

    private func touches(_ kind: SQLLexeme.Kind, _ end: Int) -> Bool {
        index < lexemes.count && lexemes[index].kind == kind && lexemes[index].range.lowerBound == end
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}
