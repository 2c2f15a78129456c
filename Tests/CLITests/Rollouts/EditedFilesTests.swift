import FlotillaDriver
import FlotillaLedger
import FlotillaRevisions
import Testing

@testable import FlotillaRuntime

@Suite("A revision that was edited") struct EditedFilesTests {
    private let planner: Planner
    private let now: PlannedRevision

    init() throws {
        func file(_ id: String, after parent: String) throws -> RevisionFile {
            let text = "-- \(id)\n--\n-- Revision ID: \(id)\n-- Revises: \(parent)\n\n-- flotilla:upgrade\nSELECT 1;\n"
            return try RevisionFile(parsing: Array(text.utf8), path: id + ".sql")
        }
        planner = Planner(try Migrations([try file("aa", after: ""), try file("bb", after: "aa")]))
        now = planner.planned(["aa"])[0]
    }

    private func use(_ digest: String, _ text: String = "other", since run: Int64) -> RevisionFileUse {
        RevisionFileUse(revision: PlannedRevision(id: "aa", digest: digest, textDigest: text), since: RunID(run))
    }

    private func move(
        _ run: Int64, _ target: TargetID, _ operation: RunKind = .upgrade, from before: [RevisionID] = [],
        to after: [RevisionID] = ["aa"]
    ) -> VersionMove {
        VersionMove(run: RunID(run), operation: operation, target: target, before: before, after: after)
    }

    private func found(_ uses: [RevisionFileUse], _ moves: [VersionMove]) throws -> [EditedRevision] {
        var files = try #require(EditedFiles(planner, uses, selected: { $0 != "elsewhere" }))
        for move in moves { files.add(move) }
        return files.found
    }

    @Test("is not looked for when no file was ever another one")
    func nothing() {
        let same = RevisionFileUse(revision: now, since: RunID(1))
        #expect(EditedFiles(planner, [same], selected: { _ in true }) == nil)
        #expect(EditedFiles(planner, [], selected: { _ in true }) == nil)
    }

    @Test("counts the selected targets that have it from another file")
    func counting() throws {
        let uses = [use("old", since: 1), RevisionFileUse(revision: now, since: RunID(3))]
        let found = try found(
            uses, [move(1, "a"), move(2, "b", to: ["bb"]), move(3, "c"), move(2, "elsewhere")])
        let expected = EditedRevision(
            revision: "aa", targets: ["a", "b"], reworded: ["a", "b"], textDigest: now.textDigest)
        #expect(found == [expected])
    }

    @Test("is another one only for those targets whose file had other words")
    func reworded() throws {
        let uses = [use("old", since: 1), use("old", now.textDigest, since: 2)]
        let found = try found(uses, [move(1, "a"), move(2, "b")])
        #expect(found.map(\.targets) == [["a", "b"]] && found.map(\.reworded) == [["a"]])
    }

    @Test("is of no concern for a target that took the old one back and has the new one")
    func retaken() throws {
        let uses = [use("old", since: 1), RevisionFileUse(revision: now, since: RunID(3))]
        let found = try found(uses, [move(1, "a"), move(2, "a", .downgrade, from: ["aa"], to: []), move(3, "a")])
        #expect(found.isEmpty)
    }

    @Test("is not told of a target that was stamped: nobody knows from which file it has it")
    func stamped() throws {
        #expect(try found([use("old", since: 1)], [move(1, "a", .stamp)]).isEmpty)
    }

    @Test("has the same text when only line ends differ")
    func sameText() throws {
        let found = try found([use("old", now.textDigest, since: 1)], [move(1, "a")])
        #expect(found.map(\.hasSameText) == [true])
    }
}
