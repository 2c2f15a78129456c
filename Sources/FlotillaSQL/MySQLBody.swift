/// Bodies of MySQL's and MariaDB's stored programs: procedures, functions, triggers, events, packages, and MariaDB's
/// compound statements outside of them.
///
/// The mysql client leaves it to `DELIMITER`; the server knows by its grammar where a body ends, and so do we. The
/// words that open and close blocks count only where a statement may begin: `IF`, `REPEAT` and `CASE` are functions and
/// expressions elsewhere, `begin` and `end` are names. This struct reads what comes before the body;
/// ``MySQLBlocks`` reads the body.
struct MySQLBody: StatementBody {
    private enum Stage {
        case first
        /// `BEGIN`: a transaction, unless more than `WORK` follows.
        case begin
        /// `CREATE` or `ALTER`, before the kind of object.
        case create
        case header(Header)
        case body
        case plain
    }

    private enum Header {
        /// Of a procedure or function: its body begins, without a mark, behind the parameters and characteristics.
        case routine
        case trigger
        case event
        case package
    }

    private var stage = Stage.first
    private var blocks = MySQLBlocks()
    private var previous: Lexeme = .name
    private var sawParameters = false
    private var sawReturns = false

    var isWatching: Bool {
        if case .plain = stage { false } else { true }
    }

    var holdsSemicolon: Bool {
        if case .body = stage { blocks.areOpen } else { false }
    }

    mutating func see(_ lexeme: Lexeme, depth: Int) {
        switch stage {
        case .first: seeFirst(lexeme)
        case .begin: seeAfterBegin(lexeme)
        case .create: seeAfterCreate(lexeme)
        case .header(.routine): seeInRoutine(lexeme, depth: depth)
        case .header(.trigger):
            if lexeme == .keyword(.row) && previous == .keyword(.each) { stage = .body }
        case .header(.event):
            if lexeme == .keyword(.do) { stage = .body }
        case .header(.package):
            if lexeme == .keyword(.as) || lexeme == .keyword(.is) { openDeclarations() }
        case .body:
            blocks.see(lexeme)
            if blocks.isPlain { stage = .plain }
        case .plain: break
        }
        previous = lexeme
    }

    private mutating func seeFirst(_ lexeme: Lexeme) {
        switch lexeme {
        case .keyword(.create), .keyword(.alter): stage = .create
        case .keyword(.begin): stage = .begin
        // MariaDB's compound statements; no other statement begins with these words.
        case .keyword(.if), .keyword(.case), .keyword(.loop), .keyword(.while), .keyword(.repeat), .keyword(.for),
            .keyword(.declare):
            enterBody(with: lexeme)
        default: stage = .plain
        }
    }

    private mutating func seeAfterBegin(_ lexeme: Lexeme) {
        switch lexeme {
        case .symbol(.semicolon), .keyword(.work), .keyword(.transaction): stage = .plain
        default:
            enterBody(with: .keyword(.begin))
            blocks.see(lexeme)
        }
    }

    /// Of what may stand before the kind (`OR REPLACE`, `DEFINER = …`, `AGGREGATE`), nothing names another kind.
    private mutating func seeAfterCreate(_ lexeme: Lexeme) {
        switch lexeme {
        case .keyword(.procedure), .keyword(.function): stage = .header(.routine)
        case .keyword(.trigger): stage = .header(.trigger)
        case .keyword(.event): stage = .header(.event)
        case .keyword(.package): stage = .header(.package)
        case .keyword(.table), .keyword(.view), .keyword(.index), .keyword(.database), .keyword(.schema),
            .keyword(.user), .keyword(.role), .keyword(.temporary), .keyword(.sequence), .keyword(.server),
            .keyword(.unique), .keyword(.fulltext), .keyword(.spatial), .keyword(.tablespace):
            stage = .plain
        default: break
        }
    }

    private mutating func seeInRoutine(_ lexeme: Lexeme, depth: Int) {
        guard depth == 0 else { return }
        switch lexeme {
        case .symbol(.closeParenthesis): sawParameters = true
        case .keyword(.returns): sawReturns = true
        // Only in MariaDB's Oracle mode, and before the source of a routine in another language.
        case .keyword(.as), .keyword(.is): openDeclarations()
        case .keyword(let keyword) where sawParameters: seeBodyStart(keyword)
        default: break
        }
    }

    private mutating func seeBodyStart(_ keyword: Keyword) {
        switch keyword {
        case .begin, .if, .case, .loop, .while, .repeat, .for: enterBody(with: .keyword(keyword))
        case .set where [.keyword(.character), .keyword(.char), .keyword(.returns)].contains(previous): break
        // In Oracle mode RETURN gives the type and AS follows; elsewhere RETURNS does and RETURN is the body.
        case .return where !sawReturns: break
        case .select, .insert, .update, .delete, .replace, .set, .call, .return, .do, .with, .values, .create, .alter,
            .drop, .truncate, .signal, .execute, .show, .grant, .revoke, .analyze, .optimize, .flush, .kill:
            stage = .plain
        default: break
        }
    }

    private mutating func enterBody(with lexeme: Lexeme) {
        stage = .body
        blocks.see(lexeme)
    }

    private mutating func openDeclarations() {
        stage = .body
        blocks.openDeclarations()
    }
}
