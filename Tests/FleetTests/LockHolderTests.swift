import FlotillaDriver
import Testing

@Suite("Who holds the lock that a statement waited for")
struct LockHolderTests {
    /// A table that a step wants to change, and somebody with an open transaction over it.
    private final class Target {
        let project: Project
        let database: Database
        let holder: Held
        let other: Held

        init(_ engine: LockTests.Engine, options: String = "") throws {
            project = try Project()
            database = try engine == .postgresql ? project.addPostgreSQL("t") : project.addMySQL("t")
            try database.run("CREATE TABLE busy (id INT NOT NULL)")
            try database.run("CREATE TABLE calm (id INT NOT NULL)")
            try project.revision(
                "a", after: nil, up: "CREATE INDEX made ON busy (id);", down: "SELECT 1;", options: options)
            (holder, other) = (try Held(database), try Held(database))
            try holder.run("START TRANSACTION; INSERT INTO busy VALUES (1)")
        }

        deinit {
            _ = try? holder.run("ROLLBACK")
            try? project.dropDatabases()
        }

        func message() throws -> String {
            let run = try project.upgrade("--lock-timeout", "1s", "--retries", "0")
            #expect(run.ending("t") == "failed, lock timeout, unchanged", "\(run.errors)")
            return run["t", "message"] ?? ""
        }
    }

    @Test("is said: the table, the session, its user and since when; not what it runs, nor who holds others")
    func postgresql() throws {
        let target = try Target(.postgresql)
        try target.other.run("START TRANSACTION; LOCK TABLE calm")
        let holder = try #require(try target.holder.value("SELECT pg_backend_pid()"))
        let since = try #require(try target.holder.value("SELECT date_trunc('second', now())"))
        let expected =
            "canceling statement due to lock timeout; busy is locked by process \(holder) (flotilla test) "
            + "of user flotilla, in a transaction since \(since)"
        #expect(try target.message() == expected)
    }

    @Test("is said in a step without a transaction too")
    func bare() throws {
        let target = try Target(.postgresql, options: " transaction=none")
        let holder = try #require(try target.holder.value("SELECT pg_backend_pid()"))
        let message = try target.message()
        #expect(message.contains("busy is locked by process \(holder) (flotilla test)"), "\(message)")
    }

    @Test("is said on MariaDB as far as it tells: who has been in a transaction in this database")
    func mariadb() throws {
        let target = try Target(.mysql)
        let holder = try #require(try target.holder.value("SELECT CONNECTION_ID()"))
        let message = try target.message()
        let start = "; connection \(holder) of user flotilla from 127.0.0.1:"
        #expect(message.contains(start) && message.contains("in a transaction in this database since 2"), "\(message)")
        #expect(!message.contains("INSERT"))
    }

    @Test("stays unsaid where the login may not see it, and the failure is the same")
    func unprivileged() throws {
        let target = try Target(.mysql)
        let name = target.project.databaseName("limited")
        defer { _ = try? Database.mysql().run("DROP USER IF EXISTS \(name)") }
        try Database.mysql().run("CREATE USER \(name) IDENTIFIED BY 'p'")
        try Database.mysql().run("GRANT ALL ON \(target.project.databaseName("t")).* TO \(name)")
        let host = try #require(target.project.targets[0].url.split(separator: "@").last)
        try target.project.scratch.write("targets.csv", "id,url,ring\nt,\"mysql://\(name):p@\(host)\",\n")
        #expect(try target.message() == "Lock wait timeout exceeded; try restarting transaction")
    }
}
