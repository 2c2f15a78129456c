import CSQLite
import FlotillaDriver

/// A connection that lives long and runs the same statements again and again: what an embedded record is built on.
///
/// It shares its core with ``SQLiteSession``: the same handlers, the same error classes. Belongs to one thread at a
/// time.
public final class SQLiteConnection {
    private let handle: Handle
    private var statements: [String: SQLiteStatement] = [:]

    /// - Parameter lockWait: how long a lock of another connection is waited for.
    public init(
        path: String, mode: SQLiteOpenMode, lockWait: Duration = SQLiteDriver.defaultBusyTimeout,
        stop: StopSignal? = nil
    ) throws(DriverError) {
        handle = try Handle(path: path, mode: mode, limits: Limits(lockWait: lockWait, stop: stop))
    }

    /// Runs a script and drops what it returns.
    public func execute(_ script: String) throws(DriverError) {
        var results: [StatementResult] = []
        try ScriptRun(handle, rowLimit: 0).run(Array(script.utf8), into: &results)
    }

    /// The statement for `sql`, compiled the first time and kept until ``close()``.
    public func statement(_ sql: String) throws(DriverError) -> SQLiteStatement {
        if let statement = statements[sql] { return statement }
        let statement = try SQLiteStatement(sql, on: handle)
        statements[sql] = statement
        return statement
    }

    /// Runs one statement with `values` for `?1`, `?2` … and returns how many rows it changed.
    @discardableResult
    public func run(_ sql: String, _ values: SQLiteValue...) throws(DriverError) -> Int {
        try statement(sql).run(values)
    }

    /// What `read` makes of each row of one statement.
    public func rows<Value>(
        _ sql: String, _ values: SQLiteValue..., read: (SQLiteRow) throws(DriverError) -> Value
    ) throws(DriverError) -> [Value] {
        try statement(sql).rows(values, read: read)
    }

    /// Runs `body` in a transaction, which is kept if `keep` says so of the value. Any error rolls everything back.
    ///
    /// - Parameter isWriter: takes the right to write from the start. Without it a transaction that reads first and
    ///   then writes fails when another connection has written meanwhile.
    public func transaction<Value>(
        isWriter: Bool = true, keepIf keep: (Value) -> Bool = { _ in true }, _ body: () throws(DriverError) -> Value
    ) throws(DriverError) -> Value {
        try run(isWriter ? "BEGIN IMMEDIATE" : "BEGIN")
        do {
            let value = try body()
            try run(keep(value) ? "COMMIT" : "ROLLBACK")
            return value
        } catch {
            // Some errors make SQLite roll back by itself; then there is no transaction left to end.
            if handle.transactionState == .open { _ = try? run("ROLLBACK") }
            throw error
        }
    }

    /// How many commits of changes were begun since the connection was opened.
    public var commits: Int { handle.commitsBegun }

    /// Gives back the memory of pages that need not be kept.
    public func releaseMemory() {
        sqlite3_db_release_memory(handle.raw)
    }

    public func close() {
        statements = [:]
        handle.close()
    }
}
