import FlotillaDriver
import FlotillaPostgreSQL

/// The ledger's port over the schema `flotilla` of a PostgreSQL database.
///
/// Logs in when it is needed and again after the connection was lost. What it cannot know for sure it finds out: see
/// ``CommitNumbers``. Every call has a deadline.
final class PostgreSQLLedger: LedgerConnection {
    let dialect = LedgerDialect.postgresql
    var commits = 0
    private(set) var session = 0

    private let url: ConnectionURL
    let settings: LedgerSettings
    private let purpose: Purpose
    /// Is told what is wrong while it is waited for that the ledger can be reached again.
    let whenTroubled: (DriverError) -> Void
    var connection: PostgreSQLConnection?
    private var rewritten: [String: String] = [:]
    /// Begins a transaction; sent together with what comes next.
    var beginning: [PostgreSQLConnection.Call] = []
    /// To be sent together with what comes next.
    var posted: [LedgerStatement] = []
    var isInTransaction = false
    var limit: Duration
    /// `nil` for who only asks, and until the tables are there.
    var numbers: CommitNumbers?

    enum Purpose {
        case writing, asking
    }

    init(
        _ url: ConnectionURL, _ settings: LedgerSettings, _ purpose: Purpose,
        whenTroubled: @escaping (DriverError) -> Void = { _ in }
    ) {
        var url = url
        // Of several servers all but one only repeat what that one is told.
        if url.hosts.count > 1, purpose == .writing, url.options["target_session_attrs"] == nil {
            url.options["target_session_attrs"] = "primary"
        }
        self.url = url
        self.settings = settings
        self.purpose = purpose
        self.whenTroubled = whenTroubled
        limit = settings.answerWait
    }

    func execute(_ script: String) throws(DriverError) {
        try answering { (connection) throws(DriverError) in
            try send([], over: connection)
            try connection.execute(script, deadline: .after(limit))
        }
    }

    func post(_ statements: [LedgerStatement]) { posted += statements }

    func run(_ statements: [LedgerStatement]) throws(DriverError) -> [Int] {
        guard !statements.isEmpty else { return [] }
        return try answering { (connection) throws(DriverError) in try send(statements, over: connection) }
    }

    func forEachRow(
        of statements: [LedgerStatement], _ body: (Int, any LedgerRow) throws(DriverError) -> Void
    ) throws(DriverError) {
        _ = try answering { (connection) throws(DriverError) in
            try send(statements, over: connection) { (number, row) throws(DriverError) in
                try body(number, row)
                return true
            }
        }
    }

    func forEachRow(
        _ statement: LedgerStatement, _ body: (any LedgerRow) throws(DriverError) -> Bool
    ) throws(DriverError) {
        _ = try answering { (connection) throws(DriverError) in
            try send([statement], over: connection) { (_, row) throws(DriverError) in try body(row) }
        }
    }

    /// PostgreSQL keeps nothing here.
    func releaseMemory() {}

    func close() {
        connection?.close()
        connection = nil
    }

    /// Sends the statements behind all that waits to be sent, and returns how many rows each of them changed.
    @discardableResult
    func send(
        _ statements: [LedgerStatement], over connection: PostgreSQLConnection,
        onRow: (Int, PostgreSQLRow) throws(DriverError) -> Bool = { _, _ in true }
    ) throws(DriverError) -> [Int] {
        let calls = beginning + (posted + statements).map(call)
        guard !calls.isEmpty else { return [] }
        let (first, demands) = (calls.count - statements.count, posted.map(\.demand))
        let firstPosted = beginning.count
        (beginning, posted) = ([], [])
        let counts = try connection.run(calls, deadline: .after(limit)) { (number, row) throws(DriverError) in
            if number < first { return true }
            return try onRow(number - first, row)
        }
        for (demand, count) in zip(demands, counts[firstPosted...]) { try demand?.check(count) }
        return Array(counts[first...])
    }

    func call(_ statement: LedgerStatement) -> PostgreSQLConnection.Call {
        let sql = rewritten[statement.sql] ?? rewrite(statement.sql)
        return PostgreSQLConnection.Call(sql, statement.values.map(\.postgreSQLText))
    }

    /// `$1` for `?1`. No literal of ours holds a question mark.
    private func rewrite(_ sql: String) -> String {
        let text = String(sql.map { $0 == "?" ? "$" : $0 })
        rewritten[sql] = text
        return text
    }
}

extension PostgreSQLRow: LedgerRow {}

extension LedgerValue {
    fileprivate var postgreSQLText: String? {
        switch self {
        case .null: nil
        case .integer(let number): String(number)
        case .text(let text): text
        }
    }
}

// MARK: - Connecting

extension PostgreSQLLedger {
    /// Logs in unless that has been done.
    func connect() throws(DriverError) {
        _ = try open()
    }

    func open() throws(DriverError) -> PostgreSQLConnection {
        if let connection, connection.isOpen { return connection }
        guard !isInTransaction else {
            throw DriverError(.connectionLost, message: "the connection was lost during the transaction")
        }
        connection = nil
        let deadline = Deadline.after(settings.connectWait)
        let fresh = try PostgreSQLConnection(
            to: url, settings: SessionSettings(applicationName: "flotilla/ledger", noticeLimit: 0), deadline: deadline)
        guard fresh.storedEncoding == "UTF8" else {
            throw DriverError(
                .configuration, message: "the database stores \(fresh.storedEncoding); a ledger needs UTF8")
        }
        guard try fresh.isDirect(deadline: deadline) else {
            throw DriverError(
                .configuration, message: "a connection pooler is in between; a ledger needs a connection of its own")
        }
        try fresh.execute(sessionSettings, deadline: deadline)
        connection = fresh
        session += 1
        return fresh
    }

    /// The database's own settings are not trusted: neither where it looks for names, nor how long it lets a session wait.
    /// The system's catalogue comes first unless it is named (manual, "The Schema Search Path"). A commit is on the disk
    /// when it is answered; a stronger wish, for standbys, stays.
    private var sessionSettings: String {
        """
        SET search_path = flotilla, pg_temp;
        SET client_encoding = 'UTF8'; SET standard_conforming_strings = on;
        SET default_transaction_isolation = 'read committed';
        SET default_transaction_read_only = \(purpose == .asking ? "on" : "off");
        SET statement_timeout = \(settings.answerWait.wholeMilliseconds);
        SET lock_timeout = \(min(settings.lockWait, settings.answerWait / 2).wholeMilliseconds);
        SET idle_in_transaction_session_timeout = \(settings.answerWait.wholeMilliseconds);
        SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
        """
    }

    private func answering<Value>(
        _ body: (PostgreSQLConnection) throws(DriverError) -> Value
    ) throws(DriverError) -> Value {
        let connection = try open()
        do { return try body(connection) } catch {
            guard error.cause == .readOnly, purpose == .writing else { throw error }
            // The server has become a standby: another one is to be found.
            connection.close()
            throw DriverError(.connectionLost, code: error.code, message: error.message)
        }
    }
}
