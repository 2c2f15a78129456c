import Foundation
import Testing

/// Everything behind pgbouncer in transaction mode, which gives a client another server connection for each transaction.
@Suite("Behind a transaction pooler with two server connections", .serialized)
struct PoolerTests {
    @Test("24 tenants at once go up, are asked, and go down; no setting and no lock stays on a server connection")
    func upAndDown() throws {
        let fleet = try PooledFleet(tenants: 24)
        defer { fleet.drop() }
        let usual = try fleet.sessionSettings()
        let up = try fleet.project.flotilla("upgrade", "--all", "--yes", "--progress", "none")
        #expect(up.status == 0, "\(up.output)\(up.errors)")
        #expect(try fleet.versions() == Array(repeating: "r10", count: 24))
        #expect(try fleet.sessionSettings() == usual && fleet.advisoryLocks() == 0)

        let current = try Report(fleet.project.flotilla("current", "--all", "-o", "json").output)
        #expect(current.outcomes == ["succeeded": 24] && current.targets.allSatisfy { $0.version == ["r10"] })

        let down = try fleet.project.flotilla("downgrade", "base", "--all", "--yes", "--progress", "none")
        #expect(down.status == 0, "\(down.output)\(down.errors)")
        #expect(try fleet.versions() == Array(repeating: nil, count: 24))
        #expect(try fleet.sessionSettings() == usual && fleet.advisoryLocks() == 0)
    }

    @Test("what a script sets for its session does not reach the application behind the same pooler")
    func scriptSettings() throws {
        let fleet = try PooledFleet(tenants: 4)
        defer { fleet.drop() }
        try fleet.project.revision(
            "r11", after: "r10",
            up: """
                SET lock_timeout = '7s';
                SET statement_timeout = 0;
                CREATE TEMPORARY TABLE scratch (id int);
                SELECT pg_advisory_lock(4711);
                SELECT pg_catalog.set_config('search_path', '', false);
                """, down: "SELECT 1;")
        let usual = try fleet.sessionSettings()
        let up = try fleet.project.flotilla("upgrade", "--all", "--yes", "--progress", "none")
        #expect(up.status == 0, "\(up.output)\(up.errors)")
        #expect(try fleet.versions() == Array(repeating: "r11", count: 4))
        #expect(try fleet.sessionSettings() == usual && fleet.advisoryLocks() == 0)
        #expect(try fleet.direct.value("SELECT count(*) FROM pg_class WHERE relname = 'scratch'") == "0")
    }

    @Test("not even a setting that is hidden in a block of code")
    func hiddenSettings() throws {
        let fleet = try PooledFleet(tenants: 4)
        defer { fleet.drop() }
        try fleet.project.revision(
            "r11", after: "r10", up: "DO $$ BEGIN PERFORM set_config('work_mem', '9MB', false); END $$;",
            down: "SELECT 1;")
        let usual = try fleet.sessionSettings()
        let up = try fleet.project.flotilla("upgrade", "--all", "--yes", "--progress", "none")
        #expect(up.status == 0, "\(up.output)\(up.errors)")
        #expect(try fleet.sessionSettings() == usual)
    }

    @Test("a step without a transaction is refused with the way out, and the tenant stays as it was")
    func refusesSessionSteps() throws {
        let fleet = try PooledFleet(tenants: 2)
        defer { fleet.drop() }
        try fleet.project.revision(
            "r11", after: "r10", up: "CREATE INDEX CONCURRENTLY late ON invoices (number);",
            down: "DROP INDEX late;", options: " transaction=none")
        let before = try fleet.project.flotilla("upgrade", "r10", "--all", "--yes", "--progress", "none")
        #expect(before.status == 0, "\(before.errors)")
        let usual = try fleet.sessionSettings()
        let up = try fleet.project.flotilla("upgrade", "--all", "--yes", "-o", "json", "--progress", "none")
        #expect(up.status == 1)
        for target in try Report(up.output).targets {
            #expect(target.cause == "unsupported" && target.state == "unchanged" && target.version == ["r10"])
            #expect(target.message?.contains("pooler") == true && target.message?.contains("past it") == true)
        }
        #expect(up.errors.contains("flotilla upgrade"), "\(up.errors)")
        #expect(try fleet.versions() == ["r10", "r10"])
        #expect(try fleet.direct.value("SELECT count(*) FROM pg_class WHERE relname = 'late'") == "0")
        #expect(try fleet.sessionSettings() == usual && fleet.advisoryLocks() == 0)
    }
}

/// Schema-per-tenant in one database, so that all tenants share the pool's two connections.
private struct PooledFleet {
    let project: Project
    let direct: Database
    private let pooled: Database
    private let schemas: [String]

    init(tenants: Int) throws {
        project = try Project()
        try TenRevisions.write(to: project)
        direct = try project.addPostgreSQL("pooled", withEffects: false)
        let url = try Environment.url(
            Environment.required("FLOTILLA_TEST_PGBOUNCER"), database: project.databaseName("pooled"))
        pooled = try Database(url)
        schemas = (1...tenants).map { "t\($0)" }
        try direct.run(schemas.map { "CREATE SCHEMA \($0)" }.joined(separator: ";"))
        let lines = schemas.map { "\($0),\"\(url)\",\($0)\n" }
        try project.scratch.write("targets.csv", "id,url,schema\n" + lines.joined())
    }

    func versions() throws -> [String?] {
        let session = try Held(direct)
        return try schemas.map { try session.value("SELECT version_num FROM \($0).alembic_version") }
    }

    /// As an application would find them on each of the two server connections: two transactions at once need both.
    func sessionSettings() throws -> [[String?]] {
        let query = """
            BEGIN; SELECT current_setting('search_path'), current_setting('lock_timeout'), \
            current_setting('statement_timeout'), current_setting('idle_in_transaction_session_timeout'), \
            current_setting('client_connection_check_interval'), current_setting('work_mem'), current_user
            """
        let sessions = [try Held(pooled), try Held(pooled)]
        let settings = try sessions.flatMap { try $0.run(query) }
        for session in sessions { try session.run("ROLLBACK") }
        return settings
    }

    /// On tenants of this database, by whomever.
    func advisoryLocks() throws -> Int {
        let query = """
            SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
            WHERE d.datname = current_database() AND (l.locktype = 'advisory' OR l.pid <> pg_backend_pid())
            """
        return try direct.value(query).flatMap { Int($0) } ?? -1
    }

    func drop() { try? project.dropDatabases() }
}
