import CLibPQ
import FlotillaDriver
import FlotillaRollout

/// A connection that lives long and runs the same statements again and again, many of them in one round trip: what a
/// central record is built on.
///
/// It shares its core with the sessions of ``PostgreSQLDriver``: the same login, the same error classes, the same care
/// for deadlines. Statements are prepared once and kept by the server, so no pooler that gives each transaction another
/// session may stand between; see ``isDirect(deadline:)``. Belongs to one thread at a time.
public final class PostgreSQLConnection {
    /// One statement and the texts for its parameters `$1`, `$2` …; `nil` is NULL.
    public struct Call: Sendable, Hashable {
        public var sql: String
        public var values: [String?]

        public init(_ sql: String, _ values: [String?] = []) {
            self.sql = sql
            self.values = values
        }
    }

    private let settings: SessionSettings
    private let stop: StopSignal
    /// `nil` once it is closed or its state is not known any more.
    private var connection: Connection?
    private var prepared = PreparedStatements()

    /// Logs in at the first address that lets us, as ``PostgreSQLDriver/connect(to:settings:deadline:stop:)`` does.
    public init(
        to url: ConnectionURL, settings: SessionSettings, deadline: Deadline, stop: StopSignal = StopSignal()
    ) throws(DriverError) {
        self.settings = settings
        self.stop = stop
        connection = try PostgreSQLDriver.logIn(to: url, settings: settings, deadline: deadline, stop: stop)
    }

    public var isOpen: Bool { connection?.isOpen ?? false }

    /// In which encoding the database stores texts.
    public var storedEncoding: String { connection?.parameter("server_encoding") ?? "" }

    public var transactionState: TransactionState { connection?.transactionState ?? .unknown }

    /// Whether the session that answers is the one that logged us in. A pooler invents a number for its own. Leaves nothing
    /// behind in the session.
    public func isDirect(deadline: Deadline) throws(DriverError) -> Bool {
        let claimed = PQbackendPID(try open().pointer)
        let answer = try results(of: "SELECT pg_backend_pid()", deadline: deadline)
        return answer.first?.rows.first?.first == String(claimed)
    }

    /// Runs a script and drops what it returns. Its statements are one transaction unless they say otherwise, or one is
    /// open.
    public func execute(_ script: String, deadline: Deadline) throws(DriverError) {
        _ = try results(of: script, deadline: deadline)
    }

    private func results(of script: String, deadline: Deadline) throws(DriverError) -> [StatementResult] {
        let connection = try open()
        var exchange = Exchange(connection, settings: settings, deadline: deadline, stop: stop)
        defer {
            exchange.settle()
            if exchange.isSpoiled || !connection.isOpen { close() }
        }
        try exchange.run(.statements(Array(script.utf8)))
        return exchange.results
    }

    /// Runs the statements in their order, in one round trip, and returns how many rows each changed.
    ///
    /// Outside a transaction they are one. When one fails none of the others has an effect. Who is not answered by the
    /// deadline loses the connection: the server is to have a `statement_timeout`, which ends what runs there.
    ///
    /// - Parameter onRow: is called with the number of a statement and each row of its result, until it returns false.
    @discardableResult
    public func run(
        _ calls: [Call], deadline: Deadline, onRow: (Int, PostgreSQLRow) throws(DriverError) -> Bool = { _, _ in true }
    ) throws(DriverError) -> [Int] {
        let connection = try open()
        var pipeline = Pipeline(connection, deadline: deadline, stop: stop)
        defer { if pipeline.isSpoiled || !connection.isOpen { close() } }
        return try pipeline.run(calls, prepared: &prepared, onRow: onRow)
    }

    /// Closes without waiting for the server: an open transaction is thus rolled back. May be called twice.
    public func close() {
        connection = nil
        prepared = PreparedStatements()
    }

    private func open() throws(DriverError) -> Connection {
        guard let connection else { throw DriverError(.connectionLost, message: "the connection is closed") }
        return connection
    }
}

/// One row of a result. Valid only inside the closure that was given it.
public struct PostgreSQLRow {
    let result: OpaquePointer

    /// `nil` for NULL.
    public func text(_ column: Int32) -> String? {
        guard PQgetisnull(result, 0, column) == 0 else { return nil }
        let bytes = UnsafeRawBufferPointer(
            start: PQgetvalue(result, 0, column), count: Int(PQgetlength(result, 0, column)))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `nil` for NULL, and for what is no whole number.
    public func integer(_ column: Int32) -> Int64? { text(column).flatMap { Int64($0) } }
}

/// The names under which the server keeps statements for this connection.
struct PreparedStatements {
    private var names: [String: String] = [:]
    private var given = 0

    /// The name for `sql`, and whether the server has yet to learn it.
    mutating func name(of sql: String) -> (name: String, isNew: Bool) {
        if let name = names[sql] { return (name, false) }
        given += 1
        // Whoever looks at the wire sees COMMIT there.
        let name = sql.utf8.count <= 16 ? "s\(given) \(sql)" : "s\(given)"
        names[sql] = name
        return (name, true)
    }

    /// The server did not take the statement; the next time it gets another name.
    mutating func forget(_ sql: String) { names[sql] = nil }
}
