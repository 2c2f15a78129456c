import FlotillaSQL
import Foundation
import Testing

/// What settings and command line say to the project's own `env.py`.
@Suite("What env.py is told of steps that run in Python")
struct BridgeSettingsTests {
    /// Flask-Migrate's own `env.py` for several databases, with a revision that does another thing in each.
    private func several(_ bind: String?, on engine: Engine) throws -> (BridgeProject, Database) {
        let both = try BridgeProject(
            flask: true, template: "flask-multidb", alembic: bind.map { ", bind: \($0)" } ?? "")
        let database = try both.add("t", on: engine)
        try both.mark("a", after: nil, sections: "-- flotilla:alembic\n")
        try both.project.scratch.write(
            "app/migrations/versions/a.py",
            """
            import sqlalchemy as sa
            from alembic import op
            revision = "a"
            down_revision = None
            def upgrade(engine_name): globals()["upgrade_%s" % engine_name]()
            def downgrade(engine_name): globals()["downgrade_%s" % engine_name]()
            def upgrade_(): op.create_table("people", sa.Column("id", sa.Integer))
            def downgrade_(): op.drop_table("people")
            def upgrade_logs(): op.create_table("loglines", sa.Column("id", sa.Integer))
            def downgrade_logs(): op.drop_table("loglines")
            """)
        return (both, database)
    }

    @Test(
        "of several databases only the one that the targets are is migrated", arguments: Engine.allCases,
        [("default", "people"), ("logs", "loglines")])
    func bind(_ engine: Engine, _ kind: (bind: String, table: String)) throws {
        let (both, database) = try several(kind.bind, on: engine)
        let up = try both.project.upgrade()
        #expect(up.ending("t") == "succeeded", "\(up.errors)")
        #expect(try both.project.versions(database) == ["a"])
        #expect(try database.value("SELECT count(*) FROM \(kind.table)") == "0")
        #expect(throws: (any Error).self) {
            try database.value("SELECT count(*) FROM \(kind.table == "people" ? "loglines" : "people")")
        }
        let down = try both.project.downgrade(to: "base")
        #expect(down.ending("t") == "succeeded", "\(down.errors)")
    }

    @Test(
        "which of several databases must be said, and be one of them, before anything is done",
        arguments: [
            (nil, "say which of them the targets are in flotilla.yaml, such as alembic: {bind: default}"),
            ("other", "env.py migrates no database other, but default, logs"),
        ] as [(String?, String)])
    func unknownBind(_ bind: String?, _ words: String) throws {
        let (both, database) = try several(bind, on: .mysql)
        let up = try both.project.upgrade()
        #expect(up.ending("t") == "failed, unusable script, unchanged")
        #expect(up.errors.contains(words), "\(up.errors)")
        #expect(throws: (any Error).self) { try database.value("SELECT count(*) FROM people") }
    }

    @Test("-x reaches env.py: that of the settings, then that of the command", arguments: [false, true])
    func arguments(flask: Bool) throws {
        let both = try BridgeProject(flask: flask, alembic: ", x: ['region=eu', 'kind=old']")
        let database = try both.add("t", on: .sqlite)
        try both.bridged(
            "a", after: nil,
            up: """
                from alembic import context
                told = context.get_x_argument(as_dictionary=True)
                op.execute("INSERT INTO effects VALUES ('%(region)s %(kind)s %(more)s')" % told)
                """)
        let up = try both.project.flotilla("upgrade", "--all", "--yes", "-x", "kind=new", "-x", "more=a b")
        #expect(up.status == 0, "\(up.errors)")
        #expect(try both.project.effects(database) == ["eu new a b"])
    }
}
