import FlotillaSQL
import Foundation
import Testing

/// The same history twice in one folder: as files of ours and as a project of Alembic's, and a database for both.
final class AlembicProject {
    struct Revision {
        var id: String
        var parents: [String] = []
        var dependencies: [String] = []
        var labels: [String] = []
    }

    let project: Project
    let database: Database
    private let url: String

    init(_ engine: Engine, _ revisions: [Revision]) throws {
        project = try Project()
        database = try project.add("t", on: engine)
        url = Self.sqlAlchemyURL(project.targets[0].url)
        try project.scratch.write("alembic.ini", "[alembic]\nscript_location = alembic\n")
        try project.scratch.write("alembic/env.py", Self.environment)
        for revision in revisions { try write(revision) }
    }

    deinit { try? project.dropDatabases() }

    /// Runs Alembic and gives what it said: `current` on standard output, each step on standard error.
    @discardableResult
    func alembic(_ arguments: String...) throws -> Finished { try alembic(arguments) }

    @discardableResult
    func alembic(_ arguments: [String]) throws -> Finished {
        let finished = try FleetTests.run(
            Environment.alembic(), arguments, in: project.path, environment: ["TARGET_URL": url])
        try #require(finished.status == 0, "\(finished.errors)")
        return finished
    }

    /// The revisions that `alembic current` names, with its remark: `c (head)`.
    func alembicCurrent() throws -> [String] {
        try alembic("current").output.split(separator: "\n").map(String.init).sorted()
    }

    /// How many steps Alembic took.
    func steps(_ arguments: String...) throws -> Int {
        let finished = try FleetTests.run(
            Environment.alembic(), arguments, in: project.path, environment: ["TARGET_URL": url])
        try #require(finished.status == 0, "\(finished.errors)")
        return finished.errors.components(separatedBy: "Running ").count - 1
    }
}

extension AlembicProject {
    static func sqlAlchemyURL(_ url: String) -> String {
        if url.hasPrefix("sqlite:") { return url.replacing("sqlite:", with: "sqlite:///") }
        let bare = String(url.split(separator: "?")[0])
        return bare.replacing("postgresql://", with: "postgresql+psycopg2://")
            .replacing("mysql://", with: "mysql+pymysql://")
    }

    private static let environment = """
        import logging
        import os
        import sqlalchemy
        from alembic import context

        logging.basicConfig(level=logging.INFO, format="%(message)s")
        engine = sqlalchemy.create_engine(os.environ["TARGET_URL"])
        with engine.connect() as connection:
            context.configure(connection=connection)
            with context.begin_transaction():
                context.run_migrations()
        """

    private func write(_ revision: Revision) throws {
        let id = revision.id
        let up = ["CREATE TABLE t_\(id) (id INT NOT NULL)", "INSERT INTO effects VALUES ('\(id) up')"]
        let down = ["DROP TABLE t_\(id)", "INSERT INTO effects VALUES ('\(id) down')"]
        let parents = revision.parents.isEmpty ? "None" : "(" + revision.parents.map { "'\($0)', " }.joined() + ")"
        let base = revision.parents.isEmpty ? "<base>" : revision.parents.joined(separator: ", ")
        let labels = revision.labels.isEmpty ? "None" : "('\(revision.labels[0])',)"
        let needs = revision.dependencies.isEmpty ? "None" : "'\(revision.dependencies[0])'"
        try project.scratch.write(
            "alembic/versions/\(id).py",
            """
            '''\(id)

            Revision ID: \(id)
            Revises: \(base)
            Create Date: 2026-11-22 08:00:00+00:00
            '''
            from alembic import op
            revision = '\(id)'
            down_revision = \(parents)
            branch_labels = \(labels)
            depends_on = \(needs)
            def upgrade():
            \(up.map { "    op.execute(\"\($0)\")" }.joined(separator: "\n"))
            def downgrade():
            \(down.map { "    op.execute(\"\($0)\")" }.joined(separator: "\n"))
            """)
        let marks = revision.labels.isEmpty ? "" : "-- Branch labels: \(revision.labels[0])\n"
        let depends = revision.dependencies.isEmpty ? "" : "-- Depends on: \(revision.dependencies[0])\n"
        try project.scratch.write(
            "migrations/versions/\(id).sql",
            """
            -- \(id)
            --
            -- Revision ID: \(id)
            -- Revises: \(base)
            \(marks)\(depends)-- Create Date: 2026-11-22 08:00:00+00:00

            -- flotilla:upgrade
            \(up.map { $0 + ";" }.joined(separator: "\n"))

            -- flotilla:downgrade
            \(down.map { $0 + ";" }.joined(separator: "\n"))

            """)
    }
}
