import FlotillaRevisions
import FlotillaSQL
import Testing

@Suite("The marker for what Alembic runs")
struct AlembicMarkerTests {
    private func file(_ sections: String) throws -> RevisionFile {
        try RevisionFile(parsing: Array("-- Revision ID: a\n-- Revises:\n\(sections)".utf8), path: "a.sql")
    }

    private func problem(_ sections: String) -> RevisionFileProblem? {
        do throws(RevisionFileError) {
            _ = try RevisionFile(parsing: Array("-- Revision ID: a\n-- Revises:\n\(sections)".utf8), path: "a.sql")
            return nil
        } catch {
            return error.problem
        }
    }

    @Test("is for both directions, or for those that it names")
    func directions() throws {
        let both = try file("-- flotilla:alembic\n")
        #expect(both.alembicSection(for: .up, on: .sqlite) != nil && both.alembicSection(for: .down, on: .mysql) != nil)
        let up = try file("-- flotilla:alembic upgrade -- data\n")
        #expect(up.alembicSection(for: .up, on: .sqlite) != nil && up.alembicSection(for: .down, on: .sqlite) == nil)
        let each = try file("-- flotilla:alembic upgrade lock_timeout=5s\n-- flotilla:alembic downgrade loses=data\n")
        #expect(each.alembicSection(for: .up, on: .sqlite)?.marker.options.lockTimeout == .seconds(5))
        #expect(each.alembicSection(for: .down, on: .sqlite)?.marker.options.losesData == true)
        #expect(each.mayRunAlembic)
    }

    @Test("gives way to SQL for the engine, and to the word that there is no way back")
    func replaced() throws {
        let file = try file(
            """
            -- flotilla:alembic
            -- flotilla:upgrade postgresql
            SELECT 1;
            -- flotilla:irreversible sqlite "no"

            """)
        #expect(file.alembicSection(for: .up, on: .postgresql) == nil)
        #expect(file.alembicSection(for: .up, on: .mysql)?.line == 3)
        #expect(file.alembicSection(for: .down, on: .postgresql)?.line == 3)
        #expect(file.alembicSection(for: .down, on: .sqlite) == nil)
        #expect(throws: MissingScript.self) { try file.sections(for: .up, on: .mysql) }
    }

    @Test("has no body, names no engine and stands once")
    func problems() {
        #expect(problem("-- flotilla:alembic\nSELECT 1;\n") == .statementOutsideSection)
        #expect(
            problem("-- flotilla:alembic sideways\n")
                == .illegalValue("sideways", option: "alembic", allowed: "upgrade|downgrade"))
        #expect(problem("-- flotilla:alembic\n-- flotilla:alembic\n") == .duplicateSection(engine: nil, firstLine: 3))
        #expect(problem("-- flotilla:alembic transaction=none\n") == .optionNotAllowed("transaction"))
        #expect(problem("-- flotilla:alembic \"why\"\n") == .unexpectedName("why"))
        #expect(problem("-- flotilla:alembik\n") == .unknownMarker("alembik", nearMisses: ["alembic"]))
    }

    @Test("is written as it is read", arguments: [nil, StepDirection.up, .down])
    func written(direction: StepDirection?) throws {
        let marker = SectionMarker(.alembic(direction), options: SectionOptions(statementTimeout: .seconds(60)))
        let file = try RevisionFile(
            path: "a.sql", header: RevisionHeader(id: "a"), sections: [SectionDraft(marker, body: [])])
        #expect(file.sections.map(\.marker) == [marker])
        let line = String(decoding: file.bytes, as: UTF8.self).split(separator: "\n").last
        let word = direction.map { $0 == .up ? " upgrade" : " downgrade" } ?? ""
        #expect(line == "-- flotilla:alembic\(word) statement_timeout=1m")
    }
}
