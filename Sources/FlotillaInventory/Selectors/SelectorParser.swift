/// Reads a selector from left to right. White space may stand between any two parts.
struct SelectorParser {
    private let characters: [Character]
    private var position = 0

    init(_ text: String) { characters = Array(text) }

    mutating func requirements() throws(SelectorError) -> [Selector.Requirement] {
        skipSpace()
        guard position < characters.count else { throw fault(.empty) }
        var requirements = [try requirement()]
        while position < characters.count {
            guard take(",") else { throw fault(.expected(",")) }
            requirements.append(try requirement())
        }
        return requirements
    }

    private mutating func requirement() throws(SelectorError) -> Selector.Requirement {
        skipSpace()
        if take("!") { return Selector.Requirement(key: try key(), test: .isMissing) }
        let key = try key()
        if take("!") {
            guard take("=") else { throw fault(.expected("=")) }
            return Selector.Requirement(key: key, test: .isNoneOf([try value()]))
        }
        if take("=") {
            _ = take("=")
            return Selector.Requirement(key: key, test: .isOneOf([try value()]))
        }
        switch word() {
        case "in": return Selector.Requirement(key: key, test: .isOneOf(try list()))
        case "notin": return Selector.Requirement(key: key, test: .isNoneOf(try list()))
        case "":
            guard position == characters.count || characters[position] == "," else { throw fault(.expectedOperator) }
            return Selector.Requirement(key: key, test: .exists)
        case let other:
            position -= other.count
            throw fault(.expectedOperator)
        }
    }

    private mutating func key() throws(SelectorError) -> String {
        skipSpace()
        let start = position
        let key = word()
        guard TargetRules.isLabelKey(key) else {
            position = start
            throw fault(.expectedKey)
        }
        skipSpace()
        return key
    }

    /// Letters as label keys have them.
    private mutating func word() -> String {
        let rest = characters[position...]
        let word = rest.prefix { $0.utf8.count == 1 && $0.utf8.allSatisfy(TargetRules.isLabelKeyByte) }
        position += word.count
        return String(word)
    }

    private mutating func list() throws(SelectorError) -> [Selector.Pattern] {
        skipSpace()
        guard take("(") else { throw fault(.expected("(")) }
        var values = [try value()]
        while take(",") { values.append(try value()) }
        guard take(")") else { throw fault(.expected(")")) }
        return values
    }

    private mutating func value() throws(SelectorError) -> Selector.Pattern {
        skipSpace()
        if let quote = characters.dropFirst(position).first, quote == "\"" || quote == "'" {
            return try quoted(by: quote)
        }
        let value = String(characters[position...].prefix { !$0.isWhitespace && !"(),=!\"'".contains($0) })
        guard !value.isEmpty else { throw fault(.expectedValue) }
        position += value.count
        skipSpace()
        let wildcard = Wildcard(run: value)
        return wildcard.literal.map { Selector.Pattern(text: $0, wildcard: nil) }
            ?? Selector.Pattern(text: value, wildcard: wildcard)
    }

    private mutating func quoted(by quote: Character) throws(SelectorError) -> Selector.Pattern {
        let content = characters[(position + 1)...].prefix { $0 != quote }
        guard position + 1 + content.count < characters.count else { throw fault(.unterminatedQuote) }
        position += content.count + 2
        skipSpace()
        return Selector.Pattern(text: String(content), wildcard: nil)
    }

    /// Takes white space after the character too.
    private mutating func take(_ character: Character) -> Bool {
        guard position < characters.count, characters[position] == character else { return false }
        position += 1
        skipSpace()
        return true
    }

    private mutating func skipSpace() {
        while position < characters.count, characters[position].isWhitespace { position += 1 }
    }

    private func fault(_ reason: SelectorError.Reason) -> SelectorError {
        SelectorError(reason: reason, column: position + 1)
    }
}
