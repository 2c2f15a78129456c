/// Goes through a script once and notes where its statements begin and end. The work behind ``SQLScript``.
struct Splitter<Body: StatementBody> {
    private(set) var pieces: [SQLPiece] = []
    private(set) var statements: [SQLStatement] = []
    private(set) var problems: [SQLProblem] = []
    private(set) var notes: [SQLNote] = []
    private(set) var changesStringSyntax = false

    let bytes: [UInt8]
    private let givenOptions: SQLOptions
    var lexer: Lexer
    private var body = Body()
    /// From the first token of the statement in hand to the last one read.
    private(set) var pending: Range<Int>?
    private var depth = 0
    private var outerParenthesis = 0
    /// Everything before has become a piece.
    private(set) var pieceStart = 0
    private var places = PositionCounter()

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

// MARK: - Ends of statements

extension Splitter {
    private mutating func endStatement(_ terminator: Token) {
        let place = flushPending()
        addPiece(.blank, to: terminator.start)
        addPiece(.terminator, to: terminator.end)
        if let place { addStatement(place, copyData: body.isCopyFromStdin ? readCopyData() : nil) }
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
        if let place = flushPending() { addStatement(place, copyData: nil) }
        addPiece(.blank, to: bytes.count)
    }

    private mutating func reportUnterminated(_ unterminated: Lexer.Unterminated) {
        if engine == .sqlite, unterminated.kind == .unterminatedComment {
            note(.commentRunsToEnd, at: unterminated.start)
        } else {
            report(unterminated.kind, at: unterminated.start)
        }
    }

    /// Where a statement stands. Its line is asked for before anything behind it is looked at, so that lines are
    /// counted in order.
    struct Place {
        var range: Range<Int>
        var line: Int
    }

    mutating func flushPending() -> Place? {
        guard let range = pending else { return nil }
        addPiece(.blank, to: range.lowerBound)
        addPiece(.statement(statements.count), to: range.upperBound)
        pending = nil
        return Place(range: range, line: places.line(of: range.lowerBound, in: bytes))
    }

    mutating func addStatement(_ place: Place, copyData: Range<Int>?) {
        let reader = TokenReader(bytes, place.range, engine: engine, options: lexer.options)
        let statement = SQLStatement(
            bytes: Array(bytes[place.range]), range: place.range, line: place.line, copyData: copyData,
            traits: StatementTraits(reader), engine: engine, options: lexer.options)
        statements.append(statement)
        if let options = StringSyntax.change(by: reader, given: givenOptions), options != lexer.options {
            lexer.options = options
            changesStringSyntax = true
        }
    }

    mutating func beginStatement() {
        body = Body()
        depth = 0
        lexer.beginStatement()
    }

    mutating func addPiece(_ kind: SQLPiece.Kind, to end: Int) {
        guard end > pieceStart else { return }
        pieces.append(SQLPiece(kind: kind, range: pieceStart..<end))
        pieceStart = end
    }

    mutating func report(_ kind: SQLProblem.Kind, at offset: Int) {
        problems.append(SQLProblem(kind, at: places.position(of: offset, in: bytes)))
    }

    mutating func note(_ kind: SQLNote.Kind, at offset: Int) {
        notes.append(SQLNote(kind, at: places.position(of: offset, in: bytes)))
    }
}
