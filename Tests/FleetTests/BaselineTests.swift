import FlotillaSQL
import Foundation
import Testing

/// A history of ten revisions, eight of them folded: old databases keep their way, new ones begin with the baseline.
@Suite("Baselines of whole histories")
struct BaselineTests {
    private static let engines = Engine.allCases

    private static func project(_ engines: [Engine] = Self.engines) throws -> Project {
        let servers = try [Environment.postgresql(), Environment.mysql()]
        let project = try Project(
            settings: """
                engines: [\(engines.map(\.rawValue).joined(separator: ", "))]
                scratch: {postgresql: "\(servers[0])", mysql: "\(servers[1])"}

                """)
        try TenRevisions.write(to: project)
        return project
    }

    private static func fold(_ project: Project, _ words: String...) throws -> Finished {
        let folded = try project.flotilla(["baseline", "r08", "-m", "baseline 2026"] + words)
        try #require(folded.status == 0, "\(folded.output)\(folded.errors)")
        return folded
    }

    private static let path = "migrations/versions/r08_baseline_2026.sql"

    @Test("lead old and new databases to one schema and one version, and back to nothing")
    func wholeWay() throws {
        let project = try Self.project()
        defer { try? project.dropDatabases() }
        let old = try Self.engines.map { try project.add("old\($0.rawValue)", on: $0, withEffects: false) }
        let early = try project.flotilla("upgrade", "r05", "--all", "--yes")
        #expect(early.status == 0, "\(early)")
        let folded = try Self.fold(project)
        #expect(folded.output.contains("effects (8 rows)"), "\(folded.output)")
        #expect(folded.output.contains("r01, r02"), "\(folded.output)")
        let new = try Self.engines.map { try project.add("new\($0.rawValue)", on: $0, withEffects: false) }

        let upgrade = try project.flotilla("upgrade", "--all", "--yes")
        #expect(upgrade.status == 0, "\(upgrade.output)\(upgrade.errors)")
        for database in old + new {
            #expect(try database.value("SELECT version_num FROM alembic_version") == "r10")
        }
        // Rows that revisions write are not in the baseline; the two revisions behind it write theirs.
        for database in old { #expect(try database.value("SELECT count(*) FROM effects") == "10") }
        for database in new { #expect(try database.value("SELECT count(*) FROM effects") == "2") }
        let drift = try project.flotilla("drift", "-o", "json")
        #expect(drift.status == 0, "\(drift.output)\(drift.errors)")
        #expect(try project.flotilla("baseline", "--check").status == 0)

        let down = try project.flotilla("downgrade", "base", "--all", "--yes", "--lose-data")
        #expect(down.status == 0, "\(down.output)\(down.errors)")
        for database in old + new {
            #expect(try database.value("SELECT count(*) FROM alembic_version") == "0")
        }
    }

    @Test("are proved again by --check, which finds what somebody has changed")
    func checked() throws {
        let project = try Self.project([.sqlite])
        #expect(try project.flotilla("baseline", "--check").status == 64)
        _ = try Self.fold(project)
        let text = try String(contentsOfFile: project.path + "/" + Self.path, encoding: .utf8)
        try project.scratch.write(
            Self.path,
            text.replacing("-- flotilla:downgrade", with: "CREATE TABLE extra (id INT);\n\n-- flotilla:downgrade"))
        let check = try project.flotilla("baseline", "--check")
        #expect(check.status == 2 && check.output.contains("still to do: "), "\(check)")
        #expect(check.output.contains("extra"), "\(check.output)")
    }

    @Test("are not written where nothing is to be written, and not twice")
    func notWritten() throws {
        let project = try Self.project([.sqlite])
        let dry = try Self.fold(project, "--dry-run")
        #expect(dry.output.contains("nothing was written") && !dry.output.contains("written: "), "\(dry.output)")
        #expect(!FileManager.default.fileExists(atPath: project.path + "/" + Self.path))
        let printed = try Self.fold(project, "--sql").output
        _ = try Self.fold(project)
        let written = try String(contentsOfFile: project.path + "/" + Self.path, encoding: .utf8)
        func withoutDate(_ text: String) -> [Substring] { text.split(separator: "\n").filter { !$0.contains("Date:") } }
        #expect(withoutDate(printed) == withoutDate(written))
        #expect(written.contains("-- Replaces: r01, r02, r03, r04, r05, r06\n-- Replaces: r07, r08\n"), "\(written)")
        let again = try project.flotilla("baseline", "r08")
        #expect(again.status == 64 && again.errors.contains(Self.path), "\(again)")
        let show = try project.flotilla("show", "r08")
        #expect(show.output.contains(Self.path + " (replaces 8 revisions)"), "\(show.output)")
    }

    @Test("begin the script for an empty database, which the engine's own client runs")
    func script() throws {
        let project = try Self.project([.sqlite])
        _ = try Self.fold(project)
        let database = try project.add("new", on: .sqlite, withEffects: false)
        let script = try project.flotilla("upgrade", "--sql", "--target", "new")
        #expect(script.output.contains("base -> r08, baseline 2026 (in the place of 8 revisions)"), "\(script)")
        let run = try FleetTests.run(
            "/usr/bin/env", ["sqlite3", database.url.database], in: project.path, input: script.output)
        #expect(run.status == 0, "\(run)")
        #expect(try database.value("SELECT version_num FROM alembic_version") == "r10")
        #expect(try project.flotilla("drift").status == 0)
        let later = try project.flotilla("upgrade", "r05:head", "--sql", "--target", "new")
        #expect(later.output.contains("r05 -> r06") && !later.output.contains("baseline"), "\(later)")
    }

    @Test("go on where they stopped half-way, and nothing else goes on from there", arguments: [Engine.mysql])
    func halfWay(engine: Engine) throws {
        let project = try Self.project([engine])
        defer { try? project.dropDatabases() }
        _ = try Self.fold(project)
        let database = try project.add("new", on: engine, withEffects: false)
        try database.run("CREATE TABLE users (in_the_way INT)")
        let stopped = try project.flotilla("upgrade", "--all")
        #expect(stopped.status == 1 && stopped.errors.contains("users"), "\(stopped)")
        try database.run("DROP TABLE users")
        let text = try String(contentsOfFile: project.path + "/" + Self.path, encoding: .utf8)
        try FileManager.default.removeItem(atPath: project.path + "/" + Self.path)
        let other = try project.flotilla("upgrade", "--all")
        #expect(other.status == 1 && other.errors.contains("has to be finished first"), "\(other)")
        try project.scratch.write(Self.path, text)
        let rest = try project.flotilla("upgrade", "--all")
        #expect(rest.status == 0, "\(rest)")
        #expect(try project.flotilla("drift").status == 0)
    }

    @Test("stand in the plan of a rollout, which holds only as long as they are the same")
    func planned() throws {
        let project = try Self.project([.sqlite])
        _ = try project.add("old", on: .sqlite, withEffects: false)
        #expect(try project.flotilla("upgrade", "r05", "--all").status == 0)
        _ = try project.add("new", on: .sqlite, withEffects: false)
        let before = try project.flotilla("rollout", "plan", "--save", "before.plan")
        #expect(before.status == 0, "\(before)")
        _ = try Self.fold(project)
        let came = try project.flotilla("rollout", "start", "--plan", "before.plan", "--yes")
        #expect(came.status != 0 && came.errors.contains("baseline:r08"), "\(came)")

        let plan = try project.flotilla("rollout", "plan", "--save", "after.plan", "-o", "json")
        #expect(plan.output.contains("baseline:r08"), "\(plan)")
        let text = try String(contentsOfFile: project.path + "/" + Self.path, encoding: .utf8)
        try project.scratch.write(
            Self.path, text.replacing("-- flotilla:downgrade", with: "-- \n-- flotilla:downgrade"))
        let edited = try project.flotilla("rollout", "start", "--plan", "after.plan", "--yes")
        #expect(edited.status != 0 && edited.errors.contains("baseline:r08"), "\(edited)")
        try project.scratch.write(Self.path, text)
        let rollout = try project.flotilla("rollout", "start", "--plan", "after.plan", "--yes")
        #expect(rollout.status == 0, "\(rollout)")
        #expect(try project.flotilla("drift").status == 0)
        #expect(try project.database("new").value("SELECT count(*) FROM effects") == "2")
        let back = try project.flotilla("rollout", "revert", "--yes", "--lose-data")
        #expect(back.status == 0, "\(back)")
        #expect(try project.database("new").value("SELECT count(*) FROM alembic_version") == "0")
        #expect(try project.database("old").value("SELECT version_num FROM alembic_version") == "r05")
    }

    @Test("take the place of the files that they replace, and tell databases that are still on one of them")
    func alone() throws {
        let project = try Self.project([.sqlite])
        let old = try project.add("old", on: .sqlite, withEffects: false)
        #expect(try project.flotilla("upgrade", "r05", "--all").status == 0)
        _ = try Self.fold(project)
        for id in TenRevisions.ids.prefix(8) {
            let half = try project.flotilla("heads")
            #expect(half.status == (id == "r01" ? 0 : 65), "\(half)")
            try FileManager.default.removeItem(atPath: project.path + "/migrations/versions/\(id).sql")
        }
        let new = try project.add("new", on: .sqlite, withEffects: false)
        let upgrade = try project.flotilla("upgrade", "--all", "--yes")
        #expect(upgrade.status == 3 && upgrade.errors.contains("folded into the baseline r08"), "\(upgrade)")
        #expect(try new.value("SELECT version_num FROM alembic_version") == "r10")
        #expect(try old.value("SELECT version_num FROM alembic_version") == "r05")
        let down = try project.flotilla("downgrade", "base", "--target", "new", "--lose-data")
        #expect(down.status == 0, "\(down)")
        #expect(
            try new.value("SELECT count(*) FROM sqlite_master WHERE type <> 'index' AND name <> 'alembic_version'")
                == "0")
    }
}
