/// Goes through a script once and notes where its statements begin and end. The work behind ``SQLScript``.
struct Splitter<Body: StatementBody> {
    private(set) var pieces: [SQLPiece] = []
    private(set) var statements: [SQLStatement] = []
    private(set) var problems: [SQLProblem] = []
    private(set) var notes: [SQLNote] = []
    private(set) var changesStringSyntax = false

    let bytes: [UInt8]
    private let givenOptions: SQLOptions
    private var lexer: Lexer
    private var body = Body()
    /// From the first token of the statement in hand to the last one read.
    private var pending: Range<Int>?
    private var depth = 0
    private var outerParenthesis = 0
    /// Everything before has become a piece.
    private var pieceStart = 0
    private var lines = LineCounter()

    init(_ bytes: [UInt8], engine: Engine, options: SQLOptions) {
        self.bytes = bytes
        givenOptions = options
        lexer = Lexer(bytes, bytes.indices, engine: engine, options: options)
    }

    mutating func run() {
        if let nul = bytes.firstIndex(of: .nul) { report(.nulByte, at: nul) }
        while true {
            let token = lexer.next()
            switch token.kind {
            case .end: return finish()
            case .semicolon where !holdsSemicolon, .delimiter: endStatement(token)
            case .clientEscape: skipClientCommand(token)
            case .word where isClientWord(token), .symbol where isClientDot(token): skipClientCommand(token)
            default: include(token)
            }
        }
    }

    var engine: Engine { lexer.engine }

    /// MySQL's server would end a statement inside `/*! … */` too, only to refuse the rest.
    private var holdsSemicolon: Bool {
        body.holdsSemicolon || lexer.isInExecutableComment || (engine == .postgresql && depth > 0)
    }

    private mutating func include(_ token: Token) {
        if token.kind == .closeParenthesis { depth = max(0, depth - 1) }
        pending = (pending?.lowerBound ?? token.start)..<token.end
        if body.isWatching, let lexeme = lexeme(token) { body.see(lexeme, depth: depth) }
        if token.kind == .openParenthesis {
            if depth == 0 { outerParenthesis = token.start }
            depth += 1
        }
        if token.kind == .word { checkDelimiterLine(token) }
    }

    private func lexeme(_ token: Token) -> Lexeme? {
        switch token.kind {
        case .word: lexer.keyword(token).map { .keyword($0) } ?? .name
        case .quotedName, .number: .name
        case .string: .string
        case .executableStart, .executableEnd, .end: nil
        case .symbol, .openParenthesis, .closeParenthesis, .semicolon, .delimiter, .clientEscape:
            .symbol(bytes[token.start])
        }
    }
}

// Ends of statements.
extension Splitter {
    private mutating func endStatement(_ terminator: Token) {
        let range = flushPending()
        let hasData = body.isCopyFromStdin
        addPiece(.blank, to: terminator.start)
        addPiece(.terminator, to: terminator.end)
        if let range { addStatement(range, copyData: hasData ? readCopyData() : nil) }
        beginStatement()
    }

    private mutating func finish() {
        if let unterminated = lexer.unterminated {
            reportUnterminated(unterminated)
        } else if body.holdsSemicolon, let pending {
            report(.unterminatedBody, at: pending.lowerBound)
        } else if depth > 0, engine == .postgresql {
            report(.unclosedParenthesis, at: outerParenthesis)
        } else if body.isCopyFromStdin, let pending {
            report(.copyWithoutEnd, at: pending.lowerBound)
        }
        if let range = flushPending() { addStatement(range, copyData: nil) }
        addPiece(.blank, to: bytes.count)
    }

    private mutating func reportUnterminated(_ unterminated: Lexer.Unterminated) {
        if engine == .sqlite, unterminated.kind == .unterminatedComment {
            notes.append(SQLNote(.commentRunsToEnd, at: SQLPosition(offset: unterminated.start, in: bytes)))
        } else {
            report(unterminated.kind, at: unterminated.start)
        }
    }

    private mutating func flushPending() -> Range<Int>? {
        guard let range = pending else { return nil }
        addPiece(.blank, to: range.lowerBound)
        addPiece(.statement(statements.count), to: range.upperBound)
        pending = nil
        return range
    }

    private mutating func addStatement(_ range: Range<Int>, copyData: Range<Int>?) {
        let reader = TokenReader(bytes, range, engine: engine, options: lexer.options)
        let statement = SQLStatement(
            bytes: Array(bytes[range]), range: range, line: lines.line(of: range.lowerBound, in: bytes),
            copyData: copyData, traits: StatementTraits(reader), engine: engine, options: lexer.options)
        statements.append(statement)
        if let options = StringSyntax.change(by: reader, given: givenOptions), options != lexer.options {
            lexer.options = options
            changesStringSyntax = true
        }
    }

    private mutating func beginStatement() {
        body = Body()
        depth = 0
        lexer.beginStatement()
    }

    private mutating func addPiece(_ kind: SQLPiece.Kind, to end: Int) {
        guard end > pieceStart else { return }
        pieces.append(SQLPiece(kind: kind, range: pieceStart..<end))
        pieceStart = end
    }

    private mutating func report(_ kind: SQLProblem.Kind, at offset: Int) {
        problems.append(SQLProblem(kind, at: SQLPosition(offset: offset, in: bytes)))
    }
}

// Lines that are not SQL.
extension Splitter {
    /// From `start` to the end of its line, the newline not counted.
    private func lineEnd(from start: Int) -> Int {
        var end = bytes[start...].firstIndex(of: .newline) ?? bytes.count
        if end > start, bytes[end - 1] == .carriageReturn { end -= 1 }
        return end
    }

    private func isClientWord(_ token: Token) -> Bool {
        guard pending == nil, engine == .mysql, let keyword = lexer.keyword(token) else { return false }
        return ClientCommand.mysqlWords.contains(keyword)
    }

    /// No statement of SQLite begins with a dot; commands of its shell do.
    private func isClientDot(_ token: Token) -> Bool {
        pending == nil && engine == .sqlite && bytes[token.start] == .dot
    }

    private mutating func skipClientCommand(_ token: Token) {
        if let range = flushPending() { addStatement(range, copyData: nil) }
        addPiece(.blank, to: token.start)
        let command = ClientCommand(bytes[token.start..<lineEnd(from: token.start)], engine: engine)
        addPiece(.clientCommand, to: token.start + command.line.count)
        lexer.position = pieceStart
        switch command.meaning {
        case .delimiter(let delimiter): lexer.delimiter = delimiter
        case .badDelimiter: report(.badDelimiter, at: token.start)
        case .harmless(let name):
            notes.append(SQLNote(.ignoredCommand(name), at: SQLPosition(offset: token.start, in: bytes)))
        case .refused(let name): report(.clientCommand(name), at: token.start)
        }
        beginStatement()
    }

    /// `DELIMITER ;` on a line of its own although the statement before has no end: the mysql client would glue the two
    /// together. A column may be called `delimiter`; then a word follows.
    private mutating func checkDelimiterLine(_ token: Token) {
        guard engine == .mysql, lexer.word(token, is: "delimiter"), pending?.lowerBound != token.start else { return }
        let before = bytes[..<token.start].last { !$0.isBlank || $0 == .newline }
        guard before == .newline else { return }
        let command = ClientCommand(bytes[token.start..<lineEnd(from: token.start)], engine: .mysql)
        if case .delimiter(let delimiter) = command.meaning, delimiter.first?.startsWord != true {
            report(.delimiterInsideStatement, at: token.start)
        }
    }

    /// The lines behind a `COPY … FROM stdin;` up to `\.`, which is the psql client's sign.
    private mutating func readCopyData() -> Range<Int> {
        let restEnd = lineEnd(from: pieceStart)
        let rest = bytes[pieceStart..<restEnd].drop { $0.isBlank }
        if !rest.isEmpty, !rest.starts(with: [.minus, .minus]) { report(.textAfterCopy, at: rest.startIndex) }
        let start = min(bytes.count, (bytes[restEnd...].firstIndex(of: .newline) ?? bytes.count) + 1)
        addPiece(.blank, to: start)
        var line = start
        while line < bytes.count {
            let end = lineEnd(from: line)
            if bytes[line..<end].elementsEqual(ClientCommand.copyEnd) { break }
            line = min(bytes.count, (bytes[end...].firstIndex(of: .newline) ?? bytes.count) + 1)
        }
        addPiece(.copyData, to: line)
        if line == bytes.count { report(.copyWithoutEnd, at: start) }
        addPiece(.copyEnd, to: min(bytes.count, line + ClientCommand.copyEnd.count))
        lexer.position = pieceStart
        return start..<line
    }
}

/// Counts lines forwards, so that all statements together cost one pass.
private struct LineCounter {
    private var offset = 0
    private var line = 1

    mutating func line(of target: Int, in bytes: [UInt8]) -> Int {
        while offset < target {
            if bytes[offset] == .newline { line += 1 }
            offset += 1
        }
        return line
    }
}
