import FlotillaDriver
import FlotillaMySQL
import Foundation
import Testing

/// The real server that the tests are given; there is no test without it.
struct Server {
    let url: ConnectionURL

    init() throws {
        let text = try #require(
            ProcessInfo.processInfo.environment["FLOTILLA_TEST_MYSQL"], "FLOTILLA_TEST_MYSQL names no server")
        url = try ConnectionURL(parsing: text)
    }

    /// The file of the authority that signed the server's certificate, which is made out to `localhost`.
    static func authority() throws -> String {
        try #require(
            ProcessInfo.processInfo.environment["FLOTILLA_TEST_TLS_CA"], "FLOTILLA_TEST_TLS_CA names no file")
    }

    /// A database of the test's own, gone afterwards.
    func withScratch<Value>(_ body: (Scratch) throws -> Value) throws -> Value {
        let scratch = try Scratch(self)
        defer { scratch.drop() }
        return try body(scratch)
    }

    func withScratch<Value>(_ body: (Scratch) async throws -> Value) async throws -> Value {
        let scratch = try Scratch(self)
        defer { scratch.drop() }
        return try await body(scratch)
    }
}

struct Scratch: Sendable {
    let name: String
    /// Of the scratch database.
    let url: ConnectionURL
    private let server: ConnectionURL

    init(_ server: Server) throws {
        name = "mysqltests_" + String(UInt64.random(in: 0 ... .max), radix: 36)
        self.server = server.url
        var url = server.url
        url.database = name
        self.url = url
        try run("CREATE DATABASE \(name)", on: self.server)
    }

    func drop() {
        let host = (try? clientHost()) ?? "%"
        let sql = "DROP USER IF EXISTS '\(name)'@'\(host)', '\(name)'@'localhost'; DROP DATABASE IF EXISTS \(name)"
        _ = try? run(sql, on: server)
    }

    /// Logs in with the test's own deadline of ten seconds.
    func connect(
        _ change: (inout ConnectionURL) -> Void = { _ in }, stop: StopSignal = StopSignal(), rowLimit: Int = 1000,
        grace: Duration = .seconds(2)
    ) throws -> any Session {
        var url = url
        change(&url)
        let settings = SessionSettings(applicationName: "flotilla/tests", rowLimit: rowLimit, cancelGrace: grace)
        return try MySQLDriver().connect(to: url, settings: settings, deadline: .after(.seconds(10)), stop: stop)
    }

    /// Blocks until a statement like this is running in the scratch database; gives its session's identifier.
    @discardableResult
    func awaitStatement(_ pattern: String) throws -> Int {
        let observer = try connect()
        defer { observer.close() }
        let sql = """
            SELECT id FROM information_schema.processlist
            WHERE db = '\(name)' AND id <> CONNECTION_ID() AND info LIKE '\(pattern)'
            """
        for _ in 0..<100_000 {
            if let id = try observer.run(sql)[0].rows.first?.first.flatMap({ $0 }) { return try #require(Int(id)) }
        }
        throw DriverError(.other, message: "no statement like \(pattern) was seen")
    }

    /// A user named as the database, with these privileges on it, who may log in from here or from `host`.
    func addUser(
        _ privileges: String? = nil, limits: String = "", host: String? = nil
    ) throws -> (inout ConnectionURL) -> Void {
        let user = "'\(name)'@'\(try host ?? clientHost())'"
        try run("CREATE USER \(user) IDENTIFIED BY 'secret' \(limits)", on: server)
        if let privileges { try run("GRANT \(privileges) ON \(name).* TO \(user)", on: server) }
        return { [name] url in
            url.user = name
            url.password = Secret("secret")
        }
    }

    /// As the server sees it; an anonymous user of that host would win over a user of any host.
    private func clientHost() throws -> String {
        let rows = try run("SELECT SUBSTRING_INDEX(USER(), '@', -1)", on: server)[0].rows
        return rows[0][0] ?? "%"
    }

    @discardableResult
    private func run(_ sql: String, on url: ConnectionURL) throws -> [StatementResult] {
        let settings = SessionSettings(applicationName: "flotilla/tests")
        let session = try MySQLDriver().connect(
            to: url, settings: settings, deadline: .after(.seconds(10)), stop: StopSignal())
        defer { session.close() }
        return try session.run(Batch(sql), deadline: .after(.seconds(10)))
    }
}

extension Session {
    /// Runs a script that takes no time worth speaking of.
    @discardableResult
    func run(_ sql: String, within limit: Duration = .seconds(10)) throws(DriverError) -> [StatementResult] {
        try run(Batch(sql), deadline: .after(limit))
    }

    /// The error of a script that must fail.
    func failure(of sql: String, within limit: Duration = .seconds(10)) throws -> DriverError {
        try #require(throws: DriverError.self) { try self.run(sql, within: limit) }
    }

    /// The only value of the only row of the last statement.
    func value(_ sql: String) throws -> String? {
        let rows = try #require(try run(sql).last).rows
        return try #require(rows.first?.first)
    }
}

/// Runs what blocks on a thread of its own.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await Task(executorPreference: BlockingPool(width: 1)) { try body() }.value
}
