import Foundation
import Testing

/// Projects of Alembic's of every kind are found and read, and what cannot be read is told.
@Suite struct ImportProjectTests {
    private static let table = "op.create_table('t', sa.Column('id', sa.Integer, primary_key=True))"

    private func project() throws -> AlembicFolder {
        let both = try AlembicFolder()
        try both.revision("aaa1", up: Self.table, down: "op.drop_table('t')")
        return both
    }

    @Test("the settings say where the project is, and everything else in them stays")
    func settings() throws {
        let both = try AlembicFolder(settings: "# ours\nengines: [sqlite] # one\n")
        try both.revision("aaa1", up: Self.table)
        let made = try both.flotilla("import alembic shop")
        #expect(made.output.contains("written: fleet/flotilla.yaml, alembic:\n"), "\(made)")
        let python = try AlembicFolder.program("python")
        #expect(
            try String(contentsOfFile: both.workplace.path + "/fleet/flotilla.yaml", encoding: .utf8) == """
                # ours
                engines: [sqlite] # one

                # Where revisions that are marked flotilla:alembic run.
                alembic:
                  project: ../shop
                  config: alembic.ini
                  python: \(python.contains("-") ? "\"\(python)\"" : python)

                """)
    }

    @Test("what is there already is refused, and nothing is written")
    func twice() throws {
        let both = try project()
        try both.flotilla("import alembic shop")
        let again = try both.flotilla("import alembic shop")
        #expect(again.errors.contains("has 1 revision of these already"))
        #expect(again.status == 64 && again.errors.contains("aaa1") && again.errors.contains("nothing was written"))
    }

    @Test("what is new is taken over later, and what is there stays as it was edited")
    func later() throws {
        let both = try project()
        try both.flotilla("import alembic shop")
        let first = both.workplace.path + "/fleet/migrations/versions/aaa1_the_aaa1.sql"
        let edited = try String(contentsOfFile: first, encoding: .utf8) + "\n-- edited\n"
        try edited.write(toFile: first, atomically: true, encoding: .utf8)
        try both.revision("bbb2", after: "'aaa1'")
        let again = try both.flotilla("import alembic shop")
        #expect(again.status == 0 && again.output.contains("written: 1 file in"), "\(again)")
        #expect(again.output.contains("1 of them is there already") && !again.output.contains("the project wants"))
        #expect(try both.flotilla("history").output == "aaa1 -> bbb2 (head), the bbb2\n<base> -> aaa1, the aaa1\n")
        #expect(try String(contentsOfFile: first, encoding: .utf8) == edited)
    }

    @Test("a revision that is there and follows another one is not taken for the same")
    func otherParent() throws {
        let both = try project()
        try both.flotilla("import alembic shop")
        try both.revision("bbb2")
        try both.revision("aaa1", after: "'bbb2'", up: Self.table)
        let refused = try both.flotilla("import alembic shop")
        #expect(
            refused.status == 64 && refused.errors.contains("aaa1") && refused.errors.contains("nothing was written"))
        #expect(try both.flotilla("heads").output == "aaa1 (head)\n")
    }

    @Test("a check is dropped in words that MariaDB knows too")
    func droppedCheck() throws {
        let both = try project()
        try both.revision("bbb2", after: "'aaa1'", up: "op.drop_constraint('ck', 't', type_='check')")
        try both.flotilla("import alembic shop --engine mysql")
        let written = try String(
            contentsOfFile: both.workplace.path + "/fleet/migrations/versions/bbb2_the_bbb2.sql", encoding: .utf8)
        #expect(written.contains("ALTER TABLE t DROP CONSTRAINT ck;"), "\(written)")
    }

    @Test("files that are in the way are named, and none is written")
    func inTheWay() throws {
        let both = try project()
        try both.revision("bbb2", after: "'aaa1'")
        try both.workplace.write("fleet/migrations/versions/bbb2_the_bbb2.sql", "-- Revision ID: zzz\n-- Revises:\n")
        let refused = try both.flotilla("import alembic shop")
        #expect(
            refused.status == 64 && refused.errors.contains("bbb2_the_bbb2.sql is there already"), "\(refused.errors)")
        let names = try FileManager.default.contentsOfDirectory(
            atPath: both.workplace.path + "/fleet/migrations/versions")
        #expect(names == ["bbb2_the_bbb2.sql"])
    }

    @Test("revisions are not put into the folders of the project")
    func ownFolder() throws {
        let both = try AlembicFolder(settings: "engines: [sqlite]\nmigrations: ../shop/scripts\n")
        try both.revision("aaa1", up: Self.table)
        let refused = try both.flotilla("import alembic shop")
        #expect(refused.status == 64 && refused.errors.contains("only read"), "\(refused.errors)")
    }

    @Test("several version folders are read, recursively where Alembic does")
    func locations() throws {
        let both = try project()
        try both.workplace.write(
            "shop/alembic.ini",
            """
            [alembic]
            script_location = scripts
            version_locations = %(here)s/scripts/versions, scripts/more
            recursive_version_locations = true
            """)
        let scripts = both.path + "/scripts"
        try both.revision("bbb2", after: "'aaa1'")
        try FileManager.default.createDirectory(atPath: scripts + "/more/deep", withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: scripts + "/versions/bbb2_x.py", toPath: scripts + "/more/deep/b.py")
        #expect(try both.flotilla("import alembic shop").status == 0)
        #expect(try both.flotilla("heads").output == "bbb2 (head)\n")
    }

    @Test("where env.py cannot be run it is said, and no password of it is")
    func brokenEnvironment() throws {
        let both = try AlembicFolder(
            environment: "raise RuntimeError('no settings for postgresql://u:Canary-7@h/d')\n")
        try both.revision("aaa1", up: Self.table)
        let made = try both.flotilla("import alembic shop")
        #expect(made.status == 0 && made.output.contains("env.py:1: RuntimeError: no settings for"), "\(made)")
        #expect(!made.output.contains("Canary") && !made.errors.contains("Canary"))
    }

    @Test("env.py gets what -x says")
    func argumentsForEnvironment() throws {
        let both = try AlembicFolder(
            environment: "from alembic import context as c\nc.get_x_argument(as_dictionary=True)['tenant']\n"
                + AlembicFolder.environment)
        try both.revision("aaa1", up: Self.table)
        #expect(try both.flotilla("import alembic shop --dry-run").output.contains("KeyError"))
        #expect(try !both.flotilla("import alembic shop --dry-run -x tenant=a").output.contains("KeyError"))
    }

    @Test("revisions for several databases need the name of one")
    func binds() throws {
        let both = try AlembicFolder(environment: Self.multidb)
        try both.workplace.write("shop/scripts/versions/aaa1.py", Self.forTwo)
        let refused = try both.flotilla("import alembic shop")
        #expect(
            refused.errors == """
                Error: the revisions are made for several databases: logs and main
                  state  nothing was written
                  next   say which one this fleet is, such as --bind logs

                """)
        #expect(try both.flotilla("import alembic shop --bind other").errors.contains("choose one of logs or main"))
        #expect(try both.flotilla("import alembic shop --bind logs").status == 0)
        let text = try String(
            contentsOfFile: both.workplace.path + "/fleet/migrations/versions/aaa1.sql", encoding: .utf8)
        #expect(text.contains("CREATE TABLE lines (") && !text.contains("CREATE TABLE t ("))
        let next = Self.forTwo.replacing("aaa1", with: "bbb2").replacing("= None", with: "= 'aaa1'")
        try both.workplace.write("shop/scripts/versions/bbb2.py", next.replacing("lines", with: "more"))
        let again = try both.flotilla("import alembic shop")
        #expect(again.status == 0 && again.output.contains("bbb2"), "\(again)")
        try FileManager.default.copyItem(atPath: both.path, toPath: both.path + "2")
        #expect(try both.flotilla("import alembic shop2").errors.contains("--bind logs"))
    }

    private static let multidb = """
        from alembic import context
        for name in ("main", "logs"):
            with open("%s.sql" % name, "w") as buffer:
                context.configure(url="sqlite://", output_buffer=buffer)
                with context.begin_transaction():
                    context.run_migrations(engine_name=name)

        """

    private static let forTwo = """
        from alembic import op
        import sqlalchemy as sa
        revision = "aaa1"
        down_revision = None
        def upgrade(engine_name): globals()["upgrade_%s" % engine_name]()
        def downgrade(engine_name): globals()["downgrade_%s" % engine_name]()
        def upgrade_main(): op.create_table('t', sa.Column('id', sa.Integer))
        def downgrade_main(): op.drop_table('t')
        def upgrade_logs(): op.create_table('lines', sa.Column('id', sa.Integer))
        def downgrade_logs(): op.drop_table('lines')

        """

    @Test("a Flask app with Flask-Migrate is read within its application", arguments: ["shop", "shop/migrations"])
    func flask(path: String) throws {
        let both = try AlembicFolder()
        try FileManager.default.removeItem(atPath: both.path)
        try both.workplace.write("shop/app.py", Self.app)
        try both.run(try AlembicFolder.program("flask"), ["db", "init"])
        try both.run(try AlembicFolder.program("flask"), ["db", "migrate", "-m", "users", "--rev-id", "aaa1"])
        let made = try both.flotilla("import alembic \(path)")
        #expect(made.status == 0, "\(made.errors)")
        #expect(try both.written("aaa1").contains("CONSTRAINT uq_user_name UNIQUE (name)"))
        let settings = try String(contentsOfFile: both.workplace.path + "/fleet/flotilla.yaml", encoding: .utf8)
        #expect(settings.contains("  config: migrations/alembic.ini\n") && settings.contains("  flask: app.py\n"))
    }

    private static let app = """
        from flask import Flask
        from flask_migrate import Migrate
        from flask_sqlalchemy import SQLAlchemy
        from sqlalchemy import MetaData
        app = Flask(__name__)
        app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///theirs.db"
        db = SQLAlchemy(app, metadata=MetaData(naming_convention={"uq": "uq_%(table_name)s_%(column_0_name)s"}))
        migrate = Migrate(app, db)
        class User(db.Model):
            id = db.Column(db.Integer, primary_key=True)
            name = db.Column(db.String(20), unique=True)

        """

    @Test(
        "what cannot be read is told with its place, and nothing is written",
        arguments: [
            ("nothing.py", "x = 1\n", 65, "nothing.py declares no revision"),
            ("broken.py", "revision = 'b'\ndef upgrade(:\n", 65, "broken.py:2 is no Python that can be read"),
            ("again.py", "revision = 'aaa1'\ndown_revision = None\n", 65, "two files declare the revision aaa1"),
            ("lost.py", "revision = 'lost'\ndown_revision = 'gone'\n", 65, "gone"),
            ("odd.py", "revision = 'o-d'\ndown_revision = 'aaa1'\n", 65, "'o-d' cannot be an identifier"),
            (
                "made.py", "import os\nrevision = os.name\ndown_revision = None\n", 65,
                "made.py:2: 'revision' is no plain"
            ),
        ])
    func unreadable(name: String, text: String, status: Int32, words: String) throws {
        let both = try project()
        try both.workplace.write("shop/scripts/versions/" + name, text)
        let refused = try both.flotilla("import alembic shop")
        #expect(refused.status == status && refused.errors.contains(words), "\(refused.errors)")
        #expect(!FileManager.default.fileExists(atPath: both.workplace.path + "/fleet/migrations"))
    }

    @Test(
        "a project or a Python that is not there is told",
        arguments: [
            ("import alembic fleet", "there is no Alembic project at"),
            ("import alembic shop --python nowhere/python", "could not be started"),
            ("import alembic shop --python ./bare", "has no Alembic"),
            ("import alembic shop --bind main", "names one of several"),
        ])
    func missing(line: String, words: String) throws {
        let both = try project()
        try both.workplace.write("bare", "#!/bin/sh\nexec '\(try AlembicFolder.program("python"))' -S \"$@\"\n")
        #expect(chmod(both.workplace.path + "/bare", 0o755) == 0)
        let refused = try both.flotilla(line)
        #expect(refused.status != 0 && refused.errors.contains(words), "\(refused.errors)")
        #expect(refused.errors.contains("nothing was written"))
    }
}
