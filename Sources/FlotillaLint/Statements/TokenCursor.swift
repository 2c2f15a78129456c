import FlotillaSQL

/// Walks over the tokens of a statement, or over a part of them.
struct TokenCursor {
    let tokens: [SQLToken]
    let engine: Engine
    private(set) var position: Int
    let end: Int

    init(_ tokens: [SQLToken], _ range: Range<Int>? = nil, engine: Engine) {
        self.tokens = tokens
        self.engine = engine
        position = range?.lowerBound ?? 0
        end = range?.upperBound ?? tokens.count
    }

    var isAtEnd: Bool { position >= end }
    var token: SQLToken? { isAtEnd ? nil : tokens[position] }
    /// The present word in small letters; nil for anything else.
    var word: String? { token.flatMap { $0.kind == .word ? $0.text : nil } }

    func peek(_ distance: Int) -> SQLToken? { position + distance < end ? tokens[position + distance] : nil }

    mutating func advance() { position += 1 }

    mutating func move(to place: Int) { position = place }

    func isAt(sign: Character) -> Bool { token.map { $0.kind == .symbol && $0.text == String(sign) } ?? false }

    func isAt(_ words: String...) -> Bool { isAt(words) }

    private func isAt(_ words: [String]) -> Bool {
        words.enumerated().allSatisfy { offset, word in peek(offset).map { $0.isWord(word) } ?? false }
    }

    /// All of the words, or none of them.
    mutating func accept(_ words: String...) -> Bool {
        guard isAt(words) else { return false }
        position += words.count
        return true
    }

    mutating func accept(sign: Character) -> Bool {
        guard isAt(sign: sign) else { return false }
        position += 1
        return true
    }

    mutating func accept(anyOf words: Set<String>) -> Bool {
        guard let word, words.contains(word) else { return false }
        position += 1
        return true
    }

    /// A single name, or nil where none can stand.
    mutating func name() -> String? {
        guard let token, token.kind == .word || token.kind == .quotedName else { return nil }
        position += 1
        return token.name
    }

    mutating func objectName() -> ObjectName? {
        guard let first = name() else { return nil }
        var parts = [first]
        while isAt(sign: "."), let next = peek(1), next.kind == .word || next.kind == .quotedName {
            parts.append(next.name)
            position += 2
        }
        return ObjectName(parts, engine: engine)
    }

    /// From an opening parenthesis to behind the one that closes it, giving what lies between; nil where there is none.
    mutating func parentheses() -> Range<Int>? {
        guard isAt(sign: "(") else { return nil }
        let start = position + 1
        var depth = 0
        while !isAtEnd {
            if isAt(sign: "(") { depth += 1 }
            if isAt(sign: ")") { depth -= 1 }
            position += 1
            if depth == 0 { return start..<(position - 1) }
        }
        return start..<end
    }

    /// Moves to the first of the words outside parentheses; stays at the end when there is none.
    mutating func seek(_ words: Set<String>) -> Bool {
        while !isAtEnd {
            if let word, words.contains(word) { return true }
            if isAt(sign: "(") { _ = parentheses() } else { position += 1 }
        }
        return false
    }

    /// The rest, cut at the commas outside parentheses.
    func splitAtCommas() -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var ahead = self
        var start = position
        while !ahead.isAtEnd {
            if ahead.isAt(sign: "(") {
                _ = ahead.parentheses()
            } else if ahead.accept(sign: ",") {
                parts.append(start..<(ahead.position - 1))
                start = ahead.position
            } else {
                ahead.advance()
            }
        }
        if start < end { parts.append(start..<end) }
        return parts
    }

    func within(_ range: Range<Int>) -> TokenCursor { TokenCursor(tokens, range, engine: engine) }
}

extension SQLToken {
    func isWord(_ word: String) -> Bool { kind == .word && text == word }

    var canBeName: Bool { kind == .word || kind == .quotedName }
}
