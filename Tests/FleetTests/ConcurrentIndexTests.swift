import FlotillaDriver
import Testing

/// A `CREATE INDEX CONCURRENTLY` that fails leaves an index that the planner ignores and every writer pays for.
@Suite("An index built concurrently")
struct ConcurrentIndexTests {
    private final class Target {
        let project: Project
        let database: Database

        init(_ statement: String) throws {
            project = try Project()
            database = try project.addPostgreSQL("t")
            try database.run("CREATE TABLE big (id int NOT NULL)")
            try database.run("INSERT INTO big VALUES (1), (1)")
            try project.revision(
                "a", after: nil, up: "INSERT INTO effects VALUES ('one');\n\(statement);", down: "DROP INDEX made;",
                options: " transaction=none")
        }

        deinit { try? project.dropDatabases() }

        /// `valid`, `invalid` or `none`.
        func index() throws -> String {
            let valid = try database.value(
                "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('public.made')")
            return valid.map { $0 == "t" ? "valid" : "invalid" } ?? "none"
        }

        /// A session with an open transaction in which the table was written to.
        func writer() throws -> any Session {
            let session = try database.connect()
            _ = try session.run(Batch("BEGIN; INSERT INTO big VALUES (7)"), deadline: .after(.seconds(10)))
            return session
        }

        func waits(_ command: String) throws -> Bool {
            try database.value(
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' "
                    + "AND query LIKE '\(command)%'") != nil
        }
    }

    @Test("that failed over duplicates is removed and built again by the next run")
    func duplicates() throws {
        let target = try Target("CREATE UNIQUE INDEX CONCURRENTLY made ON big (id)")
        let first = try target.project.upgrade()
        #expect(try first.ending("t") == "failed, constraint violation, half-applied" && target.index() == "invalid")
        try target.database.run("DELETE FROM big WHERE ctid = '(0,2)'")
        let second = try target.project.upgrade()
        #expect(try second.ending("t") == "succeeded" && target.index() == "valid", "\(second.errors)")
        #expect(try target.project.effects(target.database) == ["one"])
    }

    @Test("that could not get its lock in time is removed and built again by the next run")
    func lockTimeout() throws {
        let target = try Target("CREATE INDEX CONCURRENTLY made ON big (id)")
        let writer = try target.writer()
        let first = try target.project.upgrade("--lock-timeout", "300ms", "--retries", "0")
        #expect(try first.ending("t") == "failed, lock timeout, half-applied" && target.index() == "invalid")
        writer.close()
        let second = try target.project.upgrade()
        #expect(try second.ending("t") == "succeeded" && target.index() == "valid", "\(second.errors)")
    }

    @Test("that IF NOT EXISTS finds there, but invalid, is not taken for success")
    func ifNotExists() throws {
        let target = try Target("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS made ON big (id)")
        _ = try? target.database.run("CREATE UNIQUE INDEX CONCURRENTLY made ON big (id)")
        try target.database.run("DELETE FROM big WHERE ctid = '(0,2)'")
        let first = try target.project.upgrade()
        #expect(try first.ending("t") == "failed, diverged, half-applied" && target.index() == "invalid")
        let second = try target.project.upgrade()
        #expect(try second.ending("t") == "succeeded" && target.index() == "valid", "\(second.errors)")
    }

    @Test("by a program that is killed meanwhile is given up by the server, and built again by the next run")
    func killed() throws {
        let target = try Target("CREATE INDEX CONCURRENTLY made ON big (id)")
        let writer = try target.writer()
        let running = try target.project.startUpgrade("--lock-timeout", "60s")
        try eventually("the statement waits") { try target.waits("CREATE INDEX") }
        running.crash()
        // The server looks after its client once a second (client_connection_check_interval).
        try eventually("the server stops") { try !target.waits("CREATE INDEX") }
        writer.close()
        let run = try target.project.upgrade()
        #expect(try run.ending("t") == "succeeded" && target.index() == "valid", "\(run.errors)")
        #expect(try target.project.effects(target.database) == ["one"])
    }

    @Test("and half dropped is not taken for gone")
    func halfDropped() throws {
        let target = try Target("DROP INDEX CONCURRENTLY made")
        try target.database.run("CREATE INDEX made ON big (id)")
        let writer = try target.writer()
        let running = try target.project.startUpgrade("--lock-timeout", "60s")
        try eventually("the statement waits") { try target.waits("DROP INDEX") }
        running.crash()
        try eventually("the server stops") { try !target.waits("DROP INDEX") }
        #expect(try target.index() == "invalid")
        writer.close()
        let run = try target.project.upgrade()
        #expect(try run.ending("t") == "succeeded" && target.index() == "none", "\(run.errors)")
    }

    @Test(
        "anew, by a statement that got no lock or whose program was killed, leaves no copy once the next run is done",
        arguments: ["REINDEX INDEX CONCURRENTLY made", "REINDEX (VERBOSE) TABLE CONCURRENTLY big"], [false, true])
    func rebuilt(_ statement: String, isKilled: Bool) throws {
        let target = try Target(statement)
        try target.database.run("CREATE INDEX made ON big (id)")
        let writer = try target.writer()
        if isKilled {
            let running = try target.project.startUpgrade("--lock-timeout", "60s")
            try eventually("the statement waits") { try target.waits("REINDEX") }
            running.crash()
            try eventually("the server stops") { try !target.waits("REINDEX") }
        } else {
            let first = try target.project.upgrade("--lock-timeout", "300ms", "--retries", "0")
            #expect(first.ending("t") == "failed, lock timeout, half-applied", "\(first.errors)")
        }
        let copies = "SELECT count(*) FROM pg_index WHERE indrelid = 'big'::regclass AND NOT indisvalid"
        #expect(try target.database.value(copies) == "1")
        writer.close()
        let second = try target.project.upgrade()
        #expect(try second.ending("t") == "succeeded" && target.index() == "valid", "\(second.errors)")
        #expect(try target.database.value(copies) == "0")
        #expect(try target.project.effects(target.database) == ["one"])
    }

    @Test("without a name is refused, for nobody could find it again")
    func unnamed() throws {
        let target = try Target("CREATE INDEX CONCURRENTLY ON big (id)")
        let run = try target.project.upgrade()
        #expect(run.status == 65 && run.errors.contains("give the index one"), "\(run.errors)")
    }
}
