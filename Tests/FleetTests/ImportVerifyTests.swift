import FlotillaSQL
import Foundation
import Testing

/// What was taken over from Alembic makes the schema that Alembic makes, and when it does not, that is found.
@Suite("An import is verified")
struct ImportVerifyTests {
    /// SQL, rows, types, a revision that only Alembic can run, and one that runs outside of transactions.
    private static let revisions: [(id: String, up: String)] = [
        (
            "a1",
            """
            op.create_table("users", sa.Column("id", sa.Integer, primary_key=True),
                sa.Column("mail", sa.String(80), nullable=False, unique=True),
                sa.Column("kind", sa.Enum("new", "old", name="kind"), server_default="new"))
            mood = sa.Enum("good", "bad", name="mood", create_constraint=False)
            mood.create(op.get_bind())
            op.add_column("users", sa.Column("mood", mood))
            """
        ),
        ("b2", #"op.bulk_insert(sa.table("users", sa.column("mail", sa.String)), [{"mail": "a%@b"}])"#),
        (
            "c3",
            """
            for row in Session(bind=op.get_bind()).execute(sa.text("SELECT id FROM users")).fetchall():
                op.create_table("user_%d" % row[0], sa.Column("n", sa.Numeric(10, 2)))
            other = Session(bind=sa.create_engine("sqlite:///nobody.db"))
            other.execute(sa.text("SELECT 1"))
            other.close()
            """
        ),
        (
            "d4",
            """
            with op.get_context().autocommit_block():
                op.create_index("ix_users_kind", "users", ["kind"])
            """
        ),
        ("e5", #"with op.batch_alter_table("users") as batch: batch.add_column(sa.Column("age", sa.Integer))"#),
    ]

    private func project(_ engine: Engine) throws -> Project {
        let project = try Project(
            settings: """
                engines: [\(engine.rawValue)]
                scratch: {postgresql: "\(try Environment.postgresql())", mysql: "\(try Environment.mysql())"}

                """)
        try project.scratch.write("shop/alembic.ini", "[alembic]\nscript_location = scripts\n")
        // Which is not there on a scratch database.
        let schema = engine == .postgresql ? ", version_table_schema='accounts'" : ""
        try project.scratch.write(
            "shop/scripts/env.py",
            Self.environment.replacing("connection=connection", with: "connection=connection" + schema))
        var parent = "None"
        for revision in Self.revisions {
            let body = revision.up.split(separator: "\n").map { "    \($0)\n" }.joined()
            try project.scratch.write(
                "shop/scripts/versions/\(revision.id).py",
                "'''\(revision.id)'''\nfrom alembic import op\nimport sqlalchemy as sa\nfrom sqlalchemy.orm import Session\nrevision = '\(revision.id)'\n"
                    + "down_revision = \(parent)\ndef upgrade():\n\(body)\ndef downgrade():\n    raise Exception('no')\n"
            )
            parent = "'\(revision.id)'"
        }
        return project
    }

    private static let environment = """
        import sqlalchemy
        from alembic import context
        if context.is_offline_mode():
            raise Exception("there is no offline mode here")
        with sqlalchemy.create_engine("sqlite:///nobody.db").connect() as connection:
            context.configure(connection=connection)
            with context.begin_transaction():
                context.run_migrations()

        """

    enum SQLAlchemy: CaseIterable {
        case present, oldest

        func python() throws -> String {
            switch self {
            case .present: (try Environment.alembic() as NSString).deletingLastPathComponent + "/python"
            case .oldest: try Environment.oldPython()
            }
        }
    }

    private func importing(_ project: Project, _ sqlalchemy: SQLAlchemy = .present) throws -> Finished {
        try project.flotilla("import", "alembic", "shop", "--python", try sqlalchemy.python(), "--verify")
    }

    @Test(
        "it makes the same schema, with the steps that Alembic runs", arguments: Engine.allCases, SQLAlchemy.allCases)
    func same(engine: Engine, sqlalchemy: SQLAlchemy) throws {
        let project = try project(engine)
        let made = try importing(project, sqlalchemy)
        #expect(made.status == 0, "\(made)")
        #expect(made.output.contains("\(engine.rawValue): the revisions make the schema that Alembic makes\n"))
        #expect(made.output.contains("1 by the project's own Alembic"), "\(made.output)")
        #expect(!FileManager.default.fileExists(atPath: project.scratch.path + "/shop/nobody.db"))
    }

    @Test("what differs is told, and exits with 2", arguments: Engine.allCases)
    func different(engine: Engine) throws {
        let project = try project(engine)
        try project.scratch.write("shop/scripts/versions/f6.py", Self.fickle)
        let made = try importing(project)
        #expect(made.status == 2, "\(made)")
        #expect(made.output.contains("\(engine.rawValue): Alembic makes another schema"), "\(made.output)")
        #expect(made.output.contains("seen"), "\(made.output)")
    }

    /// Another thing where there is a database, in a way that nobody can see.
    private static let fickle = """
        from alembic import op
        import sqlalchemy as sa
        revision = 'f6'
        down_revision = 'e5'
        def upgrade():
            if type(op.get_bind()).__module__.startswith("sqlalchemy"):
                op.add_column('users', sa.Column('seen', sa.Integer))
        def downgrade():
            pass

        """
}
