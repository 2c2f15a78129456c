import FlotillaDriver
import FlotillaPostgreSQL
import FlotillaRollout
import Glibc
import Testing

/// The server that `FLOTILLA_TEST_POSTGRESQL` names, and sessions on it.
enum TestServer {
    static func url(_ variable: String = "FLOTILLA_TEST_POSTGRESQL") throws -> ConnectionURL {
        try ConnectionURL(parsing: environment(variable))
    }

    static func environment(_ variable: String) throws -> String {
        let value = try #require(getenv(variable), "\(variable) is not set")
        return String(cString: value)
    }

    static func connect(
        to url: ConnectionURL? = nil, rowLimit: Int = 100_000, noticeLimit: Int = 20,
        cancelGrace: Duration = .seconds(5),
        deadline: Deadline = .after(.seconds(20)), stop: StopSignal = StopSignal()
    ) throws -> any Session {
        let settings = SessionSettings(
            applicationName: "flotilla-test", rowLimit: rowLimit, noticeLimit: noticeLimit, cancelGrace: cancelGrace)
        return try PostgreSQLDriver().connect(
            to: url ?? self.url(), settings: settings, deadline: deadline, stop: stop)
    }
}

extension Session {
    @discardableResult
    func run(_ sql: String, within limit: Duration = .seconds(30)) throws(DriverError) -> [StatementResult] {
        try run(Batch(sql), deadline: .after(limit))
    }

    /// The first value of the last result.
    func value(_ sql: String) throws(DriverError) -> String? {
        try run(sql).last?.rows.first?.first ?? nil
    }

    /// What goes wrong with `sql`.
    func failure(_ sql: String, within limit: Duration = .seconds(30)) throws -> DriverError {
        try #require(throws: DriverError.self) { try run(sql, within: limit) }
    }
}

/// What goes wrong when connecting to `url`.
func loginFailure(
    _ url: ConnectionURL, within limit: Duration = .seconds(20), stop: StopSignal = StopSignal()
) throws -> DriverError {
    try #require(throws: DriverError.self) {
        try TestServer.connect(to: url, deadline: .after(limit), stop: stop).close()
    }
}

private let pool = BlockingPool(width: 32)

/// Runs what blocks away from Swift's own threads.
func blocking<Value: Sendable>(_ body: @Sendable () throws -> Value) async throws -> Value {
    try await withTaskExecutorPreference(pool) { try body() }
}
