import Foundation
import Testing

/// What models ask for that an engine does not do in one statement.
@Suite("Changes of models that are more than one statement")
struct ModelChangeTests {
    private static func project(_ schema: String, engines: String = "[postgresql]") throws -> Project {
        let servers = try [Environment.postgresql(), Environment.mysql()]
        let project = try Project(
            settings: """
                models: {sql: schema.sql}
                engines: \(engines)
                scratch: {postgresql: "\(servers[0])", mysql: "\(servers[1])"}

                """)
        try project.scratch.write("schema.sql", schema)
        try project.scratch.write("migrations/versions/.keep", "")
        return project
    }

    private func run(_ project: Project, _ commands: [String]...) throws {
        for words in commands {
            let run = try project.flotilla(words)
            #expect(run.status == 0, "\(words): \(run.output)\(run.errors)")
        }
    }

    @Test("A key stays when rows are in the way of the one that is to take its place, and so does what refers to it")
    func keyInTheWay() throws {
        let project = try Self.project(
            "CREATE TABLE t (id int PRIMARY KEY, a int); CREATE TABLE c (t int REFERENCES t);")
        let database = try project.addPostgreSQL("pg", withEffects: false)
        try run(project, ["migrate", "-m", "x", "--rev-id", "aaa1"], ["upgrade", "--all", "--yes"])
        try database.run("INSERT INTO t VALUES (1, 2), (2, 2); INSERT INTO c VALUES (1)")
        try project.scratch.write(
            "schema.sql", "CREATE TABLE t (id int UNIQUE, a int PRIMARY KEY); CREATE TABLE c (t int REFERENCES t (id));"
        )
        try run(project, ["migrate", "-m", "y", "--rev-id", "aaa2"])
        #expect(try project.flotilla("upgrade", "--all", "--yes").status == 1)
        let keys = """
            SELECT conname FROM pg_constraint WHERE contype IN ('p', 'f') AND convalidated
            AND conrelid IN ('t'::regclass, 'c'::regclass) ORDER BY 1
            """
        #expect(try database.column(keys) == ["c_t_fkey", "t_pkey"])
        #expect(throws: (any Error).self) { try database.run("INSERT INTO t VALUES (1, 3)") }
        try database.run("UPDATE t SET a = 3 WHERE id = 1")
        try run(project, ["upgrade", "--all", "--yes"], ["drift"], ["rehearse"])
        #expect(try database.column(keys) == ["c_t_fkey", "t_pkey"])
        try project.dropDatabases()
    }

    @Test("What is written breaks no rule of lint that is an error")
    func lint() throws {
        let project = try Self.project(
            "CREATE TABLE u (id int PRIMARY KEY); CREATE TABLE t (id int PRIMARY KEY, u int, n int);")
        try run(project, ["migrate", "-m", "x", "--rev-id", "aaa1"])
        try project.scratch.write(
            "schema.sql",
            """
            CREATE TABLE u (id int PRIMARY KEY);
            CREATE TABLE t (id int PRIMARY KEY, u int REFERENCES u, n int NOT NULL, CHECK (n > 0));
            CREATE MATERIALIZED VIEW m AS SELECT n FROM t; CREATE UNIQUE INDEX ix_m ON m (n);
            """)
        try run(project, ["migrate", "-m", "y", "--rev-id", "aaa2"], ["rehearse"])
        let lint = try project.flotilla("lint", "-o", "json")
        for rule in ["validate-in-same-transaction", "index-without-concurrently", "long-work-under-lock"] {
            #expect(!lint.output.contains(rule), "\(lint.output)")
        }
    }

    @Test("A table may get the name that another had before")
    func nameAgain() throws {
        let table = "(id serial PRIMARY KEY, a int UNIQUE);"
        let project = try Self.project("CREATE TABLE t \(table)")
        let database = try project.addPostgreSQL("pg", withEffects: false)
        try run(project, ["migrate", "-m", "x", "--rev-id", "aaa1"])
        try project.scratch.write("schema.sql", "CREATE TABLE p \(table)")
        try run(project, ["migrate", "-m", "y", "--rev-id", "aaa2", "--rename", "t:p"])
        try project.scratch.write("schema.sql", "CREATE TABLE p \(table) CREATE TABLE t \(table)")
        try run(
            project, ["migrate", "-m", "z", "--rev-id", "aaa3"], ["rehearse"], ["upgrade", "--all", "--yes"], ["check"],
            ["drift"])
        let keys = """
            SELECT conname FROM pg_constraint WHERE contype IN ('p', 'u')
            AND conrelid IN ('t'::regclass, 'p'::regclass) ORDER BY 1
            """
        #expect(try database.column(keys) == ["p_a_key", "p_pkey", "t_a_key", "t_pkey"])
        try project.dropDatabases()
    }

    @Test("A table of MySQL's family whose foreign key nobody named is renamed")
    func renamedWithKey() throws {
        let tables = { (name: String) in
            "CREATE TABLE q (id int PRIMARY KEY); "
                + "CREATE TABLE \(name) (id int AUTO_INCREMENT PRIMARY KEY, p int, FOREIGN KEY (p) REFERENCES q (id));"
        }
        let project = try Self.project(tables("t"), engines: "[mysql]")
        try run(project, ["migrate", "-m", "x", "--rev-id", "aaa1"])
        try project.scratch.write("schema.sql", tables("people"))
        try run(project, ["migrate", "-m", "y", "--rev-id", "aaa2", "--rename", "t:people"], ["rehearse"], ["check"])
        let text = try String(contentsOfFile: project.path + "/migrations/versions/aaa2_y.sql", encoding: .utf8)
        #expect(text.contains("RENAME") && !text.contains("DROP"), "\(text)")
    }

    @Test("A rename is about the engines that have the table, and must be about one")
    func renameOnOneEngine() throws {
        let project = try Self.project("", engines: "[postgresql, sqlite]")
        let settings = try String(contentsOfFile: project.path + "/flotilla.yaml", encoding: .utf8)
        try project.scratch.write(
            "flotilla.yaml",
            settings.replacing("{sql: schema.sql}", with: "{postgresql: {sql: pg.sql}, sqlite: {sql: lite.sql}}"))
        try project.scratch.write("lite.sql", "CREATE TABLE a (id int PRIMARY KEY);")
        try project.scratch.write(
            "pg.sql", "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE old (id int PRIMARY KEY);")
        try run(project, ["migrate", "-m", "x", "--rev-id", "aaa1"])
        try project.scratch.write(
            "pg.sql", "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE new (id int PRIMARY KEY);")
        let none = try project.flotilla("migrate", "-m", "y", "--rename", "olt:newt")
        #expect(none.status == 64 && none.errors.contains("the old name is not there"), "\(none)")
        let both = try project.flotilla("migrate", "-m", "y", "--rename", "old:new", "--rename", "new:third")
        #expect(both.status == 64 && both.errors.contains("a third name first"), "\(both)")
        try run(project, ["migrate", "-m", "y", "--rev-id", "aaa2", "--rename", "old:new"], ["check"], ["rehearse"])
        let text = try String(contentsOfFile: project.path + "/migrations/versions/aaa2_y.sql", encoding: .utf8)
        #expect(text.contains("ALTER TABLE old RENAME TO new") && !text.contains("DROP"), "\(text)")
    }

    @Test("A transaction that models begin and do not end is no empty schema", arguments: ["sqlite", "postgresql"])
    func unclosedTransaction(engine: String) throws {
        let project = try Self.project(
            "CREATE TABLE t (id int);\nBEGIN;\nCREATE TABLE u (id int);\n", engines: "[\(engine)]")
        let check = try project.flotilla("check")
        #expect(check.status == 65 && check.errors.contains("schema.sql:2 begins a transaction"), "\(check)")
        try project.scratch.write("schema.sql", "BEGIN;\nCREATE TABLE t (id int);\nCOMMIT;\n")
        try run(project, ["migrate", "-m", "x"], ["check"])
    }

    @Test("What SQLite makes itself is passed over where its client prints it")
    func printedSequence() throws {
        let project = try Self.project(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT);
            CREATE TABLE sqlite_sequence(name,seq);
            """, engines: "[sqlite]")
        try run(project, ["migrate", "-m", "x", "--rev-id", "aaa1"], ["check"])
        let text = try String(contentsOfFile: project.path + "/migrations/versions/aaa1_x.sql", encoding: .utf8)
        #expect(text.contains("AUTOINCREMENT") && !text.contains("sqlite_sequence"), "\(text)")
    }

    @Test("A step that the way down forgets is said to be left behind")
    func forgottenStep() throws {
        let project = try Self.project("", engines: "[sqlite]")
        try project.revision(
            "aaa1", after: nil, up: "CREATE TABLE t (id INTEGER); CREATE TABLE u (id INTEGER);", down: "DROP TABLE t;")
        let rehearsal = try project.flotilla("rehearse", "-o", "json")
        #expect(rehearsal.status == 2 || rehearsal.status == 1, "\(rehearsal)")
        #expect(
            rehearsal.output.contains("remove table u") && !rehearsal.output.contains("already exists"), "\(rehearsal)")
    }

    @Test("Revisions that name another database are not tried out")
    func otherDatabase() throws {
        let project = try Self.project("", engines: "[mysql]")
        let shop = try project.addMySQL("shop")
        try shop.run("INSERT INTO effects VALUES ('kept')")
        let name = project.databaseName("shop")
        try project.revision(
            "aaa1", after: nil, up: "CREATE TABLE t (id INT);\nDELETE FROM \(name).effects;", down: "DROP TABLE t;")
        for words in [["check"], ["rehearse"]] {
            let refused = try project.flotilla(words)
            #expect(refused.status == 65 && refused.errors.contains("names another database"), "\(refused)")
        }
        #expect(try shop.run("SELECT revision FROM effects") == [["kept"]])
        try project.dropDatabases()
    }

    @Test("A scratch server that is not there, or does not let in, is said with what to look at")
    func scratchServer() throws {
        let project = try Self.project("CREATE TABLE t (id int);")
        let server = try Environment.postgresql()
        let settings = try String(contentsOfFile: project.path + "/flotilla.yaml", encoding: .utf8)
        for (url, words) in [
            ("postgresql://nobody@127.0.0.1:1/postgres", "runs, and has this address"),
            (Environment.url(server, database: "nothing_of_this_name"), "such as postgres"),
        ] {
            try project.scratch.write("flotilla.yaml", settings.replacing(server, with: url))
            let check = try project.flotilla("check")
            #expect(check.status == 69 && check.errors.contains(words), "\(check)")
        }
    }
}
