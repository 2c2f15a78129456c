import FlotillaDriver
import Testing

/// The program is killed while a statement without a transaction runs. The server does not notice: it finishes the
/// statement for nobody.
@Suite("Killed inside a statement that cannot be rolled back")
struct DoubtTests {
    /// MariaDB, the program dead, and its statement still waiting for a lock that the test holds. A second lock stops it
    /// right behind that statement. Who waits for a table's lock looks every second whether its client is still there,
    /// and gives up if not.
    private final class Orphan {
        let project: Project
        let database: Database
        private let first: any Session
        private let second: any Session
        private let statement: String
        private var id = ""

        init(_ statement: String) throws {
            self.statement = statement
            project = try Project()
            database = try project.addMySQL("t")
            try database.run("CREATE TABLE big (id INT NOT NULL PRIMARY KEY, note VARCHAR(20))")
            try database.run("CREATE TABLE gate AS SELECT 'three' AS note")
            try project.revision(
                "a", after: nil,
                up: "INSERT INTO effects VALUES ('one');\n\(statement);\nINSERT INTO effects SELECT note FROM gate;",
                down: "DROP TABLE big;")
            (first, second) = (try database.connect(), try database.connect())
            _ = try first.run(Batch("LOCK TABLES big WRITE"), deadline: .after(.seconds(10)))
            _ = try second.run(Batch("LOCK TABLES gate WRITE"), deadline: .after(.seconds(10)))
            let running = try project.startUpgrade("--lock-timeout", "60s", "--retries", "0")
            try waits(with: statement)
            running.crash()
        }

        deinit {
            first.close()
            second.close()
            try? project.dropDatabases()
        }

        private func waits(with statement: String) throws {
            let waiting =
                "SELECT id FROM information_schema.processlist WHERE db = '\(project.databaseName("t"))' "
                + "AND state LIKE 'Waiting for table metadata lock%' AND info LIKE '\(statement.prefix(12))%'"
            try eventually("the statement waits") {
                id = try database.value(waiting) ?? ""; return !id.isEmpty
            }
        }

        /// The statement comes to its end, and what follows does not.
        func finishStatement() throws {
            first.close()
            try eventually("the statement ends") {
                let same = "id = \(id) AND info LIKE '\(statement.prefix(12))%'"
                return try database.value("SELECT count(*) FROM information_schema.processlist WHERE \(same)") == "0"
            }
        }

        /// Everything that was sent comes to its end.
        func finish() throws {
            first.close()
            second.close()
            try goes()
        }

        /// Somebody kills it in what it waits for, unless it has given up by itself.
        func kill() throws {
            _ = try? database.run("KILL \(id)")
            try goes()
            first.close()
            second.close()
        }

        private func goes() throws {
            try eventually("the orphan ends") {
                try database.value("SELECT count(*) FROM information_schema.processlist WHERE id = \(id)") == "0"
            }
        }
    }

    @Test("the next run waits for the orphan and says that the target is locked")
    func locked() throws {
        let project = try Project()
        defer { try? project.dropDatabases() }
        let database = try project.addMySQL("t")
        try project.revision(
            "a", after: nil, up: "INSERT INTO effects VALUES ('one');\nUPDATE taken SET note = 'two';",
            down: "SELECT 1;")
        try database.run("CREATE TABLE taken (note VARCHAR(20)) ENGINE = InnoDB")
        try database.run("INSERT INTO taken VALUES ('one')")
        // Unlike who waits for a table, who waits for a row stays there without a client.
        let holder = try database.connect()
        _ = try holder.run(Batch("START TRANSACTION"), deadline: .after(.seconds(10)))
        _ = try holder.run(Batch("UPDATE taken SET note = 'held'"), deadline: .after(.seconds(10)))
        let running = try project.startUpgrade("--lock-timeout", "60s", "--retries", "0")
        let waiting =
            "SELECT count(*) FROM information_schema.processlist WHERE db = '\(project.databaseName("t"))' "
            + "AND info LIKE 'UPDATE taken SET%two%'"
        try eventually("the statement waits") { try database.value(waiting) == "1" }
        running.crash()
        let run = try project.upgrade("--retries", "1")
        #expect(run.ending("t") == "failed, locked, unchanged" && run.status == 6, "\(run.errors)")
        holder.close()
        try eventually("the orphan ends") { try database.value(waiting) == "0" }
        let next = try project.upgrade()
        // All of it had been sent, the commit too.
        #expect(next.ending("t") == "skipped" && next.version("t") == ["a"], "\(next.errors)")
        #expect(try project.effects(database) == ["one"] && database.value("SELECT note FROM taken") == "two")
    }

    @Test("what was sent is finished by the server, and the next run finds nothing to do")
    func finished() throws {
        let orphan = try Orphan("ALTER TABLE big MODIFY note VARCHAR(60)")
        try orphan.finish()
        let run = try orphan.project.upgrade()
        #expect(run.ending("t") == "skipped" && run.version("t") == ["a"], "\(run.errors)")
        #expect(try orphan.project.effects(orphan.database) == ["one", "three"])
    }

    enum Statement: String, CaseIterable, Sendable {
        case table = "CREATE TABLE made LIKE big"
        case column = "ALTER TABLE big ADD COLUMN made INT"
        case index = "CREATE INDEX made ON big (note)"

        var isThere: String {
            switch self {
            case .table: "SELECT count(*) FROM information_schema.tables WHERE table_name = 'made'"
            case .column: "SELECT count(*) FROM information_schema.columns WHERE column_name = 'made'"
            case .index: "SELECT count(*) FROM information_schema.statistics WHERE index_name = 'made'"
            }
        }
    }

    @Test(
        "what the catalogue shows is decided there: done by the orphan, it is not done again",
        arguments: Statement.allCases)
    func decidedAsApplied(_ statement: Statement) throws {
        let orphan = try Orphan(statement.rawValue)
        try orphan.finishStatement()
        try orphan.kill()
        let run = try orphan.project.upgrade()
        #expect(run.ending("t") == "succeeded", "\(run.errors)")
        #expect(try orphan.project.effects(orphan.database) == ["one", "three"])
    }

    @Test("what the catalogue does not show has not happened, and is done now", arguments: Statement.allCases)
    func decidedAsNotApplied(_ statement: Statement) throws {
        let orphan = try Orphan(statement.rawValue)
        try orphan.kill()
        let run = try orphan.project.upgrade()
        #expect(run.ending("t") == "succeeded", "\(run.errors)")
        let count = try orphan.database.value(
            statement.isThere + " AND table_schema = '\(orphan.project.databaseName("t"))'")
        #expect(count == "1")
        #expect(try orphan.project.effects(orphan.database) == ["one", "three"])
    }

    @Test(
        "what the catalogue cannot show is unknown until a person has looked, and goes on either way",
        arguments: [true, false])
    func unknown(applied: Bool) throws {
        let orphan = try Orphan("ALTER TABLE big MODIFY note VARCHAR(60)")
        try orphan.kill()
        let project = orphan.project
        let doubtful = try project.upgrade()
        let status = try project.flotilla("status", "-o", "json")
        #expect(doubtful.ending("t") == "unknown, diverged, in-doubt" && doubtful.status == 1)
        #expect(status.output.contains("\"t\"") && status.output.contains("unknown"))
        #expect(try project.effects(orphan.database) == ["one"])
        if applied { try orphan.database.run("ALTER TABLE big MODIFY note VARCHAR(60)") }
        #expect(try project.resolve("t", applied: applied).status == 0)
        let run = try project.upgrade()
        let length = try orphan.database.value(
            "SELECT character_maximum_length FROM information_schema.columns WHERE column_name = 'note' "
                + "AND table_name = 'big' AND table_schema = '\(project.databaseName("t"))'")
        #expect(run.ending("t") == "succeeded" && length == "60", "\(run.errors)")
        #expect(try project.effects(orphan.database) == ["one", "three"])
    }

    @Test("PostgreSQL's routine that committed before it failed is in doubt, and not called again")
    func routine() throws {
        let project = try Project()
        defer { try? project.dropDatabases() }
        let database = try project.addPostgreSQL("t")
        try database.run(
            """
            CREATE PROCEDURE half() LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO effects VALUES ('one'); COMMIT; RAISE EXCEPTION 'no further'; END $$
            """)
        try project.revision("a", after: nil, up: "CALL half();", down: "SELECT 1;", options: " transaction=none")
        let first = try project.upgrade()
        let second = try project.upgrade()
        #expect(first.ending("t") == "unknown, other, in-doubt" && second.ending("t") == "unknown, diverged, in-doubt")
        #expect(try project.effects(database) == ["one"])
    }
}
