import Foundation
import Testing

/// The guide, word for word: a Flask app with a database for each of 300 customers.
@Suite("A fleet of a Flask-Migrate app")
struct FromFlaskMigrateTests {
    private static let app = """
        import os
        from flask import Flask
        from flask_migrate import Migrate
        from flask_sqlalchemy import SQLAlchemy

        db = SQLAlchemy()

        class User(db.Model):
            id = db.Column(db.Integer, primary_key=True)
            name = db.Column(db.String(80), nullable=False)
            initial = db.Column(db.String(1))
            email = db.Column(db.String(120), index=True)

        def create_app():
            app = Flask(__name__)
            app.config["SQLALCHEMY_DATABASE_URI"] = os.environ.get("DATABASE_URL", "sqlite://")
            db.init_app(app)
            Migrate(app, db)
            return app

        """

    /// The second can only be run by Alembic: it reads rows.
    private static let revisions: [(id: String, parent: String, up: String, down: String)] = [
        (
            "a1", "None",
            "op.create_table('user', sa.Column('id', sa.Integer, primary_key=True), "
                + "sa.Column('name', sa.String(80), nullable=False))", "op.drop_table('user')"
        ),
        (
            "b2", "'a1'",
            """
            op.add_column('user', sa.Column('initial', sa.String(1)))
                for row in op.get_bind().execute(sa.text('SELECT id, name FROM user')).fetchall():
                    op.get_bind().execute(
                        sa.text('UPDATE user SET initial = :i WHERE id = :id'), {'i': row[1][0].upper(), 'id': row[0]})
            """, "op.drop_column('user', 'initial')"
        ),
        (
            "c3", "'b2'",
            """
            op.add_column('user', sa.Column('email', sa.String(120)))
                op.create_index('ix_user_email', 'user', ['email'])
            """,
            """
            op.drop_index('ix_user_email', 'user')
                op.drop_column('user', 'email')
            """
        ),
    ]

    private let scratch: Scratch
    private let environment: [String: String]
    private let programs: String

    init() throws {
        programs = (try Environment.alembic() as NSString).deletingLastPathComponent
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        environment = ["PATH": programs + ":" + path, "PYTHONDONTWRITEBYTECODE": "1"]
        scratch = try Scratch()
        try scratch.write("shop/shop.py", Self.app)
        try flask("init")
        for revision in Self.revisions {
            try scratch.write(
                "shop/migrations/versions/\(revision.id).py",
                """
                '''\(revision.id)'''
                from alembic import op
                import sqlalchemy as sa
                revision = '\(revision.id)'
                down_revision = \(revision.parent)

                def upgrade():
                    \(revision.up)

                def downgrade():
                    \(revision.down)

                """)
        }
        for (name, text) in zip(["flotilla.yaml", "inventory.yaml"], try blocks("yaml")) {
            try scratch.write(name, text)
        }
    }

    /// Runs `flask db` on the database of a customer.
    @discardableResult
    private func flask(_ words: String..., on database: String = "none") throws -> String {
        let finished = try FleetTests.run(
            programs + "/flask", ["--app", "shop:create_app", "db"] + words, in: scratch.path + "/shop",
            environment: environment.merging(["DATABASE_URL": "sqlite:///\(scratch.path)/tenants/\(database).db"]) {
                $1
            })
        try #require(finished.status == 0, "\(words): \(finished.errors)")
        return finished.output
    }

    private func flotilla(_ words: [String]) throws -> Finished {
        try FleetTests.run(Environment.binary(), words, in: scratch.path, environment: environment)
    }

    private func blocks(_ language: String) throws -> [String] {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 1...3 { root.deleteLastPathComponent() }
        let guide = try String(
            contentsOf: root.appendingPathComponent("docs/guides/from-flask-migrate.md"), encoding: .utf8)
        return guide.components(separatedBy: "```\(language)\n").dropFirst().map {
            $0.components(separatedBy: "```")[0]
        }
    }

    /// Two databases by Flask-Migrate, with rows, on two revisions; and copies of them for everybody.
    private func makeTenants() throws {
        try FileManager.default.createDirectory(
            atPath: scratch.path + "/tenants", withIntermediateDirectories: true)
        for (number, revision) in [(1, "a1"), (2, "b2")] {
            let name = "shop-00\(number)"
            try flask("upgrade", revision, on: name)
            try database(name).run("INSERT INTO user (name) VALUES ('ann')")
        }
        for number in 3...300 {
            let digits = String(repeating: "0", count: 3 - String(number).count) + String(number)
            try FileManager.default.copyItem(
                atPath: "\(scratch.path)/tenants/shop-00\(number.isMultiple(of: 2) ? 2 : 1).db",
                toPath: "\(scratch.path)/tenants/shop-\(digits).db")
        }
    }

    private func database(_ name: String) throws -> Database {
        try Database("sqlite:\(scratch.path)/tenants/\(name).db")
    }

    @Test("comes to the head by five commands, and Flask-Migrate can take each database back")
    func wholeWay() throws {
        try makeTenants()
        let commands = try blocks("").flatMap { $0.split(separator: "\n") }.filter { $0.hasPrefix("flotilla ") }
        #expect(commands.count == 5)
        var last = ""
        for command in commands {
            let finished = try flotilla(command.split(separator: " ").dropFirst().map(String.init))
            try #require(finished.status == 0, "\(command): \(finished.output)\(finished.errors)")
            last = finished.output
        }
        #expect(last.contains("300 targets, all at head"), "\(last)")
        #expect(try database("shop-299").run("SELECT name, initial, email FROM user") == [["ann", "A", nil]])
        #expect(try flask("current", on: "shop-299").contains("c3 (head)"))

        try flask("downgrade", on: "shop-299")
        let current = try flotilla(["current", "--select", "id=shop-299"])
        #expect(current.output == "b2\n", "\(current)")
        try flask("upgrade", on: "shop-299")
        let again = try flotilla(["upgrade", "--all", "--yes", "-o", "json"])
        #expect(again.status == 0 && again.output.contains(#""skipped":300"#), "\(again.output.suffix(600))")
    }
}
