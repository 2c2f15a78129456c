import FlotillaSQL
import Testing

/// `-1` and `+2` are counted from where a target is when its run begins, however often it has to be looked at on the way.
@Suite("Steps that are counted")
struct CountedStepsTests {
    private static let ids = ["a", "b", "c", "d", "e"]

    private func target(_ engine: Engine, settings: String = "", options: [String] = []) throws -> (Project, Database) {
        let project = try Project(settings: settings)
        let database =
            switch engine {
            case .postgresql: try project.addPostgreSQL("t")
            case .mysql: try project.addMySQL("t")
            case .sqlite: try project.addSQLite("t")
            }
        for (index, id) in Self.ids.enumerated() {
            try project.revision(
                id, after: index == 0 ? nil : Self.ids[index - 1], up: "CREATE TABLE t_\(id) (id INT);",
                down: "DROP TABLE t_\(id);", options: options.contains(id) ? " transaction=none" : "")
        }
        return (project, database)
    }

    /// Two down and one up from the head.
    private func walk(_ project: Project, _ database: Database) throws {
        try #require(try project.upgrade().ending("t") == "succeeded")
        let down = try project.downgrade(to: "-2")
        #expect(down.ending("t") == "succeeded" && down.number("t", "steps") == 2, "\(down.errors)")
        #expect(try project.versions(database) == ["c"])
        let up = try project.flotilla("upgrade", "+2", "--all", "--yes")
        #expect(up.status == 0, "\(up.errors)")
        #expect(try project.versions(database) == ["e"])
        let one = try project.flotilla("downgrade", "--all", "--yes", "--lose-data")
        #expect(one.status == 0, "\(one.errors)")
        #expect(try project.versions(database) == ["d"])
    }

    @Test("are not counted anew behind each transaction", arguments: Engine.allCases)
    func transactionForEach(_ engine: Engine) throws {
        let (project, database) = try target(engine, settings: "defaults: {transaction: revision}\n")
        defer { try? project.dropDatabases() }
        try walk(project, database)
        #expect(try database.run("SELECT * FROM t_d").isEmpty)
    }

    @Test("are not counted anew behind a step that has no transaction", arguments: [Engine.postgresql, .sqlite])
    func withoutTransaction(_ engine: Engine) throws {
        let (project, database) = try target(engine, options: ["b", "d"])
        defer { try? project.dropDatabases() }
        try walk(project, database)
        #expect(try database.run("SELECT * FROM t_d").isEmpty)
    }

    @Test("are not counted anew behind Python", arguments: Engine.allCases)
    func python(_ engine: Engine) throws {
        let both = try BridgeProject()
        let database = try both.add("t", on: engine)
        for (index, id) in Self.ids.enumerated() {
            try both.bridged(
                id, after: index == 0 ? nil : Self.ids[index - 1],
                up: "op.create_table('t_\(id)', sa.Column('id', sa.Integer))", down: "op.drop_table('t_\(id)')")
        }
        try walk(both.project, database)
        #expect(try database.run("SELECT * FROM t_d").isEmpty)
    }
}
