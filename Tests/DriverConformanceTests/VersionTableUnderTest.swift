import FlotillaDriver
import FlotillaMySQL
import FlotillaPostgreSQL
import FlotillaSQLite
import Testing

/// The version table of a tool on an engine, for a folder with the versions 1, 2 and 3.
struct VersionTableUnderTest: Sendable, CustomTestStringConvertible {
    let tool: VersionTool
    let engine: EngineUnderTest

    var testDescription: String { "\(tool.rawValue) on \(engine.name)" }

    var history: VersionHistory {
        VersionHistory(
            tool,
            (1...3).map { number in
                VersionEntry(
                    version: "\(number)", description: "the \(number)", script: "V\(number)__the_\(number).sql",
                    checksum: tool == .flyway ? Int32(-100 - number) : nil)
            })
    }

    private var dialect: any MigrationDialect {
        switch engine.name {
        case "PostgreSQL": PostgreSQLDialect()
        case "SQLite": SQLiteDialect()
        default: MySQLDialect()
        }
    }

    /// On a session, with the table as it is when Flotilla has made it.
    func whenMade<Value: Sendable>(_ body: @Sendable (OpenTable) throws -> Value) async throws -> Value {
        try await engine.session { session in
            let name = "versions_of_\(tool)".lowercased()
            try session.run("DROP TABLE IF EXISTS \(name)")
            let table = OpenTable(
                tool: tool, session: session, dialect: dialect,
                request: OpeningRequest(versionTable: name, history: history), name: name)
            try table.make()
            return try body(table)
        }
    }
}

struct OpenTable {
    let tool: VersionTool
    let session: any Session
    let dialect: any MigrationDialect
    let request: OpeningRequest
    let name: String

    func make() throws {
        let opening = try dialect.open(session, request, deadline: .after(.seconds(20)))
        try #require(opening.versions == nil)
        let begin = dialect.hasTransactionalDDL ? [] : dialect.begin(request)
        try send(
            dialect.beginChanges(request, opening) + begin + dialect.commit(request, resetting: .unneeded))
    }

    func look() throws(DriverError) -> Opening { try dialect.look(session, request, deadline: .after(.seconds(20))) }

    /// In a transaction of its own.
    func apply(_ change: VersionChange, after earlier: [String] = []) throws(DriverError) {
        do {
            try send(
                dialect.begin(request) + earlier + dialect.versionChange(change, in: request)
                    + dialect.commit(request, resetting: .unneeded))
        } catch {
            _ = try? dialect.rollBack(session, deadline: .after(.seconds(20)))
            throw error
        }
    }

    func rows(_ columns: String) throws(DriverError) -> [[String?]] {
        let order = tool == .goose ? "id" : tool == .flyway ? "installed_rank" : "version"
        return try session.run("SELECT \(columns) FROM \(name) ORDER BY \(order)").last?.rows ?? []
    }

    /// What the tool writes when it has applied a version.
    func written(_ version: Int) -> String {
        switch tool {
        case .golangMigrate: "DELETE FROM \(name); INSERT INTO \(name) (version, dirty) VALUES (\(version), FALSE)"
        case .goose: "INSERT INTO \(name) (version_id, is_applied) VALUES (\(version), TRUE)"
        case .dbmate: "INSERT INTO \(name) (version) VALUES ('\(version)')"
        case .flyway:
            """
            INSERT INTO \(name) (installed_rank, version, description, type, script, checksum, installed_by, execution_time, \
            success) VALUES (\(version + 10), '\(version)', 'the \(version)', 'SQL', 'V\(version)__x.sql', \
            \(-100 - version), 'flyway', 12, TRUE)
            """
        }
    }

    func step(_ revision: String, _ direction: String) -> JournalEntry {
        JournalEntry(
            revision: revision, direction: direction, unit: 1, units: 2, state: .started, effectsBefore: 0,
            prefixDigest: String(repeating: "0", count: 64), unitDigest: String(repeating: "0", count: 64))
    }

    func dropJournal() throws(DriverError) {
        try session.run("DROP TABLE IF EXISTS \(OpeningRequest.journalTable)")
    }

    private func send(_ statements: [String]) throws(DriverError) {
        _ = try session.run(Batch(statements: statements), deadline: .after(.seconds(20)))
    }
}
