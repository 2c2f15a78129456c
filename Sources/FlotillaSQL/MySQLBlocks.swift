/// Counts the open blocks in the body of a stored program, token by token.
struct MySQLBlocks {
    private enum Frame {
        /// Statements up to `END`.
        case block
        /// Between `AS`, or a leading `DECLARE`, and `BEGIN` in MariaDB's Oracle mode; also the inside of a package,
        /// whose initialisation shares the `BEGIN` and the package's `END`.
        case declarations
        /// `WHILE` or `FOR`, before its `DO` or `LOOP`.
        case loopHeader
    }

    /// Of `DECLARE … HANDLER FOR condition, condition statement`, which has no mark before its statement.
    private enum HandlerPart {
        case none, condition, afterCondition
    }

    private var frames: [Frame] = []
    /// A statement may begin with the next token.
    private var isAtStart = true
    private var previousWasAtStart = false
    private var previous: Lexeme = .symbol(.semicolon)
    /// Open `CASE` expressions, whose `THEN`, `ELSE` and `END` are not those of blocks.
    private var caseDepth = 0
    private var handler = HandlerPart.none
    /// In a package: `PROCEDURE` or `FUNCTION` has begun; it has a body if `AS` follows.
    private var isRoutineHeader = false
    private var isInUntil = false
    /// Of the Oracle mode's form: `<<name>>`.
    private var isInLabel = false
    private var expectsTriggerName = false

    var areOpen: Bool { !frames.isEmpty }
    /// The body is one simple statement: nothing more to count.
    private(set) var isPlain = false

    mutating func openDeclarations() {
        frames.append(.declarations)
        isAtStart = true
    }

    mutating func see(_ lexeme: Lexeme) {
        let wasAtStart = isAtStart
        if lexeme == .symbol(.semicolon) {
            endStatement()
        } else if handler != .none {
            seeInHandler(lexeme)
        } else if isAtStart {
            seeAtStart(lexeme)
        } else {
            seeInside(lexeme)
        }
        previous = lexeme
        previousWasAtStart = wasAtStart
    }

    private mutating func endStatement() {
        isAtStart = true
        caseDepth = 0
        handler = .none
        isRoutineHeader = false
        isInUntil = false
    }

    private mutating func seeAtStart(_ lexeme: Lexeme) {
        isAtStart = false
        switch lexeme {
        case .keyword(.begin):
            if frames.last == .declarations { frames.removeLast() }
            open(.block, atStart: true)
        case .keyword(.if), .keyword(.case): open(.block, atStart: false)
        case .keyword(.loop), .keyword(.repeat): open(.block, atStart: true)
        case .keyword(.while), .keyword(.for): open(.loopHeader, atStart: false)
        case .keyword(.end): _ = frames.popLast()
        // NOT and ATOMIC: of MariaDB's BEGIN NOT ATOMIC.
        case .keyword(.else), .keyword(.not), .keyword(.atomic): isAtStart = true
        case .keyword(.until): isInUntil = true
        case .keyword(.declare): if frames.isEmpty { open(.declarations, atStart: true) }
        case .keyword(.procedure), .keyword(.function): isRoutineHeader = frames.last == .declarations
        case .keyword(.follows), .keyword(.precedes): expectsTriggerName = frames.isEmpty
        // The source of a routine in another language.
        case .string where frames == [.declarations]: becomePlain()
        case .symbol(.less): isInLabel = true
        // A word may be a label, which the next token tells.
        case .keyword, .name: break
        default: isPlain = frames.isEmpty
        }
    }

    private mutating func seeInside(_ lexeme: Lexeme) {
        switch lexeme {
        case .keyword(.then) where caseDepth == 0: isAtStart = true
        case .keyword(.do) where frames.last == .loopHeader, .keyword(.loop) where frames.last == .loopHeader:
            frames[frames.count - 1] = .block
            isAtStart = true
        case .keyword(.case) where previous != .keyword(.end): caseDepth += 1
        case .keyword(.end) where caseDepth > 0: if endsExpression { caseDepth -= 1 }
        case .keyword(.repeat) where isInUntil && previous == .keyword(.end): _ = frames.popLast()
        case .keyword(.as) where isRoutineHeader, .keyword(.is) where isRoutineHeader:
            isRoutineHeader = false
            openDeclarations()
        case .keyword(.for) where previous == .keyword(.handler): handler = .condition
        // A label; `x := 1` goes on with the equals sign, with which no statement begins.
        case .symbol(.colon) where previousWasAtStart: isAtStart = true
        case .symbol(.greater) where isInLabel && previous == .symbol(.greater):
            isInLabel = false
            isAtStart = true
        case _ where expectsTriggerName:
            expectsTriggerName = false
            isAtStart = true
        default: if frames.isEmpty && previousWasAtStart { becomePlain() }
        }
    }

    private mutating func seeInHandler(_ lexeme: Lexeme) {
        switch (handler, lexeme) {
        case (.condition, .keyword(.sqlstate)), (.condition, .keyword(.value)), (.condition, .keyword(.not)): break
        case (.condition, _): handler = .afterCondition
        case (_, .symbol(.comma)): handler = .condition
        default:
            handler = .none
            seeAtStart(lexeme)
        }
    }

    private mutating func open(_ frame: Frame, atStart: Bool) {
        frames.append(frame)
        isAtStart = atStart
    }

    private mutating func becomePlain() {
        frames = []
        isPlain = true
    }

    /// `END` ends a `CASE` expression only behind an operand; elsewhere it is a column of that name.
    private var endsExpression: Bool {
        switch previous {
        case .symbol(let byte): byte == .closeParenthesis
        case .keyword(let keyword): ![.case, .when, .then, .else].contains(keyword)
        case .name, .string: true
        }
    }
}
