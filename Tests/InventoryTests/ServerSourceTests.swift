import FlotillaDriver
import FlotillaMySQL
import FlotillaPostgreSQL
import FlotillaSQL
import FlotillaSQLite
import Testing

@testable import FlotillaInventory

@Suite("Sources in real databases")
struct ServerSourceTests {
    private let folder: Folder
    private let context: InventoryContext

    init() throws {
        folder = try Folder()
        context = InventoryContext(
            drivers: [.postgresql: PostgreSQLDriver(), .mysql: MySQLDriver(), .sqlite: SQLiteDriver()])
        // An empty file is an empty database; the driver makes none.
        try folder.write("control.db", "")
        try run("CREATE TABLE t (id TEXT); INSERT INTO t VALUES ('x')", on: "sqlite:\(folder.path)/control.db")
    }

    private static let controls = ["${FLOTILLA_TEST_POSTGRESQL}", "${FLOTILLA_TEST_MYSQL}", "sqlite:control.db"]

    /// On a blocking thread, where these calls belong.
    private func found(_ source: String) async throws -> [Target] {
        let path = try folder.write("inventory.yaml", "sources:\n- \(source)\n")
        let context = context
        return try await withTaskExecutorPreference(BlockingPool(width: 1)) { try targets(at: path, context: context) }
    }

    private func run(_ sql: String, on url: String) throws {
        let resolved = try URLTemplate(parsing: url).resolve(secrets: Secrets())
        let driver = try #require(context.drivers[resolved.engine])
        let session = try driver.connect(
            to: resolved, settings: SessionSettings(applicationName: "flotilla/tests"), deadline: .after(.seconds(20)),
            stop: StopSignal())
        defer { session.close() }
        _ = try session.run(Batch(sql), deadline: .after(.seconds(20)))
    }

    @Test("give a target for each row of a query", arguments: controls)
    func query(url: String) async throws {
        let sql =
            "SELECT 'a' AS id, 'sqlite:a' AS url, NULL AS tier, 'ü' AS region UNION ALL SELECT 'b', 'sqlite:b', 'pro', ''; -- all"
        let found = try await found("query: {url: '\(url)', sql: \"\(sql)\"}")
        #expect(found.map(\.id.text) == ["a", "b"])
        #expect(found.map(\.labels) == [["region": "ü"], ["tier": "pro", "region": ""]])
    }

    @Test("run no query that writes", arguments: controls)
    func writing(url: String) async throws {
        let sql =
            url.hasPrefix("sqlite") ? "DELETE FROM t RETURNING id" : "CREATE TABLE flotilla_inventory_writes (id int)"
        do {
            _ = try await found("query: {url: '\(url)', sql: '\(sql)'}")
            Issue.record("it ran")
        } catch let error as InventoryError {
            guard case .database = error.reason else { throw error }
            #expect(error.place?.line == 2)
        }
    }

    @Test("give more rows than one page of PostgreSQL's cursor")
    func pages() async throws {
        let sql = "SELECT 't' || n AS id, 'sqlite:' || n AS url FROM generate_series(1, 2500) n ORDER BY n"
        let found = try await found("query: {url: '${FLOTILLA_TEST_POSTGRESQL}', sql: \"\(sql)\"}")
        #expect(found.count == 2500 && found.last?.id.text == "t2500")
    }

    @Test(
        "give databases that can be connected to",
        arguments: [("${FLOTILLA_TEST_POSTGRESQL}", "postgres"), ("${FLOTILLA_TEST_MYSQL}", "inv_src")])
    func databases(url: String, name: String) async throws {
        let isOwn = name != "postgres"
        if isOwn { try run("CREATE DATABASE IF NOT EXISTS \(name)", on: url) }
        defer { if isOwn { try? run("DROP DATABASE \(name)", on: url) } }
        let found = try await found("databases: {url: '\(url)', matching: '\(name)'}")
        #expect(found.map(\.id.text) == [name])
        #expect(try found[0].resolve(secrets: context.secrets).database == name)
    }

    @Test("give the schemas of a PostgreSQL database")
    func schemas() async throws {
        try run(
            "CREATE SCHEMA IF NOT EXISTS inv_src_1; CREATE SCHEMA IF NOT EXISTS inv_src_2",
            on: "${FLOTILLA_TEST_POSTGRESQL}")
        defer { try? run("DROP SCHEMA inv_src_1; DROP SCHEMA inv_src_2", on: "${FLOTILLA_TEST_POSTGRESQL}") }
        let found = try await found(#"schemas: {url: "${FLOTILLA_TEST_POSTGRESQL}", matching: 'inv\_src\__'}"#)
        #expect(found.map(\.schema) == ["inv_src_1", "inv_src_2"])
        #expect(try found[0].resolve(secrets: context.secrets).schema == "inv_src_1")
    }
}
