import FlotillaSQL
import Foundation
import Testing

/// Models of Flask-SQLAlchemy, by the recipe of the guide as it stands there.
@Suite("Revisions written from the models of a Flask app")
struct FlaskTests {
    @Test("follow them there and back", arguments: Engine.allCases)
    func wholeWay(engine: Engine) throws {
        let app = try FlaskApp(engine)
        defer { app.end() }
        try app.write(
            models: """
                class User(db.Model):
                    id = db.Column(db.Integer, primary_key=True)
                    username = db.Column(db.String(80), unique=True, nullable=False)
                    email = db.Column(db.String(120), unique=True, nullable=False)
                """)
        try app.succeed("migrate", "-m", "Add user", "--rev-id", "aaa1")
        try app.succeed("upgrade", "--all", "--yes")
        try app.database.run(#"INSERT INTO \#(app.user) (id, username, email) VALUES (1, 'ann', 'a@b')"#)

        try app.write(
            models: """
                class User(db.Model):
                    id = db.Column(db.Integer, primary_key=True)
                    username = db.Column(db.String(80), unique=True, nullable=False)
                    email = db.Column(db.String(200), nullable=False, index=True)
                    age = db.Column(db.Integer, server_default="7")
                """)
        #expect(try app.flotilla("check").status == 2)
        try app.succeed("migrate", "-m", "Age", "--rev-id", "aaa2")
        try app.succeed("upgrade", "--all", "--yes")
        #expect(try app.current().contains("aaa2"))
        #expect(try app.database.value("SELECT age FROM \(app.user)") == "7")
        try app.succeed("check")
        try app.succeed("check", "--database", app.project.targets[0].url)
        try app.succeed("drift")
        try app.succeed("downgrade", "--all", "--yes", "--lose-data")
        #expect(try app.current().contains("aaa1"))
        try app.succeed("drift")
        #expect(try app.database.value("SELECT count(*) FROM \(app.user)") == "1")
    }

    /// A naming convention, enums, defaults of the server, comments, keys that point at each other, per cent signs.
    private static let rich = """
        class State(enum.Enum):
            new = 1
            done = 2

        class Team(db.Model):
            id = db.Column(db.Integer, primary_key=True)
            name = db.Column(db.String(40), nullable=False, comment="half of it's :odd")
            lead_id = db.Column(db.Integer, db.ForeignKey("member.id", use_alter=True))
            rate = db.Column(db.String(10), nullable=False, server_default="100%")

        class Member(db.Model):
            __table_args__ = (db.CheckConstraint("age > 0", name="age"), {"comment": "who it's about"})
            id = db.Column(db.Integer, primary_key=True)
            team_id = db.Column(db.ForeignKey("team.id", ondelete="CASCADE"), index=True)
            email = db.Column(db.String(120), unique=True, nullable=False)
            age = db.Column(db.Integer)
            state = db.Column(db.Enum(State), nullable=False, server_default="new")
            mood = db.Column(db.Enum("good", "it's", name="mood"))
            seen = db.Column(db.DateTime, server_default=db.func.now())
            active = db.Column(db.Boolean, nullable=False, server_default=db.true())
        """

    @Test("are what the app itself would make of an empty database", arguments: Engine.allCases)
    func sameAsTheApp(engine: Engine) throws {
        let app = try FlaskApp(engine)
        defer { app.end() }
        try app.write(models: Self.rich)
        try app.succeed("migrate", "-m", "All", "--rev-id", "aaa1")
        try app.succeed("rehearse")
        try app.python("from myapp import create_app, db\nwith create_app().app_context(): db.create_all()")
        try app.succeed("stamp", "head", "--all", "--yes")
        try app.succeed("check", "--database", app.project.targets[0].url)
        #expect(try app.flotilla("drift").status == 0)
    }
}

/// A project with one target, whose models are those of an app beside it.
private struct FlaskApp {
    let project: Project
    let database: Database
    private let engine: Engine
    private let folder: String

    /// `user` is a word of PostgreSQL's.
    var user: String { engine == .postgresql ? "\"user\"" : "user" }

    init(_ engine: Engine) throws {
        self.engine = engine
        folder = ((try Environment.alembic()) as NSString).deletingLastPathComponent
        project = try Project(
            settings: """
                models: {command: [python, ddl.py]}
                engines: [\(engine.rawValue)]
                scratch: {postgresql: "\(try Environment.postgresql())", mysql: "\(try Environment.mysql())"}

                """)
        database = try project.add("t", on: engine, withEffects: false)
        try project.scratch.write("migrations/versions/.keep", "")
        try project.scratch.write("ddl.py", try Self.recipe())
    }

    func end() { try? project.dropDatabases() }

    /// The only Python of the guide.
    private static func recipe() throws -> String {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 1...3 { root.deleteLastPathComponent() }
        let guide = try String(contentsOf: root.appendingPathComponent("docs/guides/models.md"), encoding: .utf8)
        let blocks = guide.components(separatedBy: "```python\n").dropFirst()
        try #require(blocks.count == 1)
        return try #require(blocks.first?.components(separatedBy: "```").first)
    }

    func write(models: String) throws {
        try project.scratch.write(
            "myapp.py",
            """
            import enum
            from flask import Flask
            from flask_sqlalchemy import SQLAlchemy
            from sqlalchemy import MetaData

            db = SQLAlchemy(metadata=MetaData(naming_convention={
                "ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s", "pk": "pk_%(table_name)s",
                "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s"}))

            \(models)

            def create_app():
                app = Flask(__name__)
                app.config["SQLALCHEMY_DATABASE_URI"] = "\(AlembicProject.sqlAlchemyURL(project.targets[0].url))"
                db.init_app(app)
                return app
            """)
    }

    func flotilla(_ words: String...) throws -> Finished { try flotilla(words) }

    private func flotilla(_ words: [String]) throws -> Finished {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        // A file that Python has compiled is taken for new when another one of the same second has as many bytes.
        return try project.flotilla(
            words, environment: ["PATH": folder + ":" + path, "PYTHONDONTWRITEBYTECODE": "1"])
    }

    func succeed(_ words: String...) throws {
        let finished = try flotilla(words)
        #expect(finished.status == 0, "\(words): \(finished.output)\(finished.errors)")
    }

    func current() throws -> String { try flotilla("current", "--all").output }

    func python(_ program: String) throws {
        try project.scratch.write("program.py", program)
        let finished = try FleetTests.run(folder + "/python", ["program.py"], in: project.path)
        try #require(finished.status == 0, "\(finished.errors)")
    }
}
