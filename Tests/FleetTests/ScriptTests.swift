import FlotillaDriver
import FlotillaMySQL
import FlotillaPostgreSQL
import FlotillaSQL
import FlotillaSQLite
import FlotillaSchema
import Foundation
import Testing

/// What `--sql` prints is run by the engine's own client, unchanged, and the database is as if Flotilla had been there.
@Suite("Scripts that --sql prints")
struct ScriptTests {
    /// A database that Flotilla is sent to, and one that gets scripts.
    private final class Pair {
        let project: Project
        let engine: Engine
        let direct: Database
        let scripted: Database

        init(_ engine: Engine, settings: String = "") throws {
            self.engine = engine
            project = try Project(settings: settings)
            direct = try project.add("direct", on: engine, withEffects: false)
            scripted = try project.add("scripted", on: engine, withEffects: false)
        }

        deinit { try? project.dropDatabases() }

        /// The script, which prints nothing but itself.
        func script(_ words: String...) throws -> String {
            let printed = try project.flotilla(words + ["--sql", "--target", "scripted"])
            try #require(printed.status == 0 && printed.errors.isEmpty, "\(printed)")
            return printed.output
        }

        /// Runs it with psql, mariadb or sqlite3.
        func run(_ script: String) throws -> Finished {
            let url = scripted.url
            let folder = project.path
            switch engine {
            case .postgresql:
                let host = try #require(url.hosts.first)
                return try FleetTests.run(
                    "/usr/bin/env",
                    [
                        "psql", "--no-psqlrc", "--quiet", "-h", host.name, "-p", "\(host.port ?? 5432)", "-U",
                        url.user ?? "", url.database,
                    ], in: folder, environment: ["PGPASSWORD": url.password?.reveal() ?? ""], input: script)
            case .mysql:
                let host = try #require(url.hosts.first)
                return try FleetTests.run(
                    "/usr/bin/env",
                    [
                        "mariadb", "--no-defaults", "-h", host.name, "-P", "\(host.port ?? 3306)", "-u", url.user ?? "",
                        url.database,
                    ], in: folder, environment: ["MYSQL_PWD": url.password?.reveal() ?? ""], input: script)
            case .sqlite:
                return try FleetTests.run(
                    "/usr/bin/env", ["sqlite3", url.database], in: folder, input: script)
            }
        }

        func schema(_ database: Database) throws -> String {
            let reader: any SchemaReader =
                switch engine {
                case .postgresql: PostgreSQLSchemaReader()
                case .mysql: MySQLSchemaReader()
                case .sqlite: SQLiteSchemaReader()
                }
            let session = try database.connect()
            defer { session.close() }
            let scope = SchemaScope(ignored: [OpeningRequest.journalTable])
            return try reader.read(session, scope, deadline: .after(.seconds(60))).fingerprintText
        }

        func areAlike() throws -> Bool {
            let isAlike = try schema(direct) == schema(scripted)
            return try isAlike && project.versions(direct) == project.versions(scripted)
        }
    }

    @Test("for ten revisions up and down do what Flotilla does", arguments: Engine.allCases)
    func tenRevisions(_ engine: Engine) throws {
        let pair = try Pair(engine)
        try TenRevisions.write(to: pair.project)
        for (direct, range) in [
            (["upgrade", "r04"], "r04"), (["upgrade", "head"], "r04:head"), (["downgrade", "r06"], "r10:r06"),
            (["downgrade", "base"], "r06:base"), (["upgrade", "+10"], ":+10"),
        ] {
            let run = try pair.project.flotilla(direct + ["--target", "direct"])
            try #require(run.status == 0, "\(run.errors)")
            let finished = try pair.run(try pair.script(direct[0], range))
            #expect(finished.status == 0 && finished.output.isEmpty, "\(range): \(finished)")
            #expect(try pair.areAlike(), "\(range)")
        }
        let current = try pair.project.flotilla("current", "--target", "scripted")
        #expect(current.output == "r10 (head)\n", "\(current)")
        #expect(try pair.project.effects(pair.scripted) == TenRevisions.ids)
    }

    @Test("change nothing in a database that is on another revision", arguments: Engine.allCases)
    func otherVersion(_ engine: Engine) throws {
        let pair = try Pair(engine)
        try TenRevisions.write(to: pair.project)
        try #require(try pair.run(try pair.script("upgrade", "r02")).status == 0)
        let before = try pair.schema(pair.scripted)
        for script in [try pair.script("upgrade", "r03:r05"), try pair.script("upgrade", "r05")] {
            let finished = try pair.run(script)
            #expect(finished.status != 0, "\(finished)")
            #expect(engine == .mysql || finished.errors.contains("the database is not on"), "\(finished.errors)")
        }
        #expect(try pair.schema(pair.scripted) == before)
        #expect(try pair.project.versions(pair.scripted) == ["r02"])
    }

    @Test("change nothing where a step is half applied", arguments: [Engine.postgresql, .sqlite])
    func halfApplied(_ engine: Engine) throws {
        let pair = try Pair(engine, settings: "defaults: {retries: 0}\n")
        try pair.project.revision(
            "a", after: nil,
            up: "BEGIN; CREATE TABLE one (n INT); COMMIT;\nBEGIN; INSERT INTO missing VALUES (1); COMMIT;",
            down: "DROP TABLE one;", options: " transaction=script")
        #expect(try pair.project.flotilla("upgrade", "--target", "scripted").status == 1)
        let before = try pair.schema(pair.scripted)
        let finished = try pair.run(try pair.script("upgrade"))
        #expect(finished.status != 0 && finished.errors.contains("half applied"), "\(finished)")
        #expect(try pair.schema(pair.scripted) == before)
    }

    @Test("are refused where a revision runs in Python, which they would leave out", arguments: Engine.allCases)
    func inPython(_ engine: Engine) throws {
        let both = try BridgeProject()
        _ = try both.add("t", on: engine)
        try both.shared("a", after: nil, up: "CREATE TABLE a (id INT)", down: "DROP TABLE a")
        try both.bridged("b", after: "a", up: "pass")
        for words in [["upgrade"], ["upgrade", "a:b"], ["downgrade", "b:a"]] {
            let printed = try both.project.flotilla(words + ["--sql", "--target", "t"])
            #expect(printed.status == 65 && printed.output.isEmpty, "\(printed)")
            #expect(printed.errors.contains("revision b runs in Python"), "\(printed.errors)")
        }
        #expect(try both.project.flotilla("upgrade", "a", "--sql", "--target", "t").status == 0)
    }

    @Test("stop at the first error and leave what a transaction leaves", arguments: Engine.allCases)
    func failing(_ engine: Engine) throws {
        let pair = try Pair(engine)
        try pair.project.revision("a", after: nil, up: "CREATE TABLE one (n INT);", down: "DROP TABLE one;")
        try pair.project.revision(
            "b", after: "a",
            up: "CREATE TABLE two (n INT);\nINSERT INTO missing VALUES (1);\nCREATE TABLE three (n INT);",
            down: "DROP TABLE two;")
        let finished = try pair.run(try pair.script("upgrade"))
        #expect(finished.status != 0, "\(finished)")
        let schema = try pair.schema(pair.scripted)
        #expect(!schema.contains("three") && schema.contains("two") == (engine == .mysql), "\(schema)")
        #expect(try engine != .mysql || pair.project.versions(pair.scripted) == ["a"])
    }

    @Test("run checks and verifications, and go no further when one finds rows", arguments: Engine.allCases)
    func checks(_ engine: Engine) throws {
        let pair = try Pair(engine)
        try pair.project.revision("a", after: nil, up: "CREATE TABLE t (n INT);", down: "DROP TABLE t;")
        try pair.project.scratch.write(
            "migrations/versions/b.sql",
            """
            -- Revision ID: b
            -- Revises: a

            -- flotilla:check "no $flotilla$ negative"
            SELECT n FROM t WHERE n < 0 -- the last remark
            -- flotilla:upgrade
            CREATE TABLE u (n INT);
            -- flotilla:verify "u is empty"
            SELECT * FROM u;
            """)
        try #require(try pair.run(try pair.script("upgrade", "a")).status == 0)
        try pair.scripted.run("INSERT INTO t VALUES (-1)")
        let script = try pair.script("upgrade", "a:b")
        #expect(try pair.run(script).status != 0)
        #expect(try pair.project.versions(pair.scripted) == ["a"])
        try pair.scripted.run("DELETE FROM t")
        let finished = try pair.run(script)
        #expect(finished.status == 0, "\(finished)")
        #expect(try pair.project.versions(pair.scripted) == ["b"])
    }

    @Test("keep outside of transactions what cannot be in one")
    func withoutTransaction() throws {
        let pair = try Pair(.postgresql)
        try pair.project.revision("a", after: nil, up: "CREATE TABLE t (n INT);", down: "DROP TABLE t;")
        try pair.project.revision(
            "b", after: "a", up: "CREATE INDEX CONCURRENTLY t_n ON t (n);", down: "DROP INDEX CONCURRENTLY t_n;",
            options: " transaction=none")
        try pair.project.revision("c", after: "b", up: "CREATE TABLE u (n INT);", down: "DROP TABLE u;")
        let finished = try pair.run(try pair.script("upgrade"))
        #expect(finished.status == 0, "\(finished)")
        try #require(try pair.project.flotilla("upgrade", "--target", "direct").status == 0)
        #expect(try pair.areAlike())
        #expect(try pair.run(try pair.script("downgrade", "c:a")).status == 0)
        #expect(try pair.project.versions(pair.scripted) == ["a"])
    }

    @Test("stamp, make the version table, and empty it first where that is wanted", arguments: Engine.allCases)
    func stamps(_ engine: Engine) throws {
        let pair = try Pair(engine)
        try TenRevisions.write(to: pair.project)
        for (script, versions) in [
            (try pair.script("ensure-version"), []), (try pair.script("stamp", "r03"), ["r03"]),
            (try pair.script("stamp", "r03:r05"), ["r05"]), (try pair.script("stamp", "r07", "--purge"), ["r07"]),
        ] {
            let finished = try pair.run(script)
            #expect(finished.status == 0 && finished.output.isEmpty, "\(finished)")
            #expect(try pair.project.versions(pair.scripted) == versions)
        }
    }

    @Test("Alembic goes on from what a script made", arguments: Engine.allCases)
    func alembic(_ engine: Engine) throws {
        let both = try AlembicProject(engine, [.init(id: "a"), .init(id: "b", parents: ["a"])])
        let printed = try both.project.flotilla("upgrade", "a", "--sql", "--engine", engine.rawValue)
        #expect(printed.output.contains("alembic_version") && printed.status == 0, "\(printed)")
        let session = try both.database.connect()
        defer { session.close() }
        let lines = printed.output.split(separator: "\n").filter { !$0.hasPrefix(".") && !$0.hasPrefix("\\") }
        _ = try session.run(Batch(lines.joined(separator: "\n")), deadline: .after(.seconds(60)))
        #expect(try both.steps("upgrade", "head") == 1)
        #expect(try both.alembicCurrent() == ["b (head)"])
    }
}
