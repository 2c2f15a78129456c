/// What a statement does, as far as its text tells: the facts by which a runner chooses how to send it.
///
/// Words in strings, comments and bodies do not count. What a called routine does cannot be seen; where that matters
/// the claim that asks for more care is made, and said so below.
public struct StatementTraits: Sendable, Hashable {
    /// The words that name the command, in capitals, as PostgreSQL's command tags do: `CREATE INDEX`, `INSERT`. Empty
    /// when the statement begins with no known word.
    public internal(set) var command = ""
    /// The engine refuses it inside a transaction, or lets it pass there without effect. Not told by the text, hence
    /// false: PostgreSQL's `REINDEX` and `CLUSTER` of a partitioned table, and `CALL` of a procedure that commits.
    public internal(set) var needsNoTransaction = false
    public internal(set) var transactionControl: TransactionControl?
    /// MySQL and MariaDB: commits the open transaction, or may do so (`CALL`, `EXECUTE`, compound statements).
    public internal(set) var implicitlyCommits = false
    /// PostgreSQL: waits for lines of data, which ``SQLStatement/copyData`` gives.
    public internal(set) var isCopyFromStdin = false
    /// Gives rows and is not known to change anything. Functions it calls may.
    public internal(set) var isQuery = false
    /// Something of it outlives the transaction in the session: settings, role, temporary tables, session locks.
    public internal(set) var changesSession = false
    /// Changes rows, or may do so (`CALL`, `DO`, `EXECUTE`).
    public internal(set) var writesRows = false
    /// PostgreSQL: `ALTER TYPE … ADD VALUE`. Before 12 it needs no transaction; since then the value cannot be used in
    /// the transaction that adds it.
    public internal(set) var addsEnumValue = false
    /// PostgreSQL: `VALIDATE CONSTRAINT` of a table or domain, which reads all rows. Its own lock lets others write
    /// meanwhile, one that its transaction holds from before does not.
    public internal(set) var validatesConstraint = false
}

/// Statements that begin, end or divide a transaction.
public enum TransactionControl: Sendable, Hashable, CaseIterable {
    case begin
    /// `COMMIT`; also `END` in PostgreSQL and SQLite.
    case commit
    /// `ROLLBACK`; also `ABORT` in PostgreSQL.
    case rollback
    case savepoint
    /// `RELEASE`. In SQLite the release of an outermost savepoint commits.
    case release
    case rollbackTo
    /// PostgreSQL's `PREPARE TRANSACTION`.
    case prepareTransaction
    case commitPrepared
    case rollbackPrepared
    /// MySQL's `SET autocommit`.
    case autocommit
    /// Any of MySQL's `XA` statements.
    case distributed
}

extension StatementTraits {
    /// `reader` stands on the statement's first token.
    init(_ reader: TokenReader) {
        var reader = reader
        while reader.accept(.openParenthesis) {}
        if reader.engine == .mysql { reader.skipStatementSettings() }
        guard let verb = reader.keyword else { return }
        reader.advance()
        let head = DefinitionHead(verb: verb, &reader)
        command = head?.name ?? verb.rawValue.uppercased()
        transactionControl = TransactionControl(verb: verb, after: reader)
        describeRows(verb: verb, after: reader)
        switch reader.engine {
        case .postgresql: describePostgreSQL(verb, head, reader)
        case .mysql: describeMySQL(verb, head, reader)
        case .sqlite: describeSQLite(verb, head, reader)
        }
    }
}

extension TokenReader {
    /// MariaDB's `SET STATEMENT variable = value, … FOR statement`: the statement is what counts.
    fileprivate mutating func skipStatementSettings() {
        var ahead = self
        guard ahead.accept(.set, .statement), ahead.seek({ $0.keyword == .for }) else { return }
        ahead.advance()
        self = ahead
    }
}
