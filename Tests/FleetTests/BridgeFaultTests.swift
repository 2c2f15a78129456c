import FlotillaSQL
import Foundation
import Testing

/// What can go wrong around the Python of a project.
@Suite("When the Python of a project fails")
struct BridgeFaultTests {
    private func one(_ up: String, on engine: Engine = .sqlite, python: String? = nil, settings: String = "") throws
        -> (
            BridgeProject, Database
        )
    {
        let both = try BridgeProject(python: python, settings: settings)
        let database = try both.add("t", on: engine)
        try both.bridged("a", after: nil, up: up)
        return (both, database)
    }

    private func words(_ both: BridgeProject) throws -> String {
        try both.project.flotilla("upgrade", "--all", "--yes").errors
    }

    @Test("a Python that is not there is named, and where to correct it")
    func noPython() throws {
        let (both, _) = try one("pass", python: "/nowhere/python")
        let run = try both.project.upgrade()
        #expect(run.ending("t") == "failed, unusable Python, unchanged", "\(run.errors)")
        let words = try words(both)
        #expect(words.contains("/nowhere/python") && words.contains("flotilla.yaml"), "\(words)")
        #expect(words.contains("make the project's own Alembic work from here"), "\(words)")
    }

    @Test("a Python without Alembic is named")
    func noAlembic() throws {
        let (both, _) = try one("pass", python: "/usr/bin/python3")
        let words = try words(both)
        #expect(words.contains("has no Alembic") && words.contains("alembic: {python"), "\(words)")
    }

    @Test("a revision that follows another one there than here is refused before it runs", arguments: Engine.allCases)
    func otherParent(_ engine: Engine) throws {
        let (both, database) = try one("op.execute(\"INSERT INTO effects VALUES ('a')\")", on: engine)
        try #require(try both.project.upgrade().ending("t") == "succeeded")
        try both.mark("b", after: "a", sections: "-- flotilla:alembic")
        try both.python("b", after: nil, up: "op.execute(\"INSERT INTO effects VALUES ('b')\")")
        let run = try both.project.upgrade()
        #expect(run.ending("t") == "failed, unusable script, unchanged", "\(run.errors)")
        #expect(try words(both).contains("b follows no revision, and here it follows a"))
        #expect(try both.project.versions(database) == ["a"] && both.project.effects(database) == ["a"])
    }

    @Test("a revision that goes to another folder leaves the next target where it was")
    func otherFolder() throws {
        let both = try BridgeProject()
        try both.project.scratch.write("app/alembic.ini", "[alembic]\nscript_location = migrations\n")
        for id in ["t1", "t2", "t3", "t4", "t5"] { _ = try both.add(id, on: .sqlite) }
        try both.bridged("a", after: nil, up: "os.chdir('/')")
        let run = try both.project.upgrade()
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.ending("t5") == "succeeded")
    }

    @Test("a target in doubt is said to be so by whoever only looks")
    func lookedAt() throws {
        let (both, _) = try one(
            "op.create_table('half', sa.Column('id', sa.Integer))\nraise RuntimeError('half-way')", on: .mysql)
        _ = try both.project.upgrade()
        let current = try both.project.flotilla("current")
        #expect(current.errors.contains("flotilla resolve t --applied"), "\(current.errors)")
        #expect(!current.errors.contains("running it again"), "\(current.errors)")
    }

    @Test("a project that cannot be imported is shown with the line that failed")
    func importRaises() throws {
        let (both, _) = try one("pass")
        try both.project.scratch.write("app/migrations/versions/bad.py", "revision = 'bad'\nimport no_such_package\n")
        let words = try words(both)
        #expect(words.contains("No module named 'no_such_package'") && words.contains("versions/bad.py:2"), "\(words)")
    }

    @Test("a marker without settings is refused before anything is touched")
    func noSettings() throws {
        let (both, _) = try one("pass")
        try both.project.scratch.write("flotilla.yaml", "inventory: targets.csv\n")
        let refused = try both.project.flotilla("upgrade", "--all", "--yes")
        #expect(refused.status == 65 && refused.errors.contains("alembic: {project: FOLDER}"), "\(refused.errors)")
    }

    @Test("a revision that the Alembic project lacks is named")
    func missingRevision() throws {
        let (both, _) = try one("pass")
        try both.mark("b", after: "a", sections: "-- flotilla:alembic\n")
        let run = try both.project.upgrade()
        #expect(run.ending("t") == "failed, unusable script, unchanged", "\(run.errors)")
        #expect(try words(both).contains("the Alembic project has no revision b"))
    }

    @Test("nothing has happened when it is killed in the middle, and the next run goes on", arguments: Engine.allCases)
    func killed(_ engine: Engine) throws {
        let (both, database) = try one(
            """
            op.execute("INSERT INTO effects VALUES ('a')")
            wait_for('go')
            """, on: engine)
        let running = try both.project.startUpgrade()
        kill(try both.waiting(), SIGKILL)
        let run = try RunResult(running.end())
        // On MySQL the rows are undone by the server, and nobody is left to say so.
        #expect(
            run.ending("t").hasPrefix(engine == .mysql ? "unknown, other" : "failed, other, unchanged"), "\(run.errors)"
        )
        #expect(try both.project.effects(database).isEmpty)
        if engine == .mysql { #expect(try both.project.resolve("t", applied: false).status == 0) }
        try both.go()
        let next = try both.project.upgrade()
        #expect(next.ending("t") == "succeeded", "\(next.errors)")
        #expect(try both.project.effects(database) == ["a"])
    }

    @Test("what the server still runs for a killed Python is ended, so that the target is free at once")
    func orphan() throws {
        let (both, database) = try one(
            """
            with open('waiting', 'w') as file:
                file.write(str(os.getpid()))
            op.execute("SELECT pg_sleep(60)")
            """, on: .postgresql)
        let running = try both.project.startUpgrade()
        let python = try both.waiting()
        try eventually("the server sleeps") {
            try database.value(
                "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND datname = current_database()"
            ) == "1"
        }
        kill(python, SIGKILL)
        let run = try RunResult(running.end())
        #expect(run.ending("t") == "failed, other, unchanged", "\(run.errors)")
        #expect(
            try database.value(
                "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND datname = current_database()"
            ) == "0")
    }

    @Test("it ends with us: a crash of ours leaves nobody at work on the target")
    func crash() throws {
        let (both, database) = try one("op.execute(\"INSERT INTO effects VALUES ('a')\")\nwait_for('go')")
        let running = try both.project.startUpgrade()
        let python = try both.waiting()
        running.crash()
        try eventually("Python is gone") { kill(python, 0) != 0 }
        #expect(try both.project.effects(database).isEmpty)
        try both.go()
        #expect(try both.project.upgrade().ending("t") == "succeeded")
    }

    @Test("a step that takes too long is ended with its Python")
    func timeLimit() throws {
        let (both, _) = try one(
            "wait_for('never')", settings: "defaults: {statement_timeout: 1s, connect_timeout: 1s, retries: 0}")
        let run = try both.project.upgrade()
        #expect(run.ending("t") == "failed, statement timeout, unchanged", "\(run.errors)")
        let python = try both.waiting()
        #expect(kill(python, 0) != 0)
    }

    @Test("the second ^C ends it, and nothing has happened")
    func interrupted() throws {
        let (both, database) = try one("op.execute(\"INSERT INTO effects VALUES ('a')\")\nwait_for('go')")
        let running = try both.project.startUpgrade()
        let python = try both.waiting()
        running.signal(SIGINT)
        try eventually("the first is heard") {
            running.errorsSoFar.contains("resume") || running.errorsSoFar.contains("finish")
        }
        running.signal(SIGINT)
        let finished = running.end()
        #expect(finished.status == 130, "\(finished.errors)")
        #expect(kill(python, 0) != 0)
        #expect(try both.project.effects(database).isEmpty)
    }

    @Test("no password is in what is shown, nor where other people of the machine look")
    func secrets() throws {
        let server = try #require(URLComponents(string: try Environment.postgresql()))
        let password = try #require(server.password)
        // However the rest of it is written.
        let canary = String(password.suffix(12))
        #expect(canary.allSatisfy { $0.isLetter || $0.isNumber })
        let (both, _) = try one(
            """
            url = op.get_bind().engine.url
            print('connected to', url.render_as_string(hide_password=False))
            wait_for('go')
            raise RuntimeError('cannot use ' + url.render_as_string(hide_password=False) + ' nor ' + url.password)
            """, on: .postgresql)
        let running = try Running(Environment.binary(), ["upgrade", "--all", "--yes"], in: both.path)
        let python = try both.waiting()
        for file in ["cmdline", "environ"] {
            let words = try Data(contentsOf: URL(fileURLWithPath: "/proc/\(python)/\(file)")).split(separator: 0)
                .map { String(decoding: $0, as: UTF8.self) }
            // What this test was told, it passes on.
            let shown = words.filter { !$0.hasPrefix("FLOTILLA_TEST_") }
            #expect(!shown.isEmpty && !shown.contains { $0.contains(canary) }, "\(file)")
        }
        try both.go()
        let finished = running.end()
        #expect(
            finished.errors.contains("cannot use") && finished.errors.contains("| connected to"),
            "\(finished.errors)")
        #expect(!(finished.output + finished.errors).contains(canary))
        let ledger = try Data(contentsOf: URL(fileURLWithPath: both.path + "/.flotilla/ledger.db"))
        #expect(!ledger.isEmpty && ledger.range(of: Data(canary.utf8)) == nil)
    }
}

/// Flask-Migrate's own env.py, and an app whose own database is nowhere.
@Suite("Steps that run in the Python of a Flask app")
struct FlaskBridgeTests {
    @Test("use its models and its session, import it once for many targets, and leave no session to the next")
    func manyTargets() throws {
        let both = try BridgeProject(flask: true)
        let databases = try (1...20).map { try both.add("t\($0)", on: .sqlite) }
        try both.project.revision(
            "a", after: nil, up: "CREATE TABLE person (id INTEGER PRIMARY KEY, name VARCHAR(40));",
            down: "DROP TABLE person;")
        try both.python("a", after: nil, up: "pass")
        try both.bridged(
            "b", after: "a",
            up: """
                from shop import db, Person
                db.session.add(Person(name='ann'))
                assert db.session.query(Person).count() == 1
                db.session.commit()
                """, down: "op.execute('DELETE FROM person')")
        let run = try both.project.upgrade()
        #expect(run.status == 0, "\(run.errors)")
        for database in databases {
            #expect(try database.value("SELECT name FROM person") == "ann")
            #expect(try both.project.versions(database) == ["b"])
        }
        let imports = try String(contentsOfFile: both.path + "/app/imports", encoding: .utf8)
        let processes = imports.split(separator: "\n")
        #expect(processes.count == Set(processes).count && processes.count <= ProcessInfo.processInfo.processorCount)
    }
}
