import Foundation
import Testing

/// One physical database under two names is migrated once; two runs share no target.
@Suite("Whose database it is", .serialized)
struct IdentityTests {
    /// How a second name leads to the same database.
    enum Alias: String, CaseIterable {
        case symbolicLink, hardLink, longPath, postgresqlHostName, pooler, mysqlHostName
    }

    @Test(
        "the same database under two ids is migrated under one and refused under the other", arguments: Alias.allCases)
    func duplicates(alias: Alias) throws {
        let project = try Project()
        defer { try? project.dropDatabases() }
        try TenRevisions.write(to: project)
        let database = try project.addAlias(alias)
        // Whether both are met at once or one after the other.
        for (concurrency, revision) in [("1", "r04"), ("8", "r10")] {
            let run = try project.flotilla(
                "upgrade", revision, "--all", "--yes", "-o", "json", "--concurrency", concurrency)
            #expect(run.status == 3, "\(run.output)\(run.errors)")
            let report = try Report(run.output)
            #expect(report.outcomes == ["succeeded": 1, "failed": 1], "\(run.output)")
            #expect(report.targets.first { $0.outcome == "failed" }?.cause == "duplicate target", "\(run.output)")
            #expect(run.errors.contains("take one of the two names of this database out of the inventory"))
            #expect(try database.value("SELECT version_num FROM alembic_version") == revision)
        }
        let effects = try Held(database).column("SELECT revision FROM effects ORDER BY revision")
        #expect(effects == TenRevisions.ids)
    }

    @Test("two schemas of one database are two targets")
    func schemas() throws {
        let project = try Project()
        defer { try? project.dropDatabases() }
        try TenRevisions.write(to: project)
        let database = try project.addPostgreSQL("shared", withEffects: false)
        try database.run("CREATE SCHEMA one; CREATE SCHEMA two")
        let url = try #require(project.targets.first).url
        try project.add("one", url + "&schema=one")
        try project.add("two", url + "&schema=two")
        let run = try project.flotilla("upgrade", "--all", "--yes", "-o", "json")
        #expect(run.status == 0, "\(run.errors)")
        #expect(try Report(run.output).outcomes == ["succeeded": 3])
    }

    @Test("databases of two servers that were restored from one backup are two targets")
    func restoredServers() throws {
        let project = try Project()
        try TenRevisions.write(to: project)
        let schema = "restored_" + UUID().uuidString.prefix(8).lowercased()
        let urls = try [Environment.postgresql(), Environment.required("FLOTILLA_TEST_VICTIM_POSTGRESQL")]
        let query = """
            SELECT system_identifier, (SELECT oid FROM pg_database WHERE datname = current_database())
            FROM pg_control_system()
            """
        // Tests that kill the victim run at the same time, so every step may have to wait for it.
        let servers = try urls.map { url in try patiently { try Database(url).run(query) } }
        try #require(servers[0] == servers[1], "the servers of the tests are copies of each other no more")
        for (id, url) in zip(["one", "two"], urls) {
            _ = try patiently { try Database(url).run("CREATE SCHEMA IF NOT EXISTS \(schema)") }
            try project.add(id, url + "&schema=\(schema)")
        }
        defer { for url in urls { _ = try? Database(url).run("DROP SCHEMA \(schema) CASCADE") } }
        let run = try project.flotilla("upgrade", "--all", "--yes", "-o", "json", "--retries", "8")
        #expect(try Report(run.output).outcomes == ["succeeded": 2], "\(run.errors)")
    }

    /// Tries again for some seconds: a server may be coming up.
    private func patiently<Value>(_ work: () throws -> Value) throws -> Value {
        let deadline = ContinuousClock.now + .seconds(20)
        while true {
            do { return try work() } catch  where ContinuousClock.now < deadline { continue }
        }
    }

    @Test("a run that overlaps with one that is going on exits 6 and says who; one that does not overlap runs")
    func overlappingRuns() throws {
        let project = try Project()
        defer { try? project.dropDatabases() }
        try TenRevisions.write(to: project)
        let database = try project.addPostgreSQL("busy", withEffects: false)
        try project.addPostgreSQL("free", withEffects: false)
        try project.addSQLite("other", withEffects: false)
        #expect(try project.flotilla("upgrade", "r05", "--target", "busy").status == 0)
        let lock = try Held(database)
        try lock.run("BEGIN; LOCK TABLE invoices IN ACCESS EXCLUSIVE MODE")
        let first = try project.start(
            "upgrade", "--target", "busy", "--target", "free", "--yes", "--lock-timeout", "60s")
        try waitUntilWaiting(for: database)

        let second = try project.flotilla("upgrade", "--target", "other", "--target", "busy", "--yes")
        #expect(second.status == 6)
        #expect(second.errors.contains("process \(first.processIdentifier)"), "\(second.errors)")
        #expect(second.errors.contains("since") && second.errors.contains("busy"), "\(second.errors)")
        let disjoint = try project.flotilla("upgrade", "--target", "other")
        #expect(disjoint.status == 0, "\(disjoint.errors)")

        try lock.run("ROLLBACK")
        first.waitUntilExit()
        #expect(first.terminationStatus == 0)
        #expect(try database.value("SELECT version_num FROM alembic_version") == "r10")
        let after = try project.flotilla("upgrade", "--all", "--yes")
        #expect(after.status == 0 && after.output.contains("nothing to do"), "\(after.output)\(after.errors)")
    }

    @Test("a run with another ledger finds the target's own lock, and says who holds it")
    func anotherLedger() throws {
        let project = try Project()
        defer { try? project.dropDatabases() }
        try TenRevisions.write(to: project)
        let database = try project.addPostgreSQL("busy", withEffects: false)
        #expect(try project.flotilla("upgrade", "r05", "--all").status == 0)
        let lock = try Held(database)
        try lock.run("BEGIN; LOCK TABLE invoices IN ACCESS EXCLUSIVE MODE")
        let first = try project.start("upgrade", "--all", "--lock-timeout", "60s")
        try waitUntilWaiting(for: database)
        let second = try project.flotilla(
            ["upgrade", "--all", "--retries", "0"], environment: ["FLOTILLA_LEDGER": project.path + "/elsewhere.db"])
        #expect(second.status == 6)
        #expect(second.errors.contains("flotilla/2"), "no application name in: \(second.errors)")
        try lock.run("ROLLBACK")
        first.waitUntilExit()
        #expect(first.terminationStatus == 0)
    }

    /// Until a session of the database waits for a lock. Asks over and over; there is no signal.
    private func waitUntilWaiting(for database: Database) throws {
        let session = try Held(database)
        let query = """
            SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE a.datname = current_database() AND NOT l.granted
            """
        let deadline = ContinuousClock.now + .seconds(20)
        while try session.value(query) == "0" { try #require(ContinuousClock.now < deadline, "nobody waits") }
    }
}

extension Project {
    /// Adds a database twice, the second time by the other name.
    fileprivate func addAlias(_ alias: IdentityTests.Alias) throws -> Database {
        let database: Database =
            switch alias {
            case .symbolicLink, .hardLink, .longPath: try addSQLite("one", withEffects: false)
            case .postgresqlHostName, .pooler: try addPostgreSQL("one", withEffects: false)
            case .mysqlHostName: try addMySQL("one", withEffects: false)
            }
        let url = try #require(targets.first).url
        let files = FileManager.default
        let name = databaseName("one")
        switch alias {
        case .symbolicLink:
            try files.createSymbolicLink(atPath: path + "/two.db", withDestinationPath: path + "/one.db")
            try add("two", "sqlite:\(path)/two.db")
        case .hardLink:
            try files.linkItem(atPath: path + "/one.db", toPath: path + "/two.db")
            try add("two", "sqlite:\(path)/two.db")
        case .longPath: try add("two", "sqlite:\(path)/../\((path as NSString).lastPathComponent)/one.db")
        case .postgresqlHostName, .mysqlHostName: try add("two", url.replacing("@127.0.0.1:", with: "@localhost:"))
        case .pooler:
            try add("two", Environment.url(Environment.required("FLOTILLA_TEST_PGBOUNCER"), database: name))
        }
        return database
    }

    /// Starts the program and comes back at once.
    fileprivate func start(_ arguments: String...) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try Environment.binary())
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: path)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        return process
    }
}
