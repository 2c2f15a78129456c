import FlotillaSQL

/// Reads one marker line, word by word, from left to right.
///
///     -- flotilla:check postgresql "no duplicate e-mail" statement_timeout=5s -- and why it matters
struct MarkerParser {
    private struct Word {
        let text: String
        let position: Int
        let isQuoted: Bool
    }

    private let path: String
    private let line: FileOutline.Line
    private var rest: ByteLine

    private var engines: Set<Engine> = []
    private var directions: Set<StepDirection> = []
    private var name: String?
    private var options = OptionReader()

    init(_ line: FileOutline.Line, path: String) {
        self.line = line
        self.path = path
        rest = line.bytes.dropFirst(FileOutline.markerStart.utf8CodeUnitCount)
    }

    mutating func marker() throws(RevisionFileError) -> SectionMarker {
        let keyword = try keyword(bareWord())
        while let word = try nextWord() {
            if word.isQuoted {
                try take(name: word, of: keyword)
            } else if word.text.utf8.contains(UInt8(ascii: "=")) {
                try located(word.position) { () throws(RevisionFileProblem) in
                    try options.read(word.text, of: keyword)
                }
            } else if keyword == .alembic {
                try take(direction: word)
            } else {
                try take(engine: word)
            }
        }
        let end = rest.startIndex
        let read = try located(end) { () throws(RevisionFileProblem) in try options.result() }
        return SectionMarker(try kind(keyword, end: end), engines: engines, options: read)
    }

    private func keyword(_ word: Word) throws(RevisionFileError) -> Keyword {
        guard let keyword = Keyword(rawValue: word.text) else {
            let near = NearMisses.of(word.text, among: Keyword.allCases.map(\.rawValue))
            throw error(.unknownMarker(word.text, nearMisses: near), at: word.position)
        }
        return keyword
    }

    private func kind(_ keyword: Keyword, end: Int) throws(RevisionFileError) -> SectionKind {
        switch keyword {
        case .upgrade: return .upgrade
        case .downgrade: return .downgrade
        case .verify: return .verify(name: name)
        case .alembic: return .alembic(directions.count == 1 ? directions.first : nil)
        case .check, .irreversible:
            guard let name else { throw error(.missingName, at: end) }
            return keyword == .check ? .check(name: name) : .irreversible(reason: name)
        }
    }

    private mutating func take(name word: Word, of keyword: Keyword) throws(RevisionFileError) {
        guard keyword.takesName, name == nil else { throw error(.unexpectedName(word.text), at: word.position) }
        guard !word.text.isEmpty else { throw error(.missingName, at: word.position) }
        name = word.text
    }

    private mutating func take(direction word: Word) throws(RevisionFileError) {
        guard let direction = StepDirection.allCases.first(where: { $0.word == word.text }) else {
            let allowed = StepDirection.allCases.map(\.word).joined(separator: "|")
            throw error(
                .illegalValue(word.text, option: Keyword.alembic.rawValue, allowed: allowed), at: word.position)
        }
        directions.insert(direction)
    }

    private mutating func take(engine word: Word) throws(RevisionFileError) {
        guard let engine = Engine(rawValue: word.text) else {
            let near = Engine.nearMisses(word.text)
            throw error(.unknownEngine(word.text, nearMisses: near), at: word.position)
        }
        engines.insert(engine)
    }
}

extension MarkerParser {
    /// Nil at the end of the line, or where a comment within the comment begins.
    private mutating func nextWord() throws(RevisionFileError) -> Word? {
        rest = rest.drop { $0.isBlank }
        guard let first = rest.first, !rest.hasPrefix("--") else { return nil }
        return try first == UInt8(ascii: "\"") ? quotedWord() : bareWord()
    }

    private mutating func bareWord() -> Word {
        let word = rest.prefix { !$0.isBlank }
        rest = rest[word.endIndex...]
        return Word(text: word.text, position: word.startIndex, isQuoted: false)
    }

    /// `\"` and `\\` stand for a quote and a backslash.
    private mutating func quotedWord() throws(RevisionFileError) -> Word {
        let start = rest.startIndex
        var text: [UInt8] = []
        var position = start + 1
        while position < rest.endIndex, rest[position] != UInt8(ascii: "\"") {
            if rest[position] == UInt8(ascii: "\\"), position + 1 < rest.endIndex { position += 1 }
            text.append(rest[position])
            position += 1
        }
        guard position < rest.endIndex else { throw error(.unterminatedName, at: start) }
        rest = rest[(position + 1)...]
        return Word(text: text[...].text, position: start, isQuoted: true)
    }

    private func located<Result>(
        _ position: Int, _ read: () throws(RevisionFileProblem) -> Result
    ) throws(RevisionFileError) -> Result {
        do {
            return try read()
        } catch {
            throw self.error(error, at: position)
        }
    }

    private func error(_ problem: RevisionFileProblem, at position: Int) -> RevisionFileError {
        RevisionFileError(path: path, line: line.number, column: line.bytes.column(of: position), problem: problem)
    }
}
