import FlotillaSQL
import Foundation
import Testing

/// People cut identifiers out of what Alembic prints: what Flotilla prints in its place has the same shape.
@Suite("The shapes of Alembic")
struct AlembicShapeTests {
    /// Two branches from `a` that meet in `m`, of which one has a label, and a line of its own that `e` needs.
    private static let graph: [AlembicProject.Revision] = [
        .init(id: "a"), .init(id: "b", parents: ["a"], labels: ["core"]), .init(id: "c", parents: ["a"]),
        .init(id: "m", parents: ["b", "c"]), .init(id: "x"), .init(id: "d", parents: ["m"]),
        .init(id: "e", parents: ["m"], dependencies: ["x"]),
    ]

    private static let shortCommands = [
        "history", "history -r b:m", "history -r :b", "heads", "heads --resolve-dependencies", "branches",
    ]

    private static let longCommands = ["history -v", "heads -v", "show m", "show heads", "show b"]

    /// The order of branches is nobody's promise, and neither is that of names in a list.
    private func lines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let bare = line.reversed().drop { $0 == " " }.reversed()
            return String(bare)
        }.sorted()
    }

    private func blocks(_ text: String) -> [[String]] {
        text.components(separatedBy: "Rev: ").map { block in
            block.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
                if line.hasPrefix("Path: ") { return "Path" }
                guard line.hasPrefix("Branches into: ") else { return line.trimmingCharacters(in: .whitespaces) }
                return line.split(whereSeparator: { $0 == "," || $0 == " " }).sorted().joined(separator: " ")
            }
        }.sorted { $0.joined() < $1.joined() }
    }

    @Test("lists of revisions", arguments: shortCommands)
    func listed(line: String) throws {
        let both = try AlembicProject(.sqlite, Self.graph)
        let words = line.split(separator: " ").map(String.init)
        let theirs = try both.alembic(words).output
        #expect(try lines(both.project.flotilla(words).output) == lines(theirs))
        #expect(!theirs.isEmpty)
    }

    @Test("all that is known of revisions", arguments: longCommands)
    func described(line: String) throws {
        let both = try AlembicProject(.sqlite, Self.graph)
        let words = line.split(separator: " ").map(String.init)
        let theirs = try both.alembic(words).output
        #expect(try blocks(both.project.flotilla(words).output) == blocks(theirs))
        #expect(theirs.contains("Rev: "))
    }

    @Test("where a database is", arguments: ["b", "m", "heads"])
    func current(revision: String) throws {
        let both = try AlembicProject(.sqlite, Self.graph)
        try both.alembic("upgrade", revision)
        #expect(try lines(both.project.flotilla("current").output) == lines(both.alembic("current").output))
        #expect(try lines(both.project.flotilla("history", "-i").output) == lines(both.alembic("history", "-i").output))
        #expect(
            try lines(both.project.flotilla("history", "-r", "current:").output)
                == lines(both.alembic("history", "-r", "current:").output))
    }

    @Test("the version table of ensure-version is one for Alembic", arguments: Engine.allCases)
    func ensureVersion(engine: Engine) throws {
        let both = try AlembicProject(engine, Self.graph)
        #expect(try both.project.flotilla("ensure-version", "--all").status == 0)
        #expect(try both.alembicCurrent() == [])
        #expect(try both.steps("upgrade", "a") == 1)
    }
}
