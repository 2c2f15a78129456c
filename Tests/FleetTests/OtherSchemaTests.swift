import Foundation
import Testing

/// What models, revisions and targets have beside the schema in which PostgreSQL makes new tables.
@Suite("Schemas of PostgreSQL besides the own one")
struct OtherSchemaTests {
    private static let models = """
        CREATE SCHEMA app;
        CREATE TYPE app.mood AS ENUM ('good', 'bad');
        CREATE TABLE app.users (id serial PRIMARY KEY, email text UNIQUE, mood app.mood);
        CREATE TABLE notes (id integer PRIMARY KEY, owner integer REFERENCES app.users);
        """

    private static func project(_ compared: String = "") throws -> Project {
        let project = try Project(
            settings: """
                models: {sql: schema.sql}
                engines: [postgresql]
                scratch: {postgresql: "\(try Environment.postgresql())"}
                \(compared)

                """)
        try project.scratch.write("schema.sql", models)
        try project.scratch.write("migrations/versions/.keep", "")
        return project
    }

    @Test("are not passed over in silence, neither in models nor in revisions")
    func untold() throws {
        let project = try Self.project()
        let migrate = try project.flotilla("migrate", "-m", "x")
        #expect(migrate.status == 65 && migrate.errors.contains("compare: {schemas: [app]}"), "\(migrate)")
        try project.scratch.write("schema.sql", "CREATE TABLE t (id integer);")
        try project.revision(
            "aaa1", after: nil, up: "CREATE TABLE t (id integer); CREATE SCHEMA hidden; CREATE TABLE hidden.t ();",
            down: "DROP SCHEMA hidden CASCADE; DROP TABLE t;")
        let check = try project.flotilla("check")
        #expect(check.status == 65 && check.errors.contains("hidden"), "\(check)")
        let without = try project.flotilla("check", "--exclude", "namespace:hidden")
        #expect(without.status == 0, "\(without)")
    }

    @Test("are compared when the settings name them, there and back")
    func compared() throws {
        let project = try Self.project("compare: {schemas: [app]}")
        let database = try project.addPostgreSQL("pg", withEffects: false)
        try run(
            project,
            [["migrate", "-m", "x", "--rev-id", "aaa1"], ["upgrade", "--all", "--yes"], ["check"], ["drift"]])
        try project.scratch.write(
            "schema.sql",
            """
            CREATE SCHEMA app;
            CREATE TYPE app.mood AS ENUM ('good', 'bad', 'mixed');
            CREATE TABLE app.users (id serial PRIMARY KEY, email varchar(80) NOT NULL, mood app.mood DEFAULT 'mixed');
            CREATE INDEX ix_mood ON app.users (mood);
            CREATE VIEW app.merry AS SELECT id FROM app.users WHERE mood = 'good';
            CREATE TABLE notes (id integer PRIMARY KEY, owner integer REFERENCES app.users ON DELETE CASCADE);
            """)
        try run(
            project,
            [
                ["migrate", "-m", "y", "--rev-id", "aaa2"], ["rehearse"], ["upgrade", "--all", "--yes", "--lose-data"],
                ["check"], ["drift"], ["downgrade", "--all", "--yes", "--lose-data"], ["drift"],
            ])
        try database.run("ALTER TABLE app.users ADD COLUMN extra text")
        let drift = try project.flotilla("drift")
        #expect(drift.status == 2 && drift.output.contains("remove column app.users.extra"), "\(drift)")
        try project.dropDatabases()
    }

    @Test("that only a target has are told of, or are drift where all are compared")
    func ofTargets() throws {
        let project = try Self.project()
        try project.revision("aaa1", after: nil, up: "CREATE TABLE t (id integer);", down: "DROP TABLE t;")
        let database = try project.addPostgreSQL("pg", withEffects: false)
        #expect(try project.flotilla("upgrade", "--all", "--yes").status == 0)
        try database.run("CREATE SCHEMA secret; CREATE TABLE secret.t (id integer); CREATE SCHEMA empty")
        let drift = try project.flotilla("drift")
        #expect(drift.status == 0 && drift.output.contains("not compared: schema secret of 1 target;"), "\(drift)")
        #expect(!drift.output.contains("empty"), "\(drift)")
        let excluded = try project.flotilla("drift", "--exclude", "namespace:secret")
        #expect(!excluded.output.contains("not compared"), "\(excluded)")
        let settings = try String(contentsOfFile: project.path + "/flotilla.yaml", encoding: .utf8)
        try project.scratch.write("flotilla.yaml", settings + "compare: {schemas: \"*\"}\n")
        let all = try project.flotilla("drift")
        #expect(all.status == 2 && all.output.contains("remove table secret.t"), "\(all)")
        try project.scratch.write("flotilla.yaml", settings + "compare: {schemas: [\"s*\"]}\n")
        #expect(try project.flotilla("drift").status == 65)
        try project.dropDatabases()
    }

    private func run(_ project: Project, _ commands: [[String]]) throws {
        for words in commands {
            let run = try project.flotilla(words)
            #expect(run.status == 0, "\(words): \(run.output)\(run.errors)")
        }
    }
}
