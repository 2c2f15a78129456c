import Testing

@Suite("A deadlock")
struct DeadlockTests {
    /// How a run ended that met one conflict: in two tries, with each line of the script once.
    private static let overcome = "succeeded after 2 attempts and 1 deadlock: one, two"

    private static func ending(_ project: Project, _ database: Database, _ run: RunResult) throws -> String {
        let deadlocks = try project.ledger("SELECT count(*) FROM attempts WHERE cause = 'deadlock'") ?? "no"
        let effects = try project.effects(database).joined(separator: ", ")
        let attempts = run.number("t", "attempts") ?? 0
        return "\(run.ending("t")) after \(attempts) attempts and \(deadlocks) deadlock: \(effects)"
    }

    @Test("that the server breaks at our expense is tried again, and each statement takes effect once")
    func postgresql() throws {
        let project = try Project()
        defer { try? project.dropDatabases() }
        let database = try project.addPostgreSQL("t")
        try database.run("CREATE TABLE a (id int); CREATE TABLE b (id int)")
        try project.revision(
            "r", after: nil,
            up: """
                INSERT INTO effects VALUES ('one');
                ALTER TABLE a ADD COLUMN x int;
                ALTER TABLE b ADD COLUMN x int;
                INSERT INTO effects VALUES ('two');
                """, down: "SELECT 1;")
        // Whoever looks first is the victim: the tenant's own session hardly ever looks.
        let other = try Held(database)
        try other.run("SET deadlock_timeout = '60s'")
        try database.run("ALTER DATABASE \(project.databaseName("t")) SET deadlock_timeout = '3s'")
        try other.run("BEGIN; LOCK TABLE b")
        let running = try project.startUpgrade("--lock-timeout", "30s")
        try eventually("the migration waits for b") {
            try database.value(
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") != nil
        }
        try other.run("LOCK TABLE a")
        try other.run("COMMIT")
        #expect(try Self.ending(project, database, RunResult(running.end())) == Self.overcome)
    }

    @Test("between rows on MariaDB is tried again, and each statement takes effect once")
    func mariadb() throws {
        let project = try Project()
        defer { try? project.dropDatabases() }
        let database = try project.addMySQL("t")
        for table in ["a", "b", "c"] { try database.run("CREATE TABLE \(table) (id INT PRIMARY KEY, x INT)") }
        try database.run("INSERT INTO a VALUES (1, 0)")
        try database.run("INSERT INTO b VALUES (1, 0)")
        try project.revision(
            "r", after: nil,
            up: """
                INSERT INTO effects VALUES ('one');
                UPDATE a SET x = x + 1;
                UPDATE b SET x = x + 1;
                INSERT INTO effects VALUES ('two');
                """, down: "SELECT 1;")
        // The server's victim is whoever has changed fewer rows.
        let other = try Held(database)
        try other.run("START TRANSACTION; INSERT INTO c SELECT seq, 0 FROM seq_1_to_1000; UPDATE b SET x = 9")
        let running = try project.startUpgrade("--lock-timeout", "30s")
        try eventually("the migration has a and wants b") {
            try database.value(
                "SELECT count(*) FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE 'UPDATE b%'")
                == "1"
        }
        try other.run("UPDATE a SET x = 9; COMMIT")
        #expect(try Self.ending(project, database, RunResult(running.end())) == Self.overcome)
        #expect(try database.value("SELECT x FROM a") == "10" && database.value("SELECT x FROM b") == "10")
    }

    @Test("and a serialization failure are one: tried again, each statement once")
    func serialization() throws {
        let project = try Project()
        defer { try? project.dropDatabases() }
        let database = try project.addPostgreSQL("t")
        // A sequence does not go back with the transaction, so the first try alone fails.
        try database.run("CREATE SEQUENCE tries")
        try project.revision(
            "r", after: nil,
            up: """
                INSERT INTO effects VALUES ('one');
                DO $$ BEGIN IF nextval('tries') = 1 THEN RAISE SQLSTATE '40001'; END IF; END $$;
                INSERT INTO effects VALUES ('two');
                """, down: "SELECT 1;")
        #expect(try Self.ending(project, database, project.upgrade()) == Self.overcome)
    }
}
