import FlotillaSQL
import Foundation
import Testing

/// The way of a person who changes models: `migrate`, `check`, `upgrade`, `rehearse`, `downgrade`.
@Suite("Revisions written from models")
struct MigrateTests {
    private static let first = """
        CREATE TABLE users (id INTEGER PRIMARY KEY, username VARCHAR(80) NOT NULL UNIQUE,
            email VARCHAR(120) NOT NULL UNIQUE);
        """
    private static let second = """
        CREATE TABLE users (id INTEGER PRIMARY KEY, username VARCHAR(80) NOT NULL UNIQUE, mail VARCHAR(120) NOT NULL UNIQUE,
            age INTEGER CHECK (age > 0));
        CREATE INDEX ix_users_age ON users (age) WHERE age > 18;
        """

    /// A project that writes revisions for all three engines from one file of statements.
    private static func project(_ schema: String) throws -> Project {
        let servers = try [Environment.postgresql(), Environment.mysql()]
        let project = try Project(
            settings: """
                models: {sql: schema.sql}
                engines: [postgresql, sqlite]
                scratch: {postgresql: "\(servers[0])", mysql: "\(servers[1])"}

                """)
        try project.scratch.write("schema.sql", schema)
        try project.scratch.write("migrations/versions/.keep", "")
        return project
    }

    @Test("follow the models there and back, on every engine, and renames are kept")
    func wholeWay() throws {
        let project = try Self.project(Self.first)
        #expect(try project.flotilla("check").status == 2)
        let first = try project.flotilla("migrate", "-m", "Add users", "--rev-id", "aaa1")
        #expect(first.status == 0 && first.output.contains("aaa1_add_users.sql"), "\(first.output)\(first.errors)")
        #expect(try project.flotilla("check").status == 0)
        try project.addSQLite("lite", withEffects: false)
        try project.addPostgreSQL("pg", withEffects: false)
        let upgrade = try project.flotilla("upgrade", "--all", "--yes")
        #expect(upgrade.status == 0, "\(upgrade.output)\(upgrade.errors)")

        try project.scratch.write("schema.sql", Self.second)
        let check = try project.flotilla("check")
        #expect(check.status == 2, "\(check.output)\(check.errors)")
        #expect(check.errors.contains("--rename users.email:mail"), "\(check.errors)")
        let second = try project.flotilla("migrate", "-m", "Age", "--rev-id", "aaa2", "--rename", "users.email:mail")
        #expect(second.status == 0, "\(second.output)\(second.errors)")
        let text = try String(contentsOfFile: project.path + "/migrations/versions/aaa2_age.sql", encoding: .utf8)
        #expect(text.contains("-- flotilla:upgrade postgresql transaction=none"), "\(text)")
        #expect(text.contains("CONCURRENTLY"))
        let rehearsal = try project.flotilla("rehearse")
        #expect(rehearsal.status == 0, "\(rehearsal.output)\(rehearsal.errors)")
        for words in [
            ["upgrade", "--all", "--yes"], ["drift"], ["downgrade", "--all", "--yes", "--lose-data"], ["drift"],
        ] {
            let run = try project.flotilla(words)
            #expect(run.status == 0, "\(words): \(run.output)\(run.errors)")
        }
        let nothing = try project.flotilla("migrate", "-m", "Nothing")
        #expect(nothing.output.contains("no revision was written"), "\(nothing.output)\(nothing.errors)")
        try project.dropDatabases()
    }

    @Test("are marked where they lose data, and then need a word to run", arguments: ["postgresql", "mysql", "sqlite"])
    func marked(engine: String) throws {
        let project = try Self.project("CREATE TABLE users (id INTEGER PRIMARY KEY, age INTEGER, n INTEGER DEFAULT 1);")
        switch engine {
        case "postgresql": try project.addPostgreSQL("t", withEffects: false)
        case "mysql": try project.addMySQL("t", withEffects: false)
        default: try project.addSQLite("t", withEffects: false)
        }
        for (id, schema) in [
            ("aaa1", nil), ("aaa2", "CREATE TABLE users (id INTEGER PRIMARY KEY, n INTEGER DEFAULT 2);"),
        ] {
            if let schema { try project.scratch.write("schema.sql", schema) }
            let written = try project.flotilla("migrate", "-m", "x", "--rev-id", id, "--engine", engine)
            #expect(written.status == 0, "\(written.output)\(written.errors)")
        }
        func markers(_ id: String) throws -> [String] {
            try String(contentsOfFile: project.path + "/migrations/versions/\(id)_x.sql", encoding: .utf8)
                .split(separator: "\n").filter { $0.hasPrefix("-- flotilla:") }.map(String.init)
        }
        #expect(
            try markers("aaa1") == ["-- flotilla:upgrade \(engine)", "-- flotilla:downgrade \(engine) loses=data"])
        #expect(
            try markers("aaa2") == ["-- flotilla:upgrade \(engine) loses=data", "-- flotilla:downgrade \(engine)"])
        #expect(try project.flotilla("upgrade", "aaa1", "--all").status == 0)
        let refused = try project.flotilla("upgrade", "--all", "--yes")
        #expect(refused.status == 64 && refused.errors.contains("aaa2 (\(engine)): "), "\(refused.errors)")
        // In words, and once, also where a table is built anew.
        #expect(refused.errors.contains("drop column"), "\(refused.errors)")
        #expect(refused.errors.split(separator: "loses data  ").count == 2, "\(refused.errors)")
        #expect(try project.flotilla("upgrade", "--all", "--lose-data").status == 0)
        #expect(try project.flotilla("rehearse", "--engine", engine).status == 0)
        try project.dropDatabases()
    }

    @Test("commit a new value of an enum before they use it")
    func enumValue() throws {
        let table = "CREATE TABLE t (id integer PRIMARY KEY, mood mood NOT NULL DEFAULT"
        let project = try Self.project("CREATE TYPE mood AS ENUM ('good'); \(table) 'good');")
        let database = try project.addPostgreSQL("pg", withEffects: false)
        let migrate = { (id: String) in
            try project.flotilla("migrate", "-m", "Mood", "--rev-id", id, "--engine", "postgresql")
        }
        #expect(try migrate("aaa1").status == 0)
        #expect(try project.flotilla("upgrade", "--all", "--yes").status == 0)
        try project.scratch.write("schema.sql", "CREATE TYPE mood AS ENUM ('good', 'bad'); \(table) 'bad');")
        let second = try migrate("aaa2")
        #expect(second.status == 0, "\(second.output)\(second.errors)")
        #expect(try project.flotilla("rehearse", "--engine", "postgresql").status == 0)
        let upgrade = try project.flotilla("upgrade", "--all", "--yes")
        #expect(upgrade.status == 0, "\(upgrade.output)\(upgrade.errors)")
        #expect(try database.value("INSERT INTO t VALUES (1) RETURNING mood") == "bad")
        try database.run("DELETE FROM t")
        for words in [
            ["drift"], ["downgrade", "--all", "--yes", "--lose-data"], ["drift"], ["upgrade", "--all", "--yes"],
            ["drift"],
        ] {
            let run = try project.flotilla(words)
            #expect(run.status == 0, "\(words): \(run.output)\(run.errors)")
        }
        try project.dropDatabases()
    }

    @Test("stand where they were to stand, and leave out what the settings leave out")
    func placed() throws {
        let project = try Project(
            settings: """
                models: {sql: schema.sql}
                engines: [sqlite]
                compare: {exclude: ["old_*"]}
                revisions: {locations: [core, billing]}

                """)
        try project.scratch.write(
            "schema.sql", "CREATE TABLE users (id INTEGER PRIMARY KEY); CREATE TABLE old_x (n INT);")
        try project.scratch.write("core/a.sql", "-- Revision ID: a\n-- Revises:\n\n-- flotilla:upgrade\n")
        try project.scratch.write("billing/b.sql", "-- Revision ID: b\n-- Revises:\n\n-- flotilla:upgrade\n")
        let untold = try project.flotilla("migrate", "-m", "Users")
        #expect(untold.status == 65 && untold.errors.contains("several heads"), "\(untold)")
        let told = try project.flotilla(
            "migrate", "-m", "Users", "--head", "b", "--branch-label", "bills", "--rev-id", "c")
        #expect(told.status == 0, "\(told)")
        let text = try String(contentsOfFile: project.path + "/billing/c_users.sql", encoding: .utf8)
        #expect(text.contains("-- Revises: b\n") && text.contains("-- Branch labels: bills\n"), "\(text)")
        #expect(text.contains("users") && !text.contains("old_x"), "\(text)")
        let check = try project.flotilla("check")
        #expect(check.status == 0, "\(check)")
    }

    @Test("leave what was written by hand as it is, also where SQLite makes its table anew")
    func writtenByHand() throws {
        let project = try Project(
            settings: "models: {sql: schema.sql}\nengines: [sqlite]\ncompare: {exclude: [my_*, users.own_*]}\n")
        try project.scratch.write("schema.sql", "CREATE TABLE users (id INTEGER PRIMARY KEY, n INT, CHECK (n > 0));")
        try project.revision(
            "aaa1", after: nil,
            up: """
                CREATE TABLE users (id INTEGER PRIMARY KEY, n INT);
                CREATE TRIGGER my_count AFTER INSERT ON users BEGIN UPDATE users SET n = 7 WHERE id = new.id; END;
                CREATE INDEX own_n ON users (n);
                """, down: "DROP TABLE users;")
        let database = try project.addSQLite("t", withEffects: false)
        let written = try project.flotilla("migrate", "-m", "Check", "--rev-id", "aaa2")
        #expect(written.status == 0 && !written.output.contains("own_n"), "\(written)")
        let upgrade = try project.flotilla("upgrade", "--all", "--yes")
        #expect(upgrade.status == 0, "\(upgrade)")
        let names =
            "SELECT name FROM sqlite_schema WHERE type IN ('index', 'trigger') AND tbl_name = 'users' ORDER BY 1"
        #expect(try database.column(names) == ["my_count", "own_n"])
        for words in [["check"], ["drift"], ["downgrade", "--all", "--yes"], ["drift"]] {
            let run = try project.flotilla(words)
            #expect(run.status == 0, "\(words): \(run)")
        }
        #expect(try database.column(names) == ["my_count", "own_n"])
    }

    @Test("are told as data, and printed instead of written where that is asked")
    func printed() throws {
        let project = try Self.project(Self.first)
        let printed = try project.flotilla("migrate", "-m", "Add users", "--sql", "--engine", "sqlite")
        #expect(printed.output.hasPrefix("-- Add users\n") && printed.output.contains("CREATE TABLE users"))
        let check = try project.flotilla("check", "-o", "json", "--engine", "sqlite")
        for text in [#""equal":false"#, #""object":"table""#] {
            #expect(check.output.contains(text), "\(check.output)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: project.path + "/migrations/versions") == [".keep"])
    }

    @Test(
        "are refused with words that say what to do",
        arguments: [
            (["migrate", "-m", "x", "--rename", "nobody:users"], 64, "the old name is not there"),
            (["migrate", "-m", "x", "--rename", "users"], 64, "is no rename"),
            (["check", "--engine", "oracle"], 64, "is no engine"),
            (["drift", "--accept"], 64, "--reason"), (["rehearse", "zzz"], 64, "zzz"),
        ])
    func refused(words: [String], status: Int32, text: String) throws {
        let project = try Self.project(Self.first)
        let run = try project.flotilla(words)
        #expect(run.status == status && run.errors.contains(text), "\(run.status) \(run.output)\(run.errors)")
    }

    @Test("written for one engine of several, they say for which")
    func oneEngine() throws {
        let project = try Self.project(Self.first)
        let made = try project.flotilla("migrate", "-m", "Users", "--rev-id", "aaa1", "--engine", "sqlite")
        #expect(made.status == 0, "\(made.output)\(made.errors)")
        let text = try String(contentsOfFile: project.path + "/migrations/versions/aaa1_users.sql", encoding: .utf8)
        #expect(
            text.contains("-- flotilla:upgrade sqlite\n") && text.contains("-- flotilla:downgrade sqlite "), "\(text)")
    }

    @Test("models that would write to another database of the server are refused, and nothing is lost")
    func otherDatabase() throws {
        let project = try Self.project("")
        defer { try? project.dropDatabases() }
        let shop = try project.addMySQL("shop")
        try shop.run("INSERT INTO effects VALUES ('kept')")
        let name = project.databaseName("shop")
        try project.scratch.write("schema.sql", "USE `\(name)`;\nDROP TABLE IF EXISTS effects;\n")
        let refused = try project.flotilla("check", "--engine", "mysql")
        #expect(refused.status == 65 && refused.errors.contains("schema.sql:1 names another database"), "\(refused)")
        try project.scratch.write("schema.sql", "DROP TABLE \(name).effects;\n")
        #expect(try project.flotilla("check", "--engine", "mysql").status == 65)
        #expect(try shop.run("SELECT revision FROM effects") == [["kept"]])
    }

    @Test("a statement of the models that fails is shown with its line")
    func brokenModels() throws {
        let project = try Self.project("CREATE TABLE a (id INTEGER);\nCREATE TABEL b (id INTEGER);\n")
        let run = try project.flotilla("check", "--engine", "sqlite")
        #expect(run.status == 65 && run.errors.contains("schema.sql:2 fails on sqlite"), "\(run.errors)")
    }

    @Test("whose way down fails half-way on MySQL are told of with what the server said")
    func failsHalfWayDown() throws {
        let server = try Environment.mysql()
        let project = try Project(settings: "engines: [mysql]\nscratch: {mysql: \"\(server)\"}\n")
        try project.revision(
            "a", after: nil, up: "CREATE TABLE t (n int); CREATE TABLE u (n int);",
            down: "DROP TABLE u; ALTER TABLE t DROP COLUMN nothing;")
        let run = try project.flotilla("rehearse", "--engine", "mysql")
        #expect(run.status == 2 && run.output.contains("failed down"), "\(run.output)\(run.errors)")
        #expect(run.output.contains("nothing") && !run.output.contains("stamp"), "\(run.output)\(run.errors)")
    }

    @Test("need a place for scratch databases, which the doctor looks at without models too")
    func leftOvers() throws {
        let server = try Environment.postgresql()
        let project = try Project(settings: "scratch: {postgresql: \"\(server)\"}\n")
        let doctor = try project.flotilla("doctor")
        #expect(doctor.output.contains("scratch"), "\(doctor.output)\(doctor.errors)")
    }
}

/// Targets that are not what their version's revisions give.
@Suite("Drift over a fleet")
struct DriftTests {
    @Test("is found, told once for each shape, and accepted")
    func shapes() throws {
        let project = try Project()
        try project.revision(
            "aaa1", after: nil, up: "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);",
            down: "DROP TABLE users;")
        var databases: [Database] = []
        for number in 1...9 { databases.append(try project.addSQLite("t\(number)", withEffects: false)) }
        #expect(try project.flotilla("upgrade", "--all", "--yes").status == 0)
        #expect(try project.flotilla("drift").status == 0)
        for number in [2, 4] { try databases[number].run("ALTER TABLE users ADD COLUMN extra TEXT") }
        try databases[6].run("CREATE INDEX mine ON users (email)")

        let found = try project.flotilla("drift")
        #expect(found.status == 2, "\(found.output)\(found.errors)")
        #expect(found.output.contains("to be as expected: remove column users.extra"))
        #expect(found.output.contains("to be as expected: remove index mine of users"))
        let census = try project.flotilla("census")
        #expect(census.status == 0 && census.output.contains("3 shapes over 9 targets"), "\(census.output)")
        let without = try project.flotilla("drift", "--exclude", "index:users.mine", "-o", "csv")
        #expect(without.output.split(separator: "\n").count == 3, "\(without.output)")

        #expect(try project.flotilla("drift", "--accept", "--reason", "grown by hand").status == 0)
        let known = try project.flotilla("drift")
        #expect(known.status == 0 && known.output.contains("known to"), "\(known.output)\(known.errors)")
        try databases[0].run("DROP TABLE users")
        #expect(try project.flotilla("drift").status == 2)
    }

    @Test("that is accepted stays so on later versions, for the gate too")
    func laterVersions() throws {
        let project = try Project(
            settings: "policies: {alike: {waves: [{name: all}], gates: [{fingerprint: agree, interval: 1s}]}}\n")
        try project.revision("a", after: nil, up: "CREATE TABLE users (id INT);", down: "DROP TABLE users;")
        var databases: [Database] = []
        for id in ["s1", "s2", "s3"] { databases.append(try project.addSQLite(id, withEffects: false)) }
        #expect(try project.flotilla("upgrade", "--all", "--yes").status == 0)
        try databases[0].run("ALTER TABLE users ADD COLUMN extra TEXT")
        #expect(try project.flotilla("drift", "--accept", "--reason", "his own").status == 0)
        try project.revision(
            "b", after: "a", up: "ALTER TABLE users ADD COLUMN n INT;", down: "ALTER TABLE users DROP COLUMN n;")
        let start = try project.flotilla("rollout", "start", "--policy", "alike", "--yes")
        #expect(start.status == 0, "\(start)")
        let later = try project.flotilla("drift")
        #expect(later.status == 0 && later.output.contains("known to"), "\(later)")
        try databases[1].run("ALTER TABLE users ADD COLUMN other TEXT")
        #expect(try project.flotilla("drift").status == 2)
    }

    @Test("is not lost with its rows where SQLite makes a table anew")
    func columnOfOwn() throws {
        let project = try Project(settings: "models: {sql: schema.sql}\nengines: [sqlite]\n")
        try project.revision(
            "aaa1", after: nil, up: "CREATE TABLE users (id INTEGER PRIMARY KEY, n INT);", down: "DROP TABLE users;")
        let database = try project.addSQLite("t", withEffects: false)
        #expect(try project.flotilla("upgrade", "--all", "--yes").status == 0)
        try database.run("ALTER TABLE users ADD COLUMN extra TEXT; INSERT INTO users VALUES (1, 2, 'precious')")
        #expect(try project.flotilla("drift", "--accept", "--reason", "his own").status == 0)
        try project.scratch.write("schema.sql", "CREATE TABLE users (id INTEGER PRIMARY KEY, n INT, CHECK (n > 0));")
        #expect(try project.flotilla("migrate", "-m", "Check", "--rev-id", "aaa2").status == 0)
        let refused = try project.flotilla("upgrade", "--all", "--yes")
        #expect(refused.status == 1 && refused.errors.contains("other columns of users would be lost"), "\(refused)")
        #expect(try database.value("SELECT extra FROM users") == "precious")
        try database.run("ALTER TABLE users DROP COLUMN extra; CREATE INDEX mine ON users (n)")
        let again = try project.flotilla("upgrade", "--all", "--yes")
        #expect(
            again.status == 1 && again.errors.contains("other indexes or triggers of users would be lost"), "\(again)")
        #expect(try database.value("SELECT name FROM sqlite_schema WHERE name = 'mine'") == "mine")
        try database.run("DROP INDEX mine")
        #expect(try project.flotilla("upgrade", "--all", "--yes").status == 0)
    }

    /// Planted at every third target, the others are as they should be.
    private static let planted: [Engine: [String]] = [
        .sqlite: [
            "ALTER TABLE users ADD COLUMN extra TEXT", "DROP INDEX ix_users_name",
            "CREATE TABLE left_over (id INTEGER)",
            "CREATE INDEX mine ON users (email)",
        ],
        .postgresql: [
            "ALTER TABLE users ALTER COLUMN email TYPE varchar(40)",
            "ALTER TABLE users ALTER COLUMN name SET DEFAULT 'x'",
            "ALTER TABLE users DROP CONSTRAINT users_email_key",
        ],
    ]

    @Test("finds each of seven shapes on two engines, with as many targets as have it")
    func manyShapes() throws {
        let project = try Project(settings: "scratch: {postgresql: \"\(try Environment.postgresql())\"}\n")
        try project.revision(
            "aaa1", after: nil,
            up: """
                CREATE TABLE users (id INTEGER PRIMARY KEY, email VARCHAR(80) UNIQUE, name VARCHAR(80));
                CREATE INDEX ix_users_name ON users (name);
                """, down: "DROP TABLE users;")
        var fleet: [Engine: [Database]] = [:]
        for number in 1...24 {
            fleet[.sqlite, default: []].append(try project.addSQLite("s\(number)", withEffects: false))
        }
        for number in 1...9 {
            fleet[.postgresql, default: []].append(try project.addPostgreSQL("p\(number)", withEffects: false))
        }
        #expect(try project.flotilla("upgrade", "--all", "--yes").status == 0)
        var wanted: [String] = []
        for (engine, databases) in fleet {
            let sick = databases.enumerated().filter { $0.offset % 3 == 0 }.map(\.element)
            let statements = try #require(Self.planted[engine])
            for (place, database) in sick.enumerated() { try database.run(statements[place % statements.count]) }
            wanted.append("\(databases.count - sick.count) \(engine.rawValue) expected")
            wanted += statements.map { _ in "\(sick.count / statements.count) \(engine.rawValue) drifted" }
        }
        let report = try project.flotilla("drift", "-o", "json")
        #expect(report.status == 2, "\(report.errors)")
        #expect(try Self.shapes(report.output) == wanted.sorted(), "\(report.output)")
        try project.dropDatabases()
    }

    /// How many targets of which engine are in which state, a line for each shape.
    private static func shapes(_ output: String) throws -> [String] {
        let report = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
        let shapes = try #require(report?["shapes"] as? [[String: Any]])
        return try shapes.map { shape in
            let count = try #require(shape["targets"] as? Int)
            let engine = try #require(shape["engine"] as? String)
            let state = try #require(shape["state"] as? String)
            return "\(count) \(engine) \(state)"
        }.sorted()
    }
}
