import FlotillaSQL
import Foundation
import Testing

/// Values that a person gives with `-x` reach the revisions of every target, as texts.
@Suite("Variables of revisions")
struct VariableTests {
    private static func project(_ engine: Engine) throws -> (Project, Database) {
        let project = try Project(settings: "defaults: {retries: 0}\n")
        let database = try project.add("t", on: engine)
        return (project, database)
    }

    @Test("arrive as they are, whatever stands in them", arguments: Engine.allCases)
    func hostile(_ engine: Engine) throws {
        let (project, database) = try Self.project(engine)
        defer { try? project.dropDatabases() }
        let values = [
            "plain", "d'or", "a\\", "\\'", "'; DROP TABLE effects; --", "$$;$x$", "\"`*/--", "two\nlines", "ü€😀", "",
        ].map { engine == .mysql ? $0.replacing("😀", with: "") : $0 }
        for (index, value) in values.enumerated() {
            try project.revision(
                "r\(index)", after: index == 0 ? nil : "r\(index - 1)",
                up: "INSERT INTO effects VALUES (:{note}); -- :{none}", down: "SELECT 1;")
            let run = try project.flotilla("upgrade", "--all", "-x", "note=\(value)")
            try #require(run.status == 0, "\(value): \(run.errors)")
            let count = try database.value("SELECT count(*) FROM effects")
            #expect(count == "\(index + 1)", "\(value)")
        }
        #expect(Set(try project.effects(database)) == Set(values))
    }

    @Test(
        "are missed before any target is touched, with file and line", arguments: [["upgrade"], ["downgrade", "r1"]])
    func undefined(_ words: [String]) throws {
        let project = try Project()
        let (one, two) = (try project.addSQLite("one"), try project.addSQLite("two"))
        let up = "INSERT INTO effects VALUES ('r2');\nINSERT INTO effects VALUES (:{region});"
        try project.revision("r1", after: nil, up: "SELECT 1;", down: "SELECT 1;")
        try project.revision("r2", after: "r1", up: up, down: up)
        if words[0] == "downgrade" {
            try #require(try project.flotilla("upgrade", "--target", "one", "-x", "region=eu").status == 0)
            try #require(try project.flotilla("upgrade", "r1", "--target", "two").status == 0)
        }
        let (before, after) = (try project.effects(one), try project.effects(two))
        let run = try project.flotilla(words + ["--all", "--yes"])
        #expect(run.status == 65 && run.errors.contains("-x region=VALUE"), "\(run)")
        let line = words[0] == "upgrade" ? 9 : 13
        #expect(run.errors.contains("migrations/versions/r2.sql:\(line)"), "\(run.errors)")
        #expect(try project.effects(one) == before && project.effects(two) == after)
        #expect(try project.flotilla(words + ["--all", "--yes", "-x", "region=us"]).status == 0)
    }

    @Test("are not asked for where no target needs them any more")
    func past() throws {
        let project = try Project()
        let database = try project.addSQLite("t")
        try project.revision("r1", after: nil, up: "INSERT INTO effects VALUES (:{region});", down: "SELECT 1;")
        try #require(try project.flotilla("upgrade", "--all", "-x", "region=eu").status == 0)
        try project.revision("r2", after: "r1", up: "INSERT INTO effects VALUES ('r2');", down: "SELECT 1;")
        let run = try project.flotilla("upgrade", "--all")
        #expect(run.status == 0, "\(run.errors)")
        #expect(try project.effects(database) == ["eu", "r2"])
    }

    @Test("of a rollout are its workers' too, decide which plan it is, and take it back")
    func rollout() throws {
        let project = try Project()
        let database = try project.addSQLite("t")
        try project.revision(
            "r1", after: nil, up: "INSERT INTO effects VALUES (:{region});",
            down: "INSERT INTO effects VALUES (:{region});")
        let missing = try project.flotilla("rollout", "plan")
        #expect(missing.status == 65 && missing.errors.contains("r1.sql:8"), "\(missing)")
        try #require(try project.flotilla("rollout", "plan", "-x", "region=eu", "--save", "a.json").status == 0)
        try #require(try project.flotilla("rollout", "plan", "-x", "region=us", "--save", "b.json").status == 0)
        let plans = try ["a", "b"].map { try String(contentsOfFile: "\(project.path)/\($0).json", encoding: .utf8) }
        let digests = plans.map { $0.split(separator: "\n").first { $0.contains("\"digest\"") } }
        #expect(digests[0] != digests[1] && plans[0].contains("\"region\":\"eu\""))
        try #require(
            try project.flotilla("rollout", "start", "--plan", "a.json", "--detach", "--yes").status == 0)
        // Joined from another process, which knows the plan's name and takes the values from the ledger.
        let joined = try project.flotilla("rollout", "start", "--plan", "a.json", "--yes")
        #expect(try project.effects(database) == ["eu"], "\(joined)")
        let back = try project.flotilla("rollout", "revert", "--yes", "--reason", "test")
        #expect(back.status == 0, "\(back)")
        #expect(try project.effects(database) == ["eu", "eu"])
    }

    @Test("are in scripts too, and so is the tag", arguments: Engine.allCases)
    func scripts(_ engine: Engine) throws {
        let (project, _) = try Self.project(engine)
        defer { try? project.dropDatabases() }
        try project.revision(
            "r1", after: nil, up: "INSERT INTO effects VALUES (:{tag});\nCREATE TABLE t_:{n!raw} (n INT);",
            down: "SELECT 1;")
        let run = try project.flotilla(
            "upgrade", "--sql", "--target", "t", "--tag", "it's\nnew", "--x-arg", "n=7")
        #expect(run.output.contains("VALUES ('it''s\nnew');") && run.output.contains("t_7 (n INT)"), "\(run)")
        #expect(run.output.contains("-- tag: it's\n-- new\n"))
    }

    @Test("of another value do not go on where a step had stopped")
    func resumed() throws {
        let project = try Project()
        let database = try project.addSQLite("t")
        try project.revision(
            "r1", after: nil,
            up: "BEGIN; INSERT INTO effects VALUES (:{a}); COMMIT;\nBEGIN; INSERT INTO missing VALUES (1); COMMIT;",
            down: "SELECT 1;", options: " transaction=script")
        try #require(try project.flotilla("upgrade", "--all", "-x", "a=1").status == 1)
        try database.run("CREATE TABLE missing (n INT)")
        #expect(try project.flotilla("upgrade", "--all", "-x", "a=2").status == 1)
        #expect(try project.flotilla("upgrade", "--all", "-x", "a=1").status == 0)
        #expect(try project.effects(database) == ["1"])
    }
}
