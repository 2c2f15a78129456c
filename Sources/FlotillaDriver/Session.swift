import FlotillaSQL

/// Opens sessions on one engine.
public protocol Driver: Sendable {
    var engine: Engine { get }

    /// Logs in. Blocks the calling thread until done, `deadline`, or `stop`; call it on a ``BlockingPool`` only.
    ///
    /// The deadline bounds everything: name resolution, TCP, TLS, login.
    func connect(
        to url: ConnectionURL, settings: SessionSettings, deadline: Deadline, stop: StopSignal
    ) throws(DriverError) -> any Session
}

/// One connection to one database. Belongs to one thread at a time; every call blocks that thread, none of them
/// beyond its deadline (plus a short grace in which the server is asked to cancel).
public protocol Session: AnyObject {
    var server: ServerFacts { get }

    /// Runs a batch in as few round trips as the protocol allows and stops at the first statement that fails.
    ///
    /// One result per statement, in order. When `deadline` passes or the stop signal is raised, the running statement is
    /// cancelled on the server and the error says `statementTimeout` or `cancelled`; if the server does not even answer
    /// that, the connection is given up and the error says `connectionLost` with `effectIsUnknown`.
    func run(_ batch: Batch, deadline: Deadline) throws(DriverError) -> [StatementResult]

    /// What the server remarked of its own accord during the last batch, whether that succeeded or not: each a severity, a
    /// colon and a text; at most ``SessionSettings/noticeLimit``, each cut at a kilobyte. Not made for people who may not
    /// see rows: a script's own notices say what its author wants.
    var notices: [String] { get }

    /// As the server last reported it.
    var transactionState: TransactionState { get }

    /// Closes without waiting for the server: an open transaction is thus rolled back. May be called twice.
    func close()
}

extension Session {
    /// Engines that remark nothing unless asked.
    public var notices: [String] { [] }
}

public enum TransactionState: Sendable, Hashable {
    /// No transaction is open.
    case idle
    case open
    /// Open, but a statement has failed: only a rollback is possible.
    case failed
    /// The connection is gone.
    case unknown
}

/// What is sent at once. Text is bytes, because a script need not be valid UTF-8.
public struct Batch: Sendable, Hashable {
    public enum Part: Sendable, Hashable {
        /// One or more statements, separated by `;` as the engine's server (not its command line client) reads them.
        case statements([UInt8])
        /// A PostgreSQL `COPY … FROM stdin` and the lines that follow it, without the final `\.`.
        case copy(statement: [UInt8], data: [UInt8])
    }

    public var parts: [Part]
    /// How long each of its statements may take, for an engine that has no server to see to it.
    public var statementLimit: Duration?

    public init(_ parts: [Part]) { self.parts = parts }

    public init(_ sql: String) { parts = [.statements(Array(sql.utf8))] }

    /// Statements of our own, sent as one part.
    public init(statements: [String]) { self.init(statements.joined(separator: ";\n")) }
}

/// What one statement gave back, in the engine's text form.
public struct StatementResult: Sendable, Hashable {
    public var columns: [String]
    public var rows: [[String?]]
    /// Rows inserted, updated or deleted, where the statement has such a count.
    public var affectedRows: Int?
    /// Rows were left out because there were more than ``SessionSettings/rowLimit``.
    public var isTruncated: Bool

    public init(columns: [String] = [], rows: [[String?]] = [], affectedRows: Int? = nil, isTruncated: Bool = false) {
        self.columns = columns
        self.rows = rows
        self.affectedRows = affectedRows
        self.isTruncated = isTruncated
    }
}

/// What a session asks of a connection beyond its URL.
public struct SessionSettings: Sendable, Hashable {
    /// Shown by the server in its list of sessions.
    public var applicationName: String
    /// Rows kept of one result; the rest is read and dropped.
    public var rowLimit: Int
    /// Notices and warnings kept of one batch.
    public var noticeLimit: Int
    /// After a statement was cancelled: how long the server has to say so before the connection is given up.
    public var cancelGrace: Duration

    public init(
        applicationName: String, rowLimit: Int = 100_000, noticeLimit: Int = 20, cancelGrace: Duration = .seconds(2)
    ) {
        self.applicationName = applicationName
        self.rowLimit = rowLimit
        self.noticeLimit = noticeLimit
        self.cancelGrace = cancelGrace
    }
}

/// What is known of the server after login, without asking it anything.
public struct ServerFacts: Sendable, Hashable {
    /// `PostgreSQL`, `MariaDB`, `MySQL`, `SQLite`.
    public var product: String
    /// As the server spells it: `15.18`, `10.11.14-MariaDB`, `3.40.1`.
    public var version: String
    /// Major version times 10,000, minor times 100 and patch: 15.18 is 151800, 10.11.14 is 101114.
    public var versionNumber: Int
    /// The identifier by which the server can be told to cancel this session: a process id or a connection id.
    /// Behind a pooler it is the pooler's invention.
    public var sessionID: Int

    public init(product: String, version: String, versionNumber: Int, sessionID: Int = 0) {
        self.product = product
        self.version = version
        self.versionNumber = versionNumber
        self.sessionID = sessionID
    }
}
