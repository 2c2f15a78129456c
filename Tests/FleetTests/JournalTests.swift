import FlotillaDriver
import Testing

/// Steps without a transaction: MariaDB's always, the others' where the file says so.
@Suite("A step without a transaction")
struct JournalTests {
    /// A step that cannot get past its third statement until there is a table `cause` with the row `three`.
    enum Way: String, CaseIterable, Sendable {
        case mysql, postgresql, sqlite, sqliteScript

        var options: String {
            switch self {
            case .mysql: ""
            case .postgresql, .sqlite: " transaction=none"
            case .sqliteScript: " transaction=script"
            }
        }

        /// Changes of rows, and between them something that stands alone.
        func script(first: String = "one") -> String {
            let rows = "INSERT INTO effects VALUES ('\(first)')"
            let alone =
                switch self {
                case .mysql: "\(rows);\nCREATE TABLE made (id INT NOT NULL);"
                case .postgresql: "\(rows);\nCREATE INDEX CONCURRENTLY made ON effects (revision);"
                case .sqlite: "\(rows);\nVACUUM;"
                case .sqliteScript: "BEGIN;\n\(rows);\nCOMMIT;\nCREATE TABLE made (id INT NOT NULL);"
                }
            return alone + "\nINSERT INTO effects SELECT note FROM cause;\nINSERT INTO effects VALUES ('four');"
        }

        func add(to project: Project) throws -> Database {
            switch self {
            case .mysql: try project.addMySQL("t")
            case .postgresql: try project.addPostgreSQL("t")
            case .sqlite, .sqliteScript: try project.addSQLite("t")
            }
        }
    }

    /// A target on which the step has failed once.
    private final class Failed {
        let project: Project
        let database: Database
        let way: Way
        let run: RunResult

        init(_ way: Way, script: String? = nil) throws {
            self.way = way
            project = try Project()
            database = try way.add(to: project)
            try project.revision(
                "a", after: nil, up: script ?? way.script(), down: "DROP TABLE made;", options: way.options)
            run = try project.upgrade("--retries", "0")
        }

        deinit { try? project.dropDatabases() }

        func removeCause() throws {
            try database.run("CREATE TABLE cause (note VARCHAR(20) NOT NULL)")
            try database.run("INSERT INTO cause VALUES ('three')")
        }
    }

    @Test(
        "that fails is half applied: what went before stays, and the journal says where it stopped",
        arguments: Way.allCases)
    func stops(_ way: Way) throws {
        let failed = try Failed(way)
        let journal = try failed.database.run("SELECT revision, unit, state FROM flotilla_journal").first
        #expect(failed.run["t", "state"] == "half-applied" && failed.run.status == 1)
        #expect(journal == ["a", "3", "failed"])
        #expect(try failed.project.effects(failed.database) == ["one"])
    }

    @Test("goes on where it stopped once the cause is gone, and runs nothing twice", arguments: Way.allCases)
    func goesOn(_ way: Way) throws {
        let failed = try Failed(way)
        try failed.removeCause()
        let run = try failed.project.upgrade()
        #expect(run.ending("t") == "succeeded" && run.version("t") == ["a"], "\(run.errors)")
        #expect(try failed.project.effects(failed.database) == ["four", "one", "three"])
    }

    @Test("is refused when what it has done already was edited in the file", arguments: Way.allCases)
    func edited(_ way: Way) throws {
        let failed = try Failed(way)
        try failed.removeCause()
        try failed.project.revision(
            "a", after: nil, up: way.script(first: "other"), down: "DROP TABLE made;", options: way.options)
        let run = try failed.project.upgrade()
        #expect(run.ending("t") == "failed, diverged, half-applied" && run.status == 1)
        #expect(try failed.project.effects(failed.database) == ["one"])
    }

    @Test("may be corrected from the statement on that failed", arguments: Way.allCases)
    func corrected(_ way: Way) throws {
        let failed = try Failed(way)
        let script = way.script().replacing("SELECT note FROM cause", with: "VALUES ('corrected')")
        try failed.project.revision("a", after: nil, up: script, down: "DROP TABLE made;", options: way.options)
        let run = try failed.project.upgrade()
        #expect(run.ending("t") == "succeeded", "\(run.errors)")
        #expect(try failed.project.effects(failed.database) == ["corrected", "four", "one"])
    }

    @Test("is what current and status report while it is half applied", arguments: Way.allCases)
    func reported(_ way: Way) throws {
        let failed = try Failed(way)
        let run = try failed.project.current()
        #expect(run.ending("t") == "failed, diverged, half-applied" && run.version("t") == [])
    }

    @Test("leaves no trace in the target once it is whole", arguments: Way.allCases)
    func leavesNothing(_ way: Way) throws {
        let failed = try Failed(way)
        try failed.removeCause()
        _ = try failed.project.upgrade()
        let entries = try? failed.database.value("SELECT count(*) FROM flotilla_journal")
        #expect(entries == nil || entries == "0")
    }

    @Test("whose first statement fails has changed nothing, and says so")
    func unchanged() throws {
        let failed = try Failed(.mysql, script: "INSERT INTO effects SELECT note FROM cause;\nDROP TABLE effects;")
        #expect(failed.run.ending("t") == "failed, other, unchanged")
    }

    @Test("does not go on without what it had put into a temporary table")
    func temporaryTable() throws {
        let failed = try Failed(
            .mysql,
            script: """
                CREATE TEMPORARY TABLE kept (note VARCHAR(20));
                INSERT INTO kept VALUES ('one');
                CREATE TABLE made (id INT NOT NULL);
                INSERT INTO effects SELECT note FROM cause;
                INSERT INTO effects SELECT note FROM kept;
                """)
        try failed.removeCause()
        let run = try failed.project.upgrade()
        #expect(run.ending("t") == "failed, diverged, half-applied")
        #expect(try failed.project.effects(failed.database) == [])
    }

    @Test("calls a function once, though it stands in a query", arguments: [Way.postgresql])
    func functionInQuery(_ way: Way) throws {
        let failed = try Failed(
            way,
            script: """
                CREATE FUNCTION note(text) RETURNS void LANGUAGE sql AS 'INSERT INTO effects VALUES ($1)';
                SELECT note('one');
                CREATE INDEX CONCURRENTLY made ON effects (revision);
                INSERT INTO effects SELECT note FROM cause;
                """)
        try failed.removeCause()
        _ = try failed.project.upgrade()
        #expect(try failed.project.effects(failed.database) == ["one", "three"])
    }

    @Test("validates a constraint in a transaction of its own, after the lock of what stands before is given back")
    func validation() throws {
        let project = try Project()
        let database = try project.addPostgreSQL("t")
        try project.revision(
            "a", after: nil,
            up: """
                CREATE TABLE t (n int);
                ALTER TABLE t ADD CONSTRAINT c CHECK (n > 0) NOT VALID, ADD CONSTRAINT d CHECK (n > 1) NOT VALID;
                INSERT INTO t SELECT txid_current();
                -- flotilla:upgrade transaction=none
                ALTER TABLE t VALIDATE CONSTRAINT c;
                INSERT INTO t SELECT txid_current();
                ALTER TABLE t VALIDATE CONSTRAINT d;
                """, down: "DROP TABLE t;")
        #expect(try project.upgrade().ending("t") == "succeeded")
        let writers = """
            SELECT xmin::text FROM pg_constraint WHERE conrelid = 't'::regclass
            UNION ALL SELECT xmin::text FROM pg_class WHERE oid = 't'::regclass UNION ALL SELECT n::text FROM t
            """
        let transactions = try database.column(writers).compactMap(\.self)
        #expect(transactions.count == 5 && Set(transactions).count == 4, "\(transactions)")
        try project.dropDatabases()
    }
}
