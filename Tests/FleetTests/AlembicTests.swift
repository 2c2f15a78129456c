import FlotillaSQL
import Testing

/// Real Alembic on the same databases: a team can move over, and back, one tenant at a time.
@Suite("Alembic and Flotilla on one database")
struct AlembicTests {
    private static let line: [AlembicProject.Revision] = [
        .init(id: "a"), .init(id: "b", parents: ["a"]), .init(id: "c", parents: ["b"]),
    ]

    /// Two branches from `a` that meet in `m` and part again, and a line of its own that `e` needs.
    private static let graph: [AlembicProject.Revision] = [
        .init(id: "a"), .init(id: "b", parents: ["a"]), .init(id: "c", parents: ["a"]),
        .init(id: "m", parents: ["b", "c"]), .init(id: "x"), .init(id: "d", parents: ["m"]),
        .init(id: "e", parents: ["m"], dependencies: ["x"]),
    ]

    @Test("what Flotilla upgraded is at head for Alembic, which has nothing to do", arguments: Engine.allCases)
    func upgradedByFlotilla(_ engine: Engine) throws {
        let both = try AlembicProject(engine, Self.line)
        let run = try both.project.upgrade()
        #expect(run.ending("t") == "succeeded", "\(run.errors)")
        #expect(try both.alembicCurrent() == ["c (head)"])
        #expect(try both.steps("upgrade", "head") == 0)
        #expect(try both.project.effects(both.database) == ["a up", "b up", "c up"])
    }

    @Test("what Alembic upgraded is at head for Flotilla, which has nothing to do", arguments: Engine.allCases)
    func upgradedByAlembic(_ engine: Engine) throws {
        let both = try AlembicProject(engine, Self.line)
        #expect(try both.steps("upgrade", "head") == 3)
        let run = try both.project.upgrade()
        #expect(run.ending("t") == "skipped" && run.version("t") == ["c"], "\(run.errors)")
        #expect(try both.project.effects(both.database) == ["a up", "b up", "c up"])
    }

    @Test("each goes on where the other stopped, up and down", arguments: Engine.allCases)
    func takingTurns(_ engine: Engine) throws {
        let both = try AlembicProject(engine, Self.line)
        #expect(try both.steps("upgrade", "b") == 2)
        #expect(try both.project.upgrade().number("t", "steps") == 1)
        #expect(try both.steps("downgrade", "-1") == 1)
        #expect(try both.project.downgrade(to: "a").number("t", "steps") == 1)
        #expect(try both.steps("upgrade", "head") == 2)
        #expect(try both.project.downgrade(to: "base").number("t", "steps") == 3)
        #expect(try both.alembicCurrent() == [])
        #expect(
            try both.project.effects(both.database) == [
                "a down", "a up", "b down", "b down", "b up", "b up", "c down", "c down", "c up", "c up",
            ])
    }

    @Test("what Alembic upgraded is adopted with its version, and without a write", arguments: Engine.allCases)
    func adopted(_ engine: Engine) throws {
        let both = try AlembicProject(engine, Self.line)
        try both.alembic("upgrade", "b")
        let adopted = try both.project.flotilla("adopt", "-o", "ndjson")
        #expect(adopted.status == 0, "\(adopted.errors)")
        #expect(adopted.output.contains(#""found":"known""#) && adopted.output.contains(#""version":["b"]"#))
        let status = try both.project.flotilla("status", "-o", "ndjson")
        #expect(status.output.contains(#""version":["b"]"#), "\(status.output)")
        try both.alembic("downgrade", "base")
        #expect(try both.project.flotilla("adopt").output.contains("base"))
        #expect(try both.steps("upgrade", "head") == 3)
    }

    @Test("they agree on a merge, two heads and a dependency, whoever goes first", arguments: Engine.allCases)
    func branches(_ engine: Engine) throws {
        let both = try AlembicProject(engine, Self.graph)
        let run = try RunResult(both.project.flotilla("upgrade", "heads", "--all", "--yes", "-o", "json"))
        let ours = try both.project.versions(both.database)
        #expect(run.ending("t") == "succeeded" && ours == ["d", "e"], "\(run.errors)")
        #expect(try both.steps("upgrade", "heads") == 0)
        #expect(try both.alembicCurrent().map { String($0.prefix(1)) } == ["d", "e", "x"])
        #expect(try both.steps("downgrade", "base") == 7)
        #expect(try both.steps("upgrade", "heads") == 7)
        let again = try RunResult(both.project.flotilla("upgrade", "heads", "--all", "--yes", "-o", "json"))
        #expect(try again.ending("t") == "skipped" && both.project.versions(both.database) == ours)
    }

    @Test("they agree half-way, with a row for each open branch", arguments: Engine.allCases)
    func halfWay(_ engine: Engine) throws {
        let both = try AlembicProject(engine, Self.graph)
        try both.alembic("upgrade", "b")
        try both.alembic("upgrade", "x")
        let run = try RunResult(both.project.flotilla("upgrade", "c", "--all", "--yes", "-o", "json"))
        #expect(run.version("t") == ["b", "c", "x"], "\(run.errors)")
        #expect(try both.steps("upgrade", "m") == 1)
        let down = try both.project.downgrade(to: "b")
        #expect(down.number("t", "steps") == 1, "\(down.errors)")
        #expect(try both.steps("upgrade", "heads") == 3)
        #expect(try both.project.versions(both.database) == ["d", "e"])
        #expect(try both.project.effects(both.database).filter { $0 == "c up" }.count == 1)
    }
}
