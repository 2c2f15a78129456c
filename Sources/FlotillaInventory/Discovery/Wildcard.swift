/// A pattern over characters with two wildcards: one character, any run of characters.
///
/// One type for what shells, SQL's `LIKE` and selectors write differently, so that it is matched in one way.
struct Wildcard: Sendable, Hashable {
    enum Part: Sendable, Hashable {
        case exactly(Character)
        case one
        case run
    }

    let parts: [Part]

    /// `*` and `?`; a backslash takes the meaning from the next character.
    init(glob: some StringProtocol) { self.init(glob, run: "*", one: "?") }

    /// `%` and `_`; a backslash takes the meaning from the next character, as PostgreSQL and MySQL have it by default.
    init(like: some StringProtocol) { self.init(like, run: "%", one: "_") }

    /// Only `*`, for values of selectors.
    init(run text: some StringProtocol) { self.init(text, run: "*", one: nil) }

    private init(_ text: some StringProtocol, run: Character, one: Character?) {
        var parts: [Part] = []
        var isEscaped = false
        for character in text {
            if isEscaped {
                parts.append(.exactly(character))
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == run {
                if parts.last != .run { parts.append(.run) }
            } else {
                parts.append(character == one ? .one : .exactly(character))
            }
        }
        if isEscaped { parts.append(.exactly("\\")) }
        self.parts = parts
    }

    /// The text itself when the pattern has no wildcard.
    var literal: String? {
        var text = ""
        for part in parts {
            guard case .exactly(let character) = part else { return nil }
            text.append(character)
        }
        return text
    }

    /// Goes back only to the last run, so the time is at most the lengths multiplied.
    func matches(_ text: some StringProtocol) -> Bool {
        var position = text.startIndex
        var next = 0
        var resume: (position: String.Index, next: Int)?
        while position < text.endIndex || next < parts.count {
            if next < parts.count, parts[next] == .run {
                resume = (position, next)
                next += 1
            } else if next < parts.count, position < text.endIndex, Self.fits(parts[next], text[position]) {
                next += 1
                position = text.index(after: position)
            } else if let (from, run) = resume, from < text.endIndex {
                position = text.index(after: from)
                resume = (position, run)
                next = run + 1
            } else {
                return false
            }
        }
        return true
    }

    private static func fits(_ part: Part, _ character: Character) -> Bool {
        switch part {
        case .exactly(let wanted): wanted == character
        case .one: true
        case .run: false
        }
    }
}
