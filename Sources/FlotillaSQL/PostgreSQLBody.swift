/// PostgreSQL's two surprises: `BEGIN ATOMIC … END` bodies, and `COPY … FROM stdin`.
///
/// No statement of a body may begin with `END`, so that word after a semicolon closes it, and `CASE … END` or a column
/// called `end` need no thought. (Grammar: `routine_body_stmt_list` in `src/backend/parser/gram.y`.)
struct PostgreSQLBody: StatementBody {
    private enum Stage {
        case first
        /// `CREATE [OR REPLACE]`
        case create
        /// `CREATE FUNCTION` or `PROCEDURE`, until the end of the statement.
        case routine
        /// `COPY`, up to `FROM`.
        case copy
        case copyFrom
        /// Nothing in the rest of the statement matters.
        case plain
    }

    private var stage = Stage.first
    private var atomicDepth = 0
    /// The last token was `BEGIN` outside parentheses.
    private var sawBegin = false
    private var isAtStart = false
    private(set) var isCopyFromStdin = false

    var isWatching: Bool { stage != .plain }
    var holdsSemicolon: Bool { atomicDepth > 0 }

    mutating func see(_ lexeme: Lexeme, depth: Int) {
        switch (stage, lexeme) {
        case (.first, .keyword(.create)): stage = .create
        case (.first, .keyword(.copy)): stage = .copy
        case (.create, .keyword(.or)), (.create, .keyword(.replace)): break
        case (.create, .keyword(.function)), (.create, .keyword(.procedure)): stage = .routine
        case (.first, _), (.create, _): stage = .plain
        case (.routine, _): seeInRoutine(lexeme, depth: depth)
        case (.copy, .keyword(.from)) where depth == 0: stage = .copyFrom
        case (.copy, _): break
        case (.copyFrom, _):
            // The grammar takes STDOUT here for STDIN.
            isCopyFromStdin = lexeme == .keyword(.stdin) || lexeme == .keyword(.stdout)
            stage = .plain
        case (.plain, _): break
        }
    }

    private mutating func seeInRoutine(_ lexeme: Lexeme, depth: Int) {
        if sawBegin && lexeme == .keyword(.atomic) {
            atomicDepth += 1
            isAtStart = true
        } else if atomicDepth > 0 && isAtStart && lexeme == .keyword(.end) {
            atomicDepth -= 1
            isAtStart = false
        } else {
            isAtStart = lexeme == .symbol(.semicolon)
        }
        sawBegin = lexeme == .keyword(.begin) && depth == 0
    }
}
