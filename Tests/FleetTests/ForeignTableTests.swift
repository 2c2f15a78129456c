import FlotillaSQL
import Foundation
import Testing

/// Folders of other tools with those tools' own version tables, laid as the tools lay them.
@Suite("A folder of another tool")
struct ForeignTableTests {
    typealias Pair = ForeignProject.Pair

    @Test("is run from nothing, up and down, and its own table says so", arguments: Pair.all)
    func fromNothing(_ pair: Pair) throws {
        let foreign = try ForeignProject(pair)
        let up = try foreign.project.upgrade()
        #expect(up.ending("t") == "succeeded" && up.number("t", "steps") == 3, "\(up.errors)")
        #expect(up.version("t") == [foreign.version(3)])
        #expect(try foreign.applied() == foreign.applied(upTo: 3))
        #expect(try foreign.project.upgrade().ending("t") == "skipped")
        let down = try foreign.project.downgrade(to: foreign.version(1))
        #expect(down.number("t", "steps") == 2, "\(down.errors)")
        #expect(try foreign.applied() == foreign.applied(upTo: 1))
        #expect(try foreign.project.downgrade(to: "base").number("t", "steps") == 1)
        #expect(try foreign.applied() == [])
        #expect(
            try foreign.project.effects(foreign.database) == [
                "1 down", "1 up", "2 down", "2 up", "3 down", "3 up",
            ])
    }

    @Test("goes on where its tool stopped, and runs nothing of that again", arguments: Pair.all)
    func goesOn(_ pair: Pair) throws {
        let foreign = try ForeignProject(pair)
        try foreign.layTable(applied: [1, 2])
        #expect(try foreign.project.current().version("t") == [foreign.version(2)])
        let up = try foreign.project.upgrade()
        #expect(up.number("t", "steps") == 1, "\(up.errors)")
        #expect(try foreign.applied() == foreign.applied(upTo: 3))
        #expect(try foreign.project.effects(foreign.database) == ["1 up", "2 up", "3 up"])
    }

    @Test("makes the table that its tool makes: columns, types, keys", arguments: Pair.all)
    func sameTable(_ pair: Pair) throws {
        let ours = try ForeignProject(pair)
        try #require(try ours.project.flotilla("ensure-version", "--all", "--yes").status == 0)
        let theirs = try ForeignProject(pair)
        try theirs.layTable()
        let shape = Self.shape(pair)
        #expect(try ours.database.run(shape) == theirs.database.run(shape))
        let rows = "SELECT count(*) FROM \(pair.tool.table)"
        #expect(try ours.database.value(rows) == theirs.database.value(rows))
    }

    private static func shape(_ pair: Pair) -> String {
        switch pair.engine {
        case .sqlite: "SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info('\(pair.tool.table)')"
        case .postgresql, .mysql:
            """
            SELECT column_name, data_type, is_nullable, column_default, character_maximum_length FROM \
            information_schema.columns WHERE table_name = '\(pair.tool.table)' AND table_schema = \
            \(pair.engine == .mysql ? "DATABASE()" : "current_schema()") ORDER BY ordinal_position
            """
        }
    }

    @Test("is adopted with exact versions, and without a write", arguments: Pair.all)
    func adopted(_ pair: Pair) throws {
        let foreign = try ForeignProject(pair)
        try foreign.layTable(applied: [1])
        let adopted = try foreign.project.flotilla("adopt", "-o", "ndjson")
        #expect(adopted.status == 0, "\(adopted.errors)")
        #expect(
            adopted.output.contains(#""found":"known""#)
                && adopted.output.contains("\"version\":[\"\(foreign.version(1))\"]"), "\(adopted.output)")
        #expect(try foreign.applied() == foreign.applied(upTo: 1))
        let status = try foreign.project.flotilla("status", "-o", "ndjson")
        #expect(status.output.contains("\"version\":[\"\(foreign.version(1))\"]"), "\(status.output)")
    }

    @Test("is stamped to where a person says it is", arguments: Pair.all)
    func stamped(_ pair: Pair) throws {
        let foreign = try ForeignProject(pair)
        for (version, count) in [(foreign.version(2), 2), (foreign.version(1), 1), ("base", 0), ("head", 3)] {
            let stamp = try foreign.project.flotilla("stamp", version, "--all", "--yes")
            #expect(stamp.status == 0, "\(stamp.errors)")
            #expect(try foreign.applied() == foreign.applied(upTo: count))
        }
        #expect(try foreign.project.effects(foreign.database) == [])
    }

    @Test("is refused where a version was passed over, and every version of it is named", arguments: Pair.all)
    func gap(_ pair: Pair) throws {
        let foreign = try ForeignProject(pair)
        try foreign.layTable()
        try foreign.note(3)
        let up = try foreign.project.upgrade()
        if pair.tool == .golangMigrate {
            // Its one row speaks for all before it.
            #expect(up.ending("t") == "skipped")
        } else {
            let first = "\(foreign.version(1)), \(foreign.version(2)) are not applied, and \(foreign.version(3))"
            #expect(up.ending("t") == "failed, diverged, unchanged")
            #expect(up["t", "message"]?.contains(first) == true, "\(up.errors)")
            #expect(try foreign.project.flotilla("stamp", "head", "--all", "--yes").status == 0)
            #expect(try foreign.project.upgrade().ending("t") == "skipped")
        }
        #expect(try foreign.project.effects(foreign.database) == [])
    }

    @Test("is refused where its table names a version without a file", arguments: Pair.all)
    func unknown(_ pair: Pair) throws {
        let foreign = try ForeignProject(pair)
        try foreign.layTable(applied: [1, 2, 3])
        let files = try FileManager.default.contentsOfDirectory(atPath: foreign.project.path + "/db/scripts")
        for file in files where file.contains("3_") {
            try FileManager.default.removeItem(atPath: foreign.project.path + "/db/scripts/" + file)
        }
        let up = try foreign.project.upgrade()
        #expect(up.ending("t") == "failed, unknown revision, unchanged", "\(up.errors)")
        #expect(up["t", "message"]?.contains(foreign.version(3)) == true)
    }

    @Test(
        "is refused where a table of that name is somebody else's, which is told from the right one",
        arguments: Pair.all)
    func otherColumns(_ pair: Pair) throws {
        let foreign = try ForeignProject(pair)
        try foreign.database.run("CREATE TABLE \(pair.tool.table) (num INT NOT NULL, stars INT)")
        for run in [try foreign.project.upgrade(), try foreign.project.current()] {
            #expect(run.ending("t") == "failed, foreign table, unchanged", "\(run.errors)")
            let message = try #require(run["t", "message"])
            #expect(message.contains("the table \(pair.tool.table) is not the version table of"), "\(message)")
        }
        let words = try foreign.project.flotilla("upgrade", "--all", "--yes").errors
        #expect(words.contains("version_table in flotilla.yaml"), "\(words)")
        #expect(try foreign.project.effects(foreign.database) == [])
        #expect(try foreign.database.run("SELECT count(*) FROM \(pair.tool.table)") == [["0"]])
    }

    @Test("is taken through a rollout and back", arguments: Pair.all)
    func rollout(_ pair: Pair) throws {
        let foreign = try ForeignProject(pair)
        try foreign.layTable(applied: [1])
        let start = try foreign.project.flotilla("rollout", "start", "--all", "--yes", "--progress", "none")
        #expect(start.status == 0, "\(start.errors)\(start.output)")
        #expect(try foreign.applied() == foreign.applied(upTo: 3))
        let revert = try foreign.project.flotilla(
            "rollout", "revert", "--yes", "--progress", "none", "--lose-data", "--reason", "a test")
        #expect(revert.status == 0, "\(revert.errors)\(revert.output)")
        #expect(try foreign.applied() == foreign.applied(upTo: 1))
        #expect(
            try foreign.project.effects(foreign.database) == ["1 up", "2 down", "2 up", "3 down", "3 up"])
    }
}
