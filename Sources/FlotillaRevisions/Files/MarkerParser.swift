import FlotillaSQL

/// Reads one marker line, word by word, from left to right.
///
///     -- flotilla:check postgresql "no duplicate e-mail" statement_timeout=5s -- and why it matters
struct MarkerParser {
    private struct Word {
        let text: String
        /// From 1.
        let column: Int
        let isQuoted: Bool
    }

    private let path: String
    private let line: FileOutline.Line
    private var rest: Substring

    private var engines: Set<Engine> = []
    private var name: String?
    private var options = OptionReader()

    init(_ line: FileOutline.Line, path: String) {
        self.line = line
        self.path = path
        rest = line.text.dropFirst(FileOutline.markerStart.count)
    }

    mutating func marker() throws(RevisionFileError) -> SectionMarker {
        let keyword = try firstWord()
        while let word = try nextWord() {
            if word.isQuoted {
                try take(name: word, of: keyword)
            } else if word.text.contains("=") {
                try located(word) { () throws(RevisionFileProblem) in try options.read(word.text, of: keyword) }
            } else {
                try take(engine: word)
            }
        }
        let end = Word(text: "", column: line.text.count + 1, isQuoted: false)
        let read = try located(end) { () throws(RevisionFileProblem) in try options.result() }
        return SectionMarker(try kind(keyword, end: end), engines: engines, options: read)
    }

    private func kind(_ keyword: Keyword, end: Word) throws(RevisionFileError) -> SectionKind {
        switch keyword {
        case .upgrade: return .upgrade
        case .downgrade: return .downgrade
        case .verify: return .verify(name: name)
        case .check, .irreversible:
            guard let name else { throw error(.missingName, end) }
            return keyword == .check ? .check(name: name) : .irreversible(reason: name)
        }
    }

    private mutating func firstWord() throws(RevisionFileError) -> Keyword {
        let text = rest.prefix { !$0.isWhitespace }
        let word = Word(text: String(text), column: column, isQuoted: false)
        rest = rest.dropFirst(text.count)
        guard let keyword = Keyword(rawValue: word.text) else {
            let near = NearMisses.of(word.text, among: Keyword.allCases.map(\.rawValue))
            throw error(.unknownMarker(word.text, nearMisses: near), word)
        }
        return keyword
    }

    private mutating func take(name word: Word, of keyword: Keyword) throws(RevisionFileError) {
        guard keyword.takesName, name == nil else { throw error(.unexpectedName(word.text), word) }
        guard !word.text.isEmpty else { throw error(.missingName, word) }
        name = word.text
    }

    private mutating func take(engine word: Word) throws(RevisionFileError) {
        guard let engine = Engine(rawValue: word.text) else {
            throw error(.unknownEngine(word.text, nearMisses: Engine.nearMisses(word.text)), word)
        }
        engines.insert(engine)
    }
}

extension MarkerParser {
    private var column: Int { line.text.count - rest.count + 1 }

    /// Nil at the end of the line, or where a comment within the comment begins.
    private mutating func nextWord() throws(RevisionFileError) -> Word? {
        rest = rest.drop { $0.isWhitespace }
        guard let first = rest.first, !rest.hasPrefix("--") else { return nil }
        if first == "\"" { return try quotedWord() }
        let text = rest.prefix { !$0.isWhitespace }
        defer { rest = rest.dropFirst(text.count) }
        return Word(text: String(text), column: column, isQuoted: false)
    }

    /// `\"` and `\\` stand for a quote and a backslash.
    private mutating func quotedWord() throws(RevisionFileError) -> Word {
        let start = column
        var text = ""
        var position = rest.index(after: rest.startIndex)
        while position < rest.endIndex, rest[position] != "\"" {
            let next = rest.index(after: position)
            if rest[position] == "\\", next < rest.endIndex { position = next }
            text.append(rest[position])
            position = rest.index(after: position)
        }
        guard position < rest.endIndex else {
            throw error(.unterminatedName, Word(text: text, column: start, isQuoted: true))
        }
        rest = rest[rest.index(after: position)...]
        return Word(text: text, column: start, isQuoted: true)
    }

    private func located<Result>(
        _ word: Word, _ read: () throws(RevisionFileProblem) -> Result
    ) throws(RevisionFileError) -> Result {
        do {
            return try read()
        } catch {
            throw self.error(error, word)
        }
    }

    private func error(_ problem: RevisionFileProblem, _ word: Word) -> RevisionFileError {
        RevisionFileError(path: path, line: line.number, column: word.column, problem: problem)
    }
}
