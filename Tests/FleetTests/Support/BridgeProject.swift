import FlotillaSQL
import Foundation
import Testing

/// A project of ours beside a project of Alembic's, whose revisions it has run in Python.
final class BridgeProject {
    let project: Project
    private let flask: Bool

    var path: String { project.path }

    /// - Parameters:
    ///   - flask: the app and env.py of Flask-Migrate.
    ///   - template: the one of Flask-Migrate's from which env.py is.
    ///   - alembic: further settings for it, as YAML behind a comma.
    ///   - python: instead of the one that has Alembic.
    init(
        flask: Bool = false, template: String = "flask", python: String? = nil, alembic: String = "",
        settings: String = ""
    ) throws {
        self.flask = flask
        let interpreter = try python ?? (Self.folder() + "/python")
        let app = flask ? ", flask: 'shop:make_app'" : ""
        project = try Project(
            settings: """
                alembic: {project: app, python: '\(interpreter)'\(app)\(alembic)}
                \(settings)

                """)
        if flask {
            try project.scratch.write(
                "app/migrations/alembic.ini", "[alembic]\n[loggers]\nkeys = root\n" + Self.logging)
            try project.scratch.write("app/migrations/env.py", try Self.environmentOfFlask(template))
            try project.scratch.write("app/shop.py", Self.app)
        } else {
            try project.scratch.write(
                "app/alembic.ini", "[alembic]\nscript_location = %(here)s/migrations\nprepend_sys_path = .\n")
            try project.scratch.write("app/migrations/env.py", Self.environment)
        }
        try project.scratch.write("migrations/versions/.keep", "")
    }

    deinit { try? project.dropDatabases() }

    func add(_ id: String, on engine: Engine) throws -> Database {
        try project.add(id, on: engine)
    }

    /// A revision that is in both projects: SQL here, the same in Python there.
    func shared(_ id: String, after parent: String?, up: String, down: String) throws {
        try project.revision(id, after: parent, up: up + ";", down: down + ";")
        try python(id, after: parent, up: "op.execute('''\(up)''')", down: "op.execute('''\(down)''')")
    }

    /// A revision that runs in Python.
    func bridged(
        _ id: String, after parent: String?, up: String, down: String = "pass", marker: String = "flotilla:alembic",
        more: String = ""
    ) throws {
        try mark(id, after: parent, sections: "-- \(marker)\n" + more)
        try python(id, after: parent, up: up, down: down)
    }

    func mark(_ id: String, after parent: String?, sections: String) throws {
        try project.scratch.write(
            "migrations/versions/\(id).sql",
            "-- \(id)\n--\n-- Revision ID: \(id)\n-- Revises: \(parent ?? "<base>")\n\n\(sections)\n")
    }

    func python(_ id: String, after parent: String?, up: String, down: String = "pass") throws {
        func indented(_ text: String) -> String {
            text.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n")
        }
        try project.scratch.write(
            "app/migrations/versions/\(id).py",
            """
            '''\(id)'''
            import os
            import time
            import sqlalchemy as sa
            from alembic import op

            revision = '\(id)'
            down_revision = \(parent.map { "'\($0)'" } ?? "None")


            def wait_for(path):
                with open('waiting', 'w') as file:
                    file.write(str(os.getpid()))
                while not os.path.exists(path):
                    time.sleep(0.02)


            def upgrade():
            \(indented(up))


            def downgrade():
            \(indented(down))
            """)
    }

    /// The number of the Python process that has come to `wait_for`.
    func waiting() throws -> Int32 {
        let file = path + "/app/waiting"
        try eventually("Python is in the revision") {
            (try? String(contentsOfFile: file, encoding: .utf8))?.isEmpty == false
        }
        return try #require(Int32(try String(contentsOfFile: file, encoding: .utf8)))
    }

    /// Lets Python go on from `wait_for('go')`.
    func go() throws { try project.scratch.write("app/go", "") }

    /// The real Alembic, on the target.
    func alembic(_ id: String, _ arguments: String...) throws -> Finished {
        let url = try #require(project.targets.first { $0.id == id }).url
        return try FleetTests.run(
            Environment.alembic(), arguments, in: path + "/app",
            environment: ["TARGET_URL": AlembicProject.sqlAlchemyURL(url)])
    }
}

extension BridgeProject {
    static func folder() throws -> String { ((try Environment.alembic()) as NSString).deletingLastPathComponent }

    /// As `alembic init` writes it, and able to be told the URL.
    private static let environment = """
        import os
        from alembic import context
        from sqlalchemy import engine_from_config, pool

        config = context.config
        if "TARGET_URL" in os.environ:
            config.set_main_option("sqlalchemy.url", os.environ["TARGET_URL"].replace("%", "%%"))

        print("env.py prints this")
        connectable = engine_from_config(
            config.get_section(config.config_ini_section, {}), prefix="sqlalchemy.", poolclass=pool.NullPool)
        with connectable.connect() as connection:
            context.configure(connection=connection, target_metadata=None)
            with context.begin_transaction():
                context.run_migrations()
        """

    /// What Flask-Migrate writes into a project.
    private static func environmentOfFlask(_ template: String) throws -> String {
        let program = "import flask_migrate; print(flask_migrate.__path__[0])"
        let found = try FleetTests.run(try folder() + "/python", ["-c", program], in: "/tmp")
        let package = found.output.trimmingCharacters(in: .whitespacesAndNewlines)
        return try String(contentsOfFile: package + "/templates/\(template)/env.py", encoding: .utf8)
    }

    private static let logging = """
        [handlers]
        keys = console
        [formatters]
        keys =
        [logger_root]
        level = WARN
        handlers = console
        [handler_console]
        class = StreamHandler
        args = (sys.stderr,)
        """

    private static let app = """
        import os
        from flask import Flask
        from flask_migrate import Migrate
        from flask_sqlalchemy import SQLAlchemy

        db = SQLAlchemy()
        with open("imports", "a") as file:
            file.write("%d\\n" % os.getpid())


        class Person(db.Model):
            id = db.Column(db.Integer, primary_key=True)
            name = db.Column(db.String(40))


        def make_app():
            app = Flask(__name__)
            app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:////nowhere/at/all.db"
            app.config["SQLALCHEMY_BINDS"] = {"logs": "sqlite:////nowhere/at/either.db"}
            db.init_app(app)
            Migrate(app, db)
            return app
        """
}
