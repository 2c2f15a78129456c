import FlotillaDriver
import FlotillaPostgreSQL
import FlotillaSQLite
import Glibc
import Testing

@testable import FlotillaLedger

/// The server that `FLOTILLA_TEST_POSTGRESQL` names, and what tests do on it past the ledger.
enum TestServer {
    static func url(_ variable: String = "FLOTILLA_TEST_POSTGRESQL") throws -> ConnectionURL {
        let text = try #require(getenv(variable), "\(variable) is not set")
        return try ConnectionURL(parsing: String(cString: text))
    }

    static func connect(_ url: ConnectionURL) throws -> PostgreSQLConnection {
        try PostgreSQLConnection(
            to: url, settings: SessionSettings(applicationName: "flotilla-test"), deadline: .after(.seconds(30)))
    }

    static func execute(_ script: String, in url: ConnectionURL) throws {
        try connect(url).execute(script, deadline: .after(.seconds(60)))
    }

    /// The first column of what a question gives.
    static func rows(_ sql: String, in url: ConnectionURL) throws -> [String] {
        var rows: [String] = []
        try connect(url).run([PostgreSQLConnection.Call(sql)], deadline: .after(.seconds(60))) { _, row in
            rows.append(row.text(0) ?? "NULL")
            return true
        }
        return rows
    }

    /// A database of its own, in which nobody has written yet.
    static func createDatabase(_ name: String) throws -> ConnectionURL {
        var url = try url()
        try execute("CREATE DATABASE \"\(name)\"", in: url)
        url.database = name
        return url
    }

    static func drop(_ url: ConnectionURL) {
        guard let server = try? Self.url() else { return }
        try? execute("DROP DATABASE \"\(url.database)\" WITH (FORCE)", in: server)
    }

    /// Every row of every table of the ledger.
    static func texts(in url: ConnectionURL) throws -> String {
        let tables = ["schema_version", "targets", "runs", "jobs", "attempts", "versions", "events", "chain"]
        let question = tables.map { "SELECT t::text FROM flotilla.\($0) t" }.joined(separator: " UNION ALL ")
        return try rows(question, in: url).sorted().joined(separator: "\n")
    }
}

/// Another process that holds what everybody who writes has to have.
final class OtherWriter {
    private let file: SQLiteConnection?
    private let connection: PostgreSQLConnection?

    init(_ address: LedgerAddress) throws {
        switch address {
        case .file(let path):
            file = try SQLiteConnection(path: path, mode: .readWrite)
            connection = nil
            try file?.run("BEGIN IMMEDIATE")
        case .database(let url):
            file = nil
            connection = try TestServer.connect(url)
            try connection?.execute("BEGIN; LOCK TABLE flotilla.runs IN EXCLUSIVE MODE", deadline: .after(.seconds(30)))
        }
    }

    func stop() throws {
        try file?.run("COMMIT")
        try connection?.execute("COMMIT", deadline: .after(.seconds(30)))
    }
}
