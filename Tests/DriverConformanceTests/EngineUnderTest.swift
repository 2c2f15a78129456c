import FlotillaDriver
import Glibc
import Testing

/// All that the suite must know about an engine; everything else is the same for all.
struct EngineUnderTest: Sendable, CustomTestStringConvertible {
    var name: String
    var driver: any Driver
    /// A database that exists, where the login may create tables.
    var url: @Sendable () throws -> ConnectionURL
    /// Makes the URL name a database that does not exist.
    var removeDatabase: @Sendable (inout ConnectionURL) -> Void = { $0.database = "no_such_database" }
    /// Is reached over the network with a login, unlike a file.
    var isRemote = true
    /// Runs until it is cancelled, at least for a minute.
    var endlessStatement: String
    /// What a failed statement makes of an open transaction.
    var stateAfterFailure: TransactionState
    /// A statement is text, a literal's content and again text; it gives the content's bytes in hexadecimal digits.
    var hexadecimal: (before: String, after: String)

    var testDescription: String { name }

    /// The engines that the suite holds to its rules: each has a file of its own here and its name in this list.
    static let all: [EngineUnderTest] = [.postgresql, .mysql, .sqlite]

    static var remote: [EngineUnderTest] { all.filter(\.isRemote) }
}

extension EngineUnderTest {
    func connect(
        to url: ConnectionURL? = nil, rowLimit: Int = 100_000, deadline: Deadline = .after(.seconds(20)),
        stop: StopSignal = StopSignal()
    ) throws -> any Session {
        let settings = SessionSettings(
            applicationName: "flotilla-conformance", rowLimit: rowLimit, cancelGrace: .seconds(10))
        return try driver.connect(to: url ?? self.url(), settings: settings, deadline: deadline, stop: stop)
    }

    /// Runs `body` on a fresh session, away from Swift's own threads.
    func session<Value: Sendable>(
        rowLimit: Int = 100_000, stop: StopSignal = StopSignal(), _ body: @Sendable (any Session) throws -> Value
    ) async throws -> Value {
        try await blocking {
            let session = try connect(rowLimit: rowLimit, stop: stop)
            defer { session.close() }
            return try body(session)
        }
    }

    /// What goes wrong when connecting.
    func loginFailure(
        deadline: Deadline = .after(.seconds(20)), stop: StopSignal = StopSignal(),
        _ change: @Sendable (inout ConnectionURL) -> Void = { _ in }
    ) async throws -> DriverError {
        try await blocking {
            var url = try self.url()
            change(&url)
            return try #require(throws: DriverError.self) {
                try connect(to: url, deadline: deadline, stop: stop).close()
            }
        }
    }
}

/// The value of a variable that `scripts/test` sets; without it the test fails.
func environment(_ variable: String) throws -> String {
    String(cString: try #require(getenv(variable), "\(variable) is not set"))
}

private let pool = BlockingPool(width: 16)

/// Runs what blocks away from Swift's own threads.
func blocking<Value: Sendable>(_ body: @Sendable () throws -> Value) async throws -> Value {
    try await withTaskExecutorPreference(pool) { try body() }
}

extension Session {
    @discardableResult
    func run(_ sql: String, within limit: Duration = .seconds(60)) throws(DriverError) -> [StatementResult] {
        try run(Batch(sql), deadline: .after(limit))
    }

    /// The first value of the last result.
    func value(_ sql: String) throws(DriverError) -> String? {
        try run(sql).last?.rows.first?.first ?? nil
    }

    /// What goes wrong with `sql`.
    func failure(_ sql: String, within limit: Duration = .seconds(60)) throws -> DriverError {
        try #require(throws: DriverError.self) { try run(sql, within: limit) }
    }
}

extension StopSignal {
    /// Blocks until raised; for tests whose threads wait for each other.
    func wait() {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while !isRaised { poll(&entry, 1, -1) }
    }
}
