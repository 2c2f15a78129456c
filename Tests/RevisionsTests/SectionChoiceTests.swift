import FlotillaRevisions
import FlotillaSQL
import Testing

@Suite("Which section an engine gets")
struct SectionChoiceTests {
    private func file(_ id: String, _ parents: String, _ sections: String) throws -> RevisionFile {
        try RevisionFile(
            parsing: Array("-- Revision ID: \(id)\n-- Revises: \(parents)\n\(sections)".utf8), path: "\(id).sql")
    }

    @Test("its own section wins over the one for every engine")
    func ownWins() throws {
        let file = try parseFile(RevisionFileTests.example)
        #expect(file.upgradeSections(for: .postgresql).map(\.line) == [17])
        #expect(file.upgradeSections(for: .sqlite).map(\.line) == [14])
    }

    @Test("a section that wants another transaction goes on where the last one ended")
    func parts() throws {
        let file = try file(
            "a", "",
            """
            -- flotilla:upgrade
            -- flotilla:upgrade postgresql
            -- flotilla:upgrade postgresql transaction=none
            -- flotilla:downgrade transaction=none
            -- flotilla:downgrade

            """)
        #expect(file.upgradeSections(for: .postgresql).map(\.line) == [4, 5])
        #expect(file.upgradeSections(for: .sqlite).map(\.line) == [3])
        #expect(file.downgradeSections(for: .postgresql).map(\.line) == [6, 7])
    }

    @Test("checks and verifications are chosen name by name, in the order of the file")
    func checks() throws {
        let file = try file(
            "a", "",
            """
            -- flotilla:check "one"
            -- flotilla:check "two"
            -- flotilla:check mysql "one"
            -- flotilla:verify
            -- flotilla:verify sqlite "rows"

            """)
        #expect(file.checks(for: .mysql).map(\.line) == [4, 5])
        #expect(file.checks(for: .sqlite).map(\.line) == [3, 4])
        #expect(file.verifications(for: .sqlite).map(\.line) == [6, 7])
    }

    @Test("an engine without a section is an error, an empty section is none")
    func missingUpgrade() throws {
        let migrations = try Migrations([
            file("a", "", "-- flotilla:upgrade\n"), file("b", "a", "-- flotilla:upgrade mysql\n"),
        ])
        let path = try migrations.graph.upgrade(from: [], to: "head")
        #expect(try migrations.sections(for: path, on: .mysql).count == 2)
        let expected = MissingScript(
            revision: "b", direction: .up, engine: .sqlite, path: "b.sql", irreversibleReason: nil)
        #expect(throws: expected) { try migrations.sections(for: path, on: .sqlite) }
        #expect(migrations.missingScripts(for: path, on: .sqlite) == [expected])
    }

    @Test("a missing downgrade is never taken for an empty one, and an irreversible one gives its reason")
    func missingDowngrade() throws {
        let migrations = try Migrations([
            file("a", "", "-- flotilla:upgrade\n"),
            file("b", "a", "-- flotilla:upgrade\n-- flotilla:irreversible \"rows are gone\"\n"),
        ])
        let path = try migrations.graph.downgrade(from: ["b"], to: "base")
        let reasons = migrations.missingScripts(for: path, on: .mysql).map(\.irreversibleReason)
        #expect(reasons == ["rows are gone", nil])
    }

    @Test("what is wrong with the graph names the files concerned")
    func graphErrors() throws {
        let files = try [file("a", "", ""), file("b", "zzz", "")]
        let expected = MigrationsError(
            error: .missingRevision(RevisionName("zzz"), neededBy: "b", nearMisses: []), paths: ["b.sql"])
        #expect(throws: expected) { try Migrations(files) }
        let twice = try [file("a", "", ""), file("a", "", "")]
        #expect(throws: MigrationsError(error: .duplicateID("a"), paths: ["a.sql", "a.sql"])) { try Migrations(twice) }
    }
}
