import FlotillaSQL
import Foundation
import Testing

/// Flyway's scripts without a version.
@Suite("A script that Flyway repeats")
struct RepeatableTests {
    private static func write(_ text: String, to foreign: ForeignProject) throws {
        try foreign.project.scratch.write("db/scripts/R__note.sql", text)
    }

    private static func note(_ words: String) -> String { "INSERT INTO effects VALUES ('\(words)');\n" }

    @Test("runs behind the revisions, and again whenever it has changed", arguments: Engine.allCases)
    func again(_ engine: Engine) throws {
        let foreign = try ForeignProject(.flyway, engine)
        try Self.write(Self.note("r first"), to: foreign)
        let first = try foreign.project.upgrade()
        #expect(first.number("t", "steps") == 4 && first.version("t") == ["3"], "\(first.errors)")
        #expect(try foreign.project.upgrade().ending("t") == "skipped")
        try Self.write(Self.note("r second"), to: foreign)
        let second = try foreign.project.upgrade()
        #expect(second.number("t", "steps") == 1 && second.version("t") == ["3"], "\(second.errors)")
        #expect(
            try foreign.project.effects(foreign.database) == ["1 up", "2 up", "3 up", "r first", "r second"])
        let rows = try foreign.database.run(
            "SELECT installed_rank, description, type, script FROM flyway_schema_history WHERE version IS NULL")
        #expect(rows == [["4", "note", "SQL", "R__note.sql"], ["5", "note", "SQL", "R__note.sql"]])
    }

    @Test("waits until the target is at the head", arguments: Engine.allCases)
    func waits(_ engine: Engine) throws {
        let foreign = try ForeignProject(.flyway, engine)
        try Self.write(Self.note("r"), to: foreign)
        #expect(try foreign.project.flotilla("upgrade", "2", "--all", "--yes").status == 0)
        #expect(try foreign.project.effects(foreign.database) == ["1 up", "2 up"])
    }

    @Test("that Flyway ran in this form is not run again", arguments: Engine.allCases)
    func known(_ engine: Engine) throws {
        let foreign = try ForeignProject(.flyway, engine)
        try foreign.layTable(applied: [1, 2, 3])
        try Self.write("SELECT 1;\n", to: foreign)
        try foreign.database.run(
            """
            INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by, \
            execution_time, success) VALUES (9, NULL, 'note', 'SQL', 'R__note.sql', \(try foreign.checksum("R__note.sql")), \
            'flyway', 7, TRUE)
            """)
        #expect(try foreign.project.upgrade().ending("t") == "skipped")
    }

    @Test(
        "belongs to a plan, which is refused when it was edited, came or went since, and by workers that have another one"
    )
    func planned() throws {
        let foreign = try ForeignProject(.flyway, .sqlite)
        let project = foreign.project
        try Self.write(Self.note("r"), to: foreign)
        let made = try project.flotilla("rollout", "plan", "--save", "plan.json")
        #expect(made.status == 0 && made.output.contains("INSERT INTO effects VALUES ('r')"), "\(made.output)")
        func start() throws -> Finished {
            try project.flotilla("rollout", "start", "--plan", "plan.json", "--detach", "--yes")
        }

        try Self.write(Self.note("other"), to: foreign)
        let edited = try start()
        #expect(edited.status == 1 && edited.errors.contains("edited revisions: R__note.sql"), "\(edited.errors)")
        try FileManager.default.removeItem(atPath: project.path + "/db/scripts/R__note.sql")
        let missing = try start()
        #expect(missing.status == 1 && missing.errors.contains("missing revisions: R__note.sql"), "\(missing.errors)")
        try Self.write(Self.note("r"), to: foreign)
        try project.scratch.write("db/scripts/R__more.sql", Self.note("more"))
        let arrived = try start()
        #expect(arrived.status == 1 && arrived.errors.contains("edited revisions: R__more.sql"), "\(arrived.errors)")
        try FileManager.default.removeItem(atPath: project.path + "/db/scripts/R__more.sql")
        #expect(try start().status == 0)

        try Self.write(Self.note("other"), to: foreign)
        let refused = try project.flotilla("rollout", "resume")
        #expect(refused.status != 0 && refused.errors.contains("R__note.sql"), "\(refused.errors)")
        #expect(try project.effects(foreign.database) == [])
        try Self.write(Self.note("r"), to: foreign)
        #expect(try project.flotilla("rollout", "resume").status == 0)
        #expect(try project.effects(foreign.database) == ["1 up", "2 up", "3 up", "r"])
    }

    @Test("is no part of a plan that does not end at the head")
    func notPlanned() throws {
        let foreign = try ForeignProject(.flyway, .sqlite)
        try Self.write(Self.note("r"), to: foreign)
        #expect(try foreign.project.flotilla("rollout", "plan", "2", "--save", "plan.json").status == 0)
        try Self.write(Self.note("other"), to: foreign)
        let start = try foreign.project.flotilla("rollout", "start", "--plan", "plan.json", "--yes")
        #expect(start.status == 0, "\(start.errors)")
        #expect(try foreign.project.effects(foreign.database) == ["1 up", "2 up"])
    }

    @Test("that failed half-way goes on where it stopped")
    func halfApplied() throws {
        let foreign = try ForeignProject(.flyway, .mysql)
        try Self.write(
            Self.note("r") + "CREATE TABLE r (id INT NOT NULL);\nINSERT INTO effects SELECT note FROM cause;\n",
            to: foreign)
        let failed = try foreign.project.upgrade("--retries", "0")
        #expect(failed.ending("t") == "failed, other, half-applied", "\(failed.errors)")
        try foreign.database.run("CREATE TABLE cause (note VARCHAR(20) NOT NULL)")
        #expect(try foreign.project.upgrade().ending("t") == "succeeded")
        #expect(try foreign.project.effects(foreign.database) == ["1 up", "2 up", "3 up", "r"])
    }

    @Test("that cannot be read is refused before any target is touched")
    func unreadable() throws {
        let foreign = try ForeignProject(.flyway, .sqlite)
        try Self.write("INSERT INTO effects VALUES ('never ended);\n", to: foreign)
        let refused = try foreign.project.flotilla("upgrade", "head", "--all", "--yes")
        #expect(refused.status == 65 && refused.errors.contains("R__note.sql"), "\(refused.errors)")
        #expect(try foreign.project.effects(foreign.database) == [])
    }
}
