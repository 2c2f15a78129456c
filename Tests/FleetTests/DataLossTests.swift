import Foundation
import Testing

/// Steps that a revision marks as losing data: nobody's rows are gone because somebody did not look.
@Suite("What loses data")
struct DataLossTests {
    /// `a` makes a table with a row in it, and loses it on the way back; `b` does away with it, and makes an empty one on
    /// the way back.
    private static func project(settings: String = "") throws -> Project {
        let project = try Project(settings: settings)
        try project.scratch.write(
            "migrations/versions/a.sql",
            """
            -- Revision ID: a
            -- Revises:

            -- flotilla:upgrade
            CREATE TABLE log (n INT);
            INSERT INTO log VALUES (7);

            -- flotilla:downgrade loses=data
            -- drop table log (loses data)
            DROP TABLE log;

            """)
        try project.scratch.write(
            "migrations/versions/b.sql",
            """
            -- Revision ID: b
            -- Revises: a

            -- flotilla:upgrade loses=data
            DROP TABLE log;

            -- flotilla:downgrade
            CREATE TABLE log (n INT);

            """)
        return project
    }

    private static func onEveryEngine() throws -> (Project, [Database]) {
        let project = try project()
        let databases = [
            try project.addPostgreSQL("p", withEffects: false), try project.addMySQL("m", withEffects: false),
            try project.addSQLite("s", withEffects: false),
        ]
        return (project, databases)
    }

    private static func rows(_ databases: [Database]) throws -> [String?] {
        try databases.map { try $0.value("SELECT count(*) FROM log") }
    }

    private static func versions(_ databases: [Database]) throws -> [String?] {
        try databases.map { try $0.value("SELECT version_num FROM alembic_version") }
    }

    @Test("is refused on every engine before anything is written, in both directions, and done with the word")
    func words() throws {
        let (project, databases) = try Self.onEveryEngine()
        // Nothing on the way there is marked.
        let harmless = try project.flotilla("upgrade", "a", "--all", "--yes")
        #expect(harmless.status == 0, "\(harmless.errors)")
        let refused = try project.flotilla("upgrade", "--all", "--yes")
        #expect(refused.status == 64, "\(refused.output)\(refused.errors)")
        #expect(refused.errors.contains("upgrade to head loses data on 3 targets"), "\(refused.errors)")
        for engine in ["postgresql", "mysql", "sqlite"] {
            #expect(refused.errors.contains("b (\(engine)): DROP TABLE log\n"), "\(refused.errors)")
        }
        #expect(refused.errors.contains("--lose-data"))
        #expect(try Self.rows(databases) == ["1", "1", "1"])
        #expect(try project.flotilla("ledger", "runs", "-o", "csv").output.split(separator: "\n").count == 2)
        let meant = try project.flotilla("upgrade", "--all", "--yes", "--lose-data")
        #expect(meant.status == 0, "\(meant.errors)")
        #expect(try Self.versions(databases) == ["b", "b", "b"])

        #expect(try project.flotilla("downgrade", "--all", "--yes").status == 0)
        let down = try project.flotilla("downgrade", "base", "--target", "p")
        #expect(down.status == 64 && down.errors.contains("a (postgresql): drop table log"), "\(down.errors)")
        #expect(try Self.versions(databases) == ["a", "a", "a"])
        #expect(try project.flotilla("downgrade", "base", "--all", "--yes", "--lose-data").status == 0)
        try project.dropDatabases()
    }

    @Test("is refused on the target itself when that has moved since the ledger saw it, and on no other one")
    func moved() throws {
        let (project, databases) = try Self.onEveryEngine()
        #expect(try project.flotilla("upgrade", "--all", "--yes", "--lose-data").status == 0)
        try databases[1].run("CREATE TABLE log (n INT)")
        try databases[1].run("UPDATE alembic_version SET version_num = 'a'")
        let run = try project.flotilla("upgrade", "--all", "--yes")
        #expect(run.status == 3 && run.errors.contains("revision b loses data: DROP TABLE log"), "\(run.errors)")
        #expect(run.errors.contains("--lose-data"))
        #expect(try Self.versions(databases) == ["b", "a", "b"])
        #expect(try databases[1].value("SELECT count(*) FROM log") == "0")
        try project.dropDatabases()
    }

    @Test("is told by a plan, and a rollout of it is begun with the word only, which is kept in the record")
    func rollouts() throws {
        let (project, databases) = try Self.onEveryEngine()
        #expect(try project.flotilla("upgrade", "a", "--target", "p", "--yes").status == 0)
        let plan = try project.flotilla("rollout", "plan", "--save", "plan.json")
        #expect(plan.status == 0 && plan.output.contains("loses data on 3 targets: b ("), "\(plan.output)")
        #expect(plan.output.contains("revision b on postgresql, mysql and sqlite, loses data"), "\(plan.output)")
        for words in [
            ["rollout", "start", "--yes"], ["rollout", "start", "--plan", "plan.json", "--yes", "--detach"],
        ] {
            let refused = try project.flotilla(words)
            #expect(refused.status == 64 && refused.errors.contains("the rollout loses data on 3 targets"))
            #expect(refused.errors.contains("b (sqlite): DROP TABLE log"), "\(refused.errors)")
        }
        #expect(try project.flotilla("rollout", "list", "-o", "name").output.isEmpty)
        let started = try project.flotilla(
            "rollout", "start", "--plan", "plan.json", "--yes", "--lose-data", "--reason", "nobody reads it")
        #expect(started.status == 0, "\(started.output)\(started.errors)")
        #expect(try Self.versions(databases) == ["b", "b", "b"])
        let events = try project.flotilla("ledger", "events", "-o", "csv").output
        #expect(events.contains("data loss accepted") && events.contains("revision b on mysql"), "\(events)")
        try project.dropDatabases()
    }

    @Test(
        "on the way back is left to a person, unless whoever started the rollout has agreed to it",
        arguments: [([], 5, "a"), (["--lose-data"], 1, nil)] as [([String], Int32, String?)])
    func takenBack(options: [String], status: Int32, version: String?) throws {
        let project = try Self.project(
            settings: "policies:\n  back: {waves: [{name: all}], failures: {tolerate: 0, then: revert}}\n")
        let good = try project.addSQLite("s1", withEffects: false)
        try project.addSQLite("s2", withEffects: false).run("CREATE TABLE log (n INT)")
        let plan = try project.flotilla("rollout", "plan", "a", "--policy", "back")
        #expect(plan.output.contains("taking it back loses data: a (sqlite) drop table log"), "\(plan.output)")
        let start = try project.flotilla(["rollout", "start", "a", "--policy", "back", "--yes"] + options)
        #expect(start.status == status, "\(start.output)\(start.errors)")
        #expect(try good.value("SELECT version_num FROM alembic_version") == version)
        let shown = try project.flotilla("rollout", "show", "1").output
        #expect(shown.contains("it is not taken back, because that loses data") == options.isEmpty, "\(shown)")
        guard options.isEmpty else { return }
        let refused = try project.flotilla("rollout", "revert", "--yes")
        #expect(refused.status == 64 && refused.errors.contains("a (sqlite): drop table log"), "\(refused.errors)")
        #expect(try project.flotilla("rollout", "revert", "--yes", "--lose-data").status == 0)
        #expect(try good.value("SELECT version_num FROM alembic_version") == nil)
    }
}
