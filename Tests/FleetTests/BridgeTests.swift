import FlotillaSQL
import Foundation
import Testing

/// Steps that the project's own Alembic takes in Python: the real one, on real databases.
@Suite("Steps that run in Python, by Alembic")
struct BridgeTests {
    /// SQL, then rows changed in Python, then SQL.
    private func mixed(_ engine: Engine) throws -> (BridgeProject, Database) {
        let both = try BridgeProject()
        let database = try both.add("t", on: engine)
        try both.shared(
            "a", after: nil, up: "CREATE TABLE people (id INT PRIMARY KEY, name VARCHAR(40))",
            down: "DROP TABLE people")
        try both.bridged(
            "b", after: "a",
            up: """
                people = sa.table('people', sa.column('id', sa.Integer), sa.column('name', sa.String))
                op.bulk_insert(people, [{'id': 1, 'name': 'ann'}, {'id': 2, 'name': 'bob'}])
                op.add_column('people', sa.Column('initial', sa.String(1)))
                bind = op.get_bind()
                for row in bind.execute(sa.text('SELECT id, name FROM people')).fetchall():
                    bind.execute(sa.text('UPDATE people SET initial = :i WHERE id = :id'), {'i': row.name[0], 'id': row.id})
                """,
            down: """
                with op.batch_alter_table('people') as batch:
                    batch.drop_column('initial')
                op.execute('DELETE FROM people')
                """)
        try both.shared("c", after: "b", up: "CREATE TABLE last (id INT)", down: "DROP TABLE last")
        return (both, database)
    }

    @Test("stand between others and move the version, up and down", arguments: Engine.allCases)
    func mixedPath(_ engine: Engine) throws {
        let (both, database) = try mixed(engine)
        let up = try both.project.upgrade()
        #expect(up.ending("t") == "succeeded" && up.number("t", "steps") == 3, "\(up.errors)")
        #expect(up.errors.isEmpty)
        #expect(try database.run("SELECT initial FROM people ORDER BY id").map { $0[0] } == ["a", "b"])
        #expect(try both.alembic("t", "current").output.contains("c (head)"))
        let down = try both.project.downgrade(to: "a")
        #expect(down.ending("t") == "succeeded" && down.number("t", "steps") == 2, "\(down.errors)")
        #expect(try database.value("SELECT count(*) FROM people") == "0")
        #expect(try both.project.versions(database) == ["a"])
        #expect(try both.alembic("t", "upgrade", "head").status == 0)
        #expect(try both.project.upgrade().ending("t") == "skipped")
    }

    @Test("are counted with the others where so many steps are asked for", arguments: Engine.allCases)
    func counted(_ engine: Engine) throws {
        let (both, database) = try mixed(engine)
        try both.shared("d", after: "c", up: "CREATE TABLE very_last (id INT)", down: "DROP TABLE very_last")
        #expect(try both.project.upgrade().ending("t") == "succeeded")
        for (words, version) in [("-3", "a"), ("-1", "")] {
            #expect(try both.project.downgrade(to: words).ending("t") == "succeeded")
            #expect(try both.project.versions(database) == (version.isEmpty ? [] : [version]))
        }
        #expect(try both.project.flotilla("upgrade", "+3", "--all", "--yes").status == 0)
        #expect(try both.project.versions(database) == ["c"])
    }

    @Test("are folded with the rest of a history, and what they write in rows is told", arguments: Engine.allCases)
    func folded(_ engine: Engine) throws {
        let (both, old) = try mixed(engine)
        #expect(try both.project.upgrade().ending("t") == "succeeded")
        let servers = try [Environment.postgresql(), Environment.mysql()]
        let settings = try String(contentsOfFile: both.path + "/flotilla.yaml", encoding: .utf8)
        try both.project.scratch.write(
            "flotilla.yaml",
            settings + """
                engines: [\(engine.rawValue)]
                scratch: {postgresql: "\(servers[0])", mysql: "\(servers[1])"}

                """)
        let fold = try both.project.flotilla("baseline", "-m", "all of it")
        #expect(fold.status == 0 && fold.output.contains("people (2 rows)"), "\(fold.output)\(fold.errors)")
        let new = try both.add("new", on: engine)
        #expect(try both.project.upgrade().ending("new") == "succeeded")
        #expect(try both.project.versions(new) == ["c"])
        #expect(try both.alembic("new", "current").output.contains("c (head)"))
        for database in [old, new] { _ = try database.run("SELECT initial FROM people") }
        #expect(try new.value("SELECT count(*) FROM people") == "0")
    }

    @Test("are skipped where SQL stands for the engine, and needed where none does")
    func replacedBySQL() throws {
        let both = try BridgeProject()
        let database = try both.add("t", on: .sqlite)
        try both.bridged(
            "a", after: nil, up: "raise RuntimeError('not this one')",
            more: "-- flotilla:upgrade sqlite\nINSERT INTO effects VALUES ('by SQL');\n")
        #expect(try both.project.upgrade().ending("t") == "succeeded")
        #expect(try both.project.effects(database) == ["by SQL"])
        #expect(try both.project.downgrade(to: "base").ending("t") == "succeeded")
    }

    @Test(
        "leave nothing behind when the revision raises after changing the schema",
        arguments: [Engine.postgresql, .sqlite])
    func raising(_ engine: Engine) throws {
        let both = try BridgeProject()
        let database = try both.add("t", on: engine)
        try both.bridged(
            "a", after: nil,
            up: """
                op.create_table('half', sa.Column('id', sa.Integer))
                op.execute("INSERT INTO effects VALUES ('half')")
                raise RuntimeError('three orders have no customer')
                """)
        let run = try both.project.upgrade()
        #expect(run.ending("t") == "failed, other, unchanged", "\(run.errors)")
        let shown = try both.project.flotilla("upgrade", "--all", "--yes").errors
        #expect(shown.contains("RuntimeError: three orders have no customer"))
        #expect(shown.contains("app/migrations/versions/a.py:21") && shown.contains("raise RuntimeError"), "\(shown)")
        #expect(try both.project.effects(database).isEmpty)
        #expect(throws: (any Error).self) { try database.run("SELECT * FROM half") }
        // The same process goes on with the corrected revision of another run.
        try both.python("a", after: nil, up: "op.create_table('half', sa.Column('id', sa.Integer))")
        #expect(try both.project.upgrade().ending("t") == "succeeded")
    }

    @Test("go one after the other, and those before a failure stay", arguments: Engine.allCases)
    func inARow(_ engine: Engine) throws {
        let both = try BridgeProject()
        let database = try both.add("t", on: engine)
        try both.bridged("a", after: nil, up: "op.execute(\"INSERT INTO effects VALUES ('a')\")")
        try both.bridged(
            "b", after: "a", up: "op.execute(\"INSERT INTO effects VALUES ('b')\")\nraise RuntimeError('b')")
        try both.bridged("c", after: "b", up: "op.execute(\"INSERT INTO effects VALUES ('c')\")")
        let run = try both.project.upgrade()
        // On PostgreSQL they share a transaction, as they do for Alembic.
        let kept = engine == .postgresql ? [] : ["a"]
        #expect(
            run.ending("t").hasPrefix(kept.isEmpty ? "failed, other, unchanged" : "failed, other, part"),
            "\(run.errors)")
        #expect(try run.version("t") == kept && both.project.effects(database) == kept)
        try both.python("b", after: "a", up: "op.execute(\"INSERT INTO effects VALUES ('b')\")")
        let next = try both.project.upgrade()
        #expect(next.ending("t") == "succeeded" && next.number("t", "steps") == 3 - kept.count, "\(next.errors)")
        #expect(try both.project.downgrade(to: "base").number("t", "steps") == 3)
        #expect(try both.project.effects(database) == ["a", "b", "c"] && both.project.versions(database) == [])
    }

    @Test("have each its own transaction where the settings say so")
    func perRevision() throws {
        let both = try BridgeProject(settings: "defaults: {transaction: revision}")
        let database = try both.add("t", on: .postgresql)
        try both.bridged("a", after: nil, up: "op.execute(\"INSERT INTO effects VALUES ('a')\")")
        try both.bridged("b", after: "a", up: "raise RuntimeError('b')")
        let run = try both.project.upgrade()
        #expect(run.ending("t").hasPrefix("failed, other, part") && run.number("t", "steps") == 1, "\(run.errors)")
        #expect(try both.project.effects(database) == ["a"] && both.project.versions(database) == ["a"])
    }

    @Test("find a file that the inventory names from a folder of its own")
    func relativePath() throws {
        let both = try BridgeProject()
        try both.project.add("t", "sqlite:t.db?mode=rwc")
        try both.bridged("a", after: nil, up: "op.create_table('here', sa.Column('id', sa.Integer))")
        let run = try both.project.upgrade()
        #expect(run.ending("t") == "succeeded", "\(run.errors)")
        #expect(try Database("sqlite:\(both.path)/t.db").value("SELECT count(*) FROM here") == "0")
        #expect(!FileManager.default.fileExists(atPath: both.path + "/app/t.db"))
    }

    @Test("are in doubt on an engine that keeps what was done before the failure, until somebody has looked")
    func raisingOnMySQL() throws {
        let both = try BridgeProject()
        let database = try both.add("t", on: .mysql)
        try both.bridged(
            "a", after: nil,
            up: "op.create_table('half', sa.Column('id', sa.Integer))\nraise RuntimeError('no')")
        #expect(try both.project.upgrade().ending("t").hasPrefix("unknown, other"))
        let again = try both.project.upgrade()
        #expect(again.ending("t").hasPrefix("unknown, diverged"), "\(again.errors)")
        #expect(try database.value("SELECT count(*) FROM half") == "0")
        #expect(try both.project.resolve("t", applied: true).status == 0)
        let last = try both.project.upgrade()
        #expect(last.ending("t") == "succeeded" && last.version("t") == ["a"], "\(last.errors)")
        #expect(try database.value("SELECT count(*) FROM flotilla_journal") == "0")
    }

    @Test("are undone on MySQL too, where nothing but rows had been changed")
    func rowsOnMySQL() throws {
        let both = try BridgeProject()
        let database = try both.add("t", on: .mysql)
        try both.bridged(
            "a", after: nil, up: "op.execute(\"INSERT INTO effects VALUES ('half')\")\nraise RuntimeError('no')")
        let run = try both.project.upgrade()
        #expect(run.ending("t") == "failed, other, unchanged", "\(run.errors)")
        #expect(try both.project.effects(database).isEmpty)
        try both.python("a", after: nil, up: "op.execute(\"INSERT INTO effects VALUES ('whole')\")")
        #expect(try both.project.upgrade().ending("t") == "succeeded")
        #expect(try both.project.effects(database) == ["whole"])
    }

    @Test("that commit on their way are in doubt when they fail behind it, and recorded only once somebody says so")
    func committingEarly() throws {
        let both = try BridgeProject()
        let database = try both.add("t", on: .postgresql)
        try both.bridged(
            "a", after: nil,
            up: """
                op.execute("INSERT INTO effects VALUES ('early')")
                with op.get_context().autocommit_block():
                    op.execute("CREATE INDEX CONCURRENTLY early ON effects (revision)")
                raise RuntimeError('late')
                """)
        #expect(try both.project.upgrade().ending("t").hasPrefix("unknown, other"))
        #expect(try both.project.effects(database) == ["early"])
        #expect(try both.project.upgrade().ending("t").hasPrefix("unknown, diverged"))
        #expect(try both.project.resolve("t", applied: true).status == 0)
        let last = try both.project.upgrade()
        #expect(last.ending("t") == "succeeded" && last.version("t") == ["a"], "\(last.errors)")
        #expect(try both.project.effects(database) == ["early"])
        #expect(try database.value("SELECT count(*) FROM pg_tables WHERE tablename = 'flotilla_journal'") == "0")
    }

    @Test("ask their checks before Python runs, and refuse to be verified")
    func checks() throws {
        let both = try BridgeProject()
        let database = try both.add("t", on: .postgresql)
        try both.bridged(
            "a", after: nil, up: "op.execute(\"INSERT INTO effects VALUES ('a')\")",
            more: "\n-- flotilla:check \"no effect yet\"\nSELECT 1 FROM effects;\n")
        try database.run("INSERT INTO effects VALUES ('earlier')")
        #expect(try both.project.upgrade().ending("t") == "failed, check failed, unchanged")
        try database.run("DELETE FROM effects")
        #expect(try both.project.upgrade().ending("t") == "succeeded")
        try both.bridged("b", after: "a", up: "pass", more: "\n-- flotilla:verify\nSELECT 1 WHERE false;\n")
        let refused = try both.project.flotilla("upgrade", "--all", "--yes")
        #expect(refused.status == 65 && refused.errors.contains("before anything can be verified"), "\(refused.errors)")
    }

    @Test("are named as what they are in a plan, which an edit of the Python file makes another one")
    func plan() throws {
        let (both, _) = try mixed(.sqlite)
        let shown = try both.project.flotilla("rollout", "plan", "--save", "plan.json", "--all")
        #expect(
            shown.output.contains("revision b on sqlite, runs in Python, by Alembic"), "\(shown.output)\(shown.errors)")
        try both.python("b", after: "a", up: "op.execute('DROP TABLE people')")
        let started = try both.project.flotilla("rollout", "start", "--plan", "plan.json", "--yes")
        #expect(started.status != 0 && started.errors.contains("b"), "\(started.errors)")
        try both.bridged("b", after: "a", up: "op.execute('CREATE TABLE other (id INT)')")
        let fresh = try both.project.flotilla("rollout", "start", "--all", "--yes")
        #expect(fresh.status == 0, "\(fresh.errors)")
        #expect(try both.project.current().version("t") == ["c"])
    }

    @Test("are rehearsed as others are")
    func rehearsal() throws {
        let both = try BridgeProject(settings: "engines: [sqlite]")
        try both.bridged(
            "a", after: nil, up: "op.create_table('t', sa.Column('id', sa.Integer))", down: "op.drop_table('t')")
        let rehearsed = try both.project.flotilla("rehearse")
        #expect(rehearsed.status == 0, "\(rehearsed.output)\(rehearsed.errors)")
    }
}
