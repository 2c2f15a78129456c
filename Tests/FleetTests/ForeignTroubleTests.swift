import FlotillaDriver
import FlotillaSQL
import Testing

/// What the version tables of other tools say when something went wrong there, or here.
@Suite("A step of another tool's folder")
struct ForeignTroubleTests {
    /// Fails in its third statement until there is a table `cause`.
    private static let failing = """
        CREATE TABLE t2 (id INT NOT NULL);
        INSERT INTO effects VALUES ('2 up');
        INSERT INTO effects SELECT note FROM cause;

        """

    @Test("that golang-migrate left dirty is refused until a person has decided", arguments: Engine.allCases)
    func dirty(_ engine: Engine) throws {
        let foreign = try ForeignProject(.golangMigrate, engine)
        try foreign.layTable(applied: [1])
        try foreign.database.run("UPDATE schema_migrations SET version = 2, dirty = TRUE")
        for run in [try foreign.project.upgrade(), try foreign.project.downgrade(to: "1")] {
            #expect(run.ending("t") == "failed, diverged, unchanged")
            #expect(run["t", "message"]?.contains("dirty on its way to 2") == true, "\(run.errors)")
        }
        let row = try foreign.database.run("SELECT version FROM schema_migrations WHERE dirty")
        #expect(row == [["2"]])
        #expect(try foreign.project.flotilla("stamp", "1", "--all", "--yes").status == 0)
        #expect(try foreign.project.upgrade().number("t", "steps") == 2)
        #expect(try foreign.applied() == ["3"])
    }

    @Test("that Flyway wrote down as failed is refused until a person has decided", arguments: Engine.allCases)
    func failed(_ engine: Engine) throws {
        let foreign = try ForeignProject(.flyway, engine)
        try foreign.layTable(applied: [1, 2])
        try foreign.database.run("UPDATE flyway_schema_history SET success = FALSE WHERE version = '2'")
        let run = try foreign.project.upgrade()
        #expect(run.ending("t") == "failed, diverged, unchanged")
        #expect(run["t", "message"]?.contains("Flyway has written down that 2 failed") == true, "\(run.errors)")
        #expect(try foreign.project.flotilla("stamp", "2", "--all", "--yes").status == 0)
        #expect(try foreign.project.upgrade().number("t", "steps") == 1)
        #expect(try foreign.applied() == ["1", "2", "3"])
    }

    @Test("that Flyway applied from another file is refused, and where it stands is told", arguments: Engine.allCases)
    func edited(_ engine: Engine) throws {
        let foreign = try ForeignProject(.flyway, engine)
        try foreign.layTable(applied: [1])
        try foreign.write(1, up: "CREATE TABLE t1 (id BIGINT NOT NULL);\n")
        let run = try foreign.project.upgrade()
        #expect(run.ending("t") == "failed, diverged, unchanged")
        #expect(run["t", "message"]?.contains("1 was applied from another file") == true, "\(run.errors)")
        #expect(try foreign.project.current().version("t") == ["1"])
        #expect(try foreign.project.flotilla("stamp", "1", "--all", "--yes").status == 0)
        #expect(try foreign.project.upgrade().number("t", "steps") == 2)
    }

    @Test("that fails half-way here is dirty for golang-migrate, and goes on here")
    func halfApplied() throws {
        let foreign = try ForeignProject(.golangMigrate, .mysql)
        try foreign.layTable(applied: [1])
        try foreign.write(2, up: Self.failing)
        let run = try foreign.project.upgrade("--retries", "0")
        #expect(run.ending("t") == "failed, other, half-applied", "\(run.errors)")
        #expect(try foreign.database.run("SELECT version, dirty FROM schema_migrations") == [["2", "1"]])
        #expect(try foreign.project.current().ending("t") == "failed, diverged, half-applied")
        try foreign.database.run("CREATE TABLE cause (note VARCHAR(20) NOT NULL)")
        #expect(try foreign.project.upgrade().number("t", "steps") == 2)
        #expect(try foreign.database.run("SELECT version, dirty FROM schema_migrations") == [["3", "0"]])
        #expect(try foreign.project.effects(foreign.database) == ["1 up", "2 up", "3 up"])
    }

    @Test("whose first statement fails here leaves golang-migrate's table as it was", arguments: [1, 2])
    func unchanged(_ number: Int) throws {
        let foreign = try ForeignProject(.golangMigrate, .mysql)
        try foreign.layTable(applied: number == 1 ? [] : [1])
        try foreign.write(number, up: "INSERT INTO effects SELECT note FROM cause;\nDROP TABLE effects;\n")
        let run = try foreign.project.upgrade("--retries", "0")
        #expect(run.ending("t") == "failed, other, unchanged", "\(run.errors)")
        let rows = try foreign.database.run("SELECT version, dirty FROM schema_migrations")
        #expect(rows == (number == 1 ? [] : [["1", "0"]]))
    }

    @Test("that fails as a whole leaves every tool's table as it was", arguments: ForeignProject.Pair.all)
    func rolledBack(_ pair: ForeignProject.Pair) throws {
        let foreign = try ForeignProject(pair)
        try foreign.layTable(applied: [1])
        try foreign.write(2, up: Self.failing)
        let run = try foreign.project.upgrade("--retries", "0")
        #expect(run.status == 1, "\(run.errors)")
        // MariaDB has no transaction for it: there golang-migrate alone has a word for that.
        let isMarked = pair.tool == .golangMigrate && pair.engine == .mysql
        #expect(try foreign.applied() == (isMarked ? [] : foreign.applied(upTo: 1)))
    }

    @Test("whose process is killed is found as it was left, and goes on", arguments: ForeignProject.Tool.allCases)
    func killed(_ tool: ForeignProject.Tool) throws {
        let foreign = try ForeignProject(tool, .mysql)
        try foreign.layTable(applied: [1])
        try foreign.write(
            2,
            up: """
                CREATE TABLE t2 (id INT NOT NULL);
                INSERT INTO effects VALUES ('2 up');
                UPDATE gate SET id = 2;

                """)
        try foreign.database.run("CREATE TABLE gate (id INT NOT NULL PRIMARY KEY)")
        try foreign.database.run("INSERT INTO gate VALUES (1)")
        let holder = try foreign.database.connect()
        _ = try holder.run(
            Batch(statements: ["START TRANSACTION", "SELECT id FROM gate FOR UPDATE"]), deadline: .after(.seconds(20)))
        let running = try foreign.project.startUpgrade()
        let sessions =
            "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE 'UPDATE gate%'"
        try eventually("the step waits at the gate") { try foreign.database.value(sessions) != nil }
        running.crash()
        // Else the server would do the rest of what it was sent.
        try foreign.database.run("KILL \(try #require(try foreign.database.value(sessions)))")
        holder.close()
        let run = try foreign.project.upgrade()
        #expect(run.ending("t") == "succeeded", "\(run.errors)")
        #expect(try foreign.applied() == foreign.applied(upTo: 3))
        #expect(try foreign.project.effects(foreign.database) == ["1 up", "2 up", "3 up"])
    }
}
