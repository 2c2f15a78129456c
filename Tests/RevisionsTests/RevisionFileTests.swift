import FlotillaRevisions
import FlotillaSQL
import Testing

@Suite("Revision files")
struct RevisionFileTests {
    static let example = """
        -- add users
        -- with unique e-mail
        --
        -- Revision ID: 3512b954651e
        -- Revises: 1975ea83b712, ae1027a6
        -- Create Date: 2026-11-22 08:23:11+00:00
        -- Branch labels: core
        -- Depends on: billing, 55adc368eb68
        -- (anything else is a remark)

        -- flotilla:check "no duplicate e-mail" -- must return no row
        SELECT email FROM users GROUP BY email HAVING count(*) > 1;

        -- flotilla:upgrade
        CREATE UNIQUE INDEX ix_users_email ON users (email);

        -- flotilla:upgrade postgresql transaction=none lock_timeout=2s
        CREATE UNIQUE INDEX CONCURRENTLY ix_users_email ON users (email);

        -- flotilla:downgrade
        DROP INDEX ix_users_email;

        """

    private func parse(_ text: String) throws -> RevisionFile { try parseFile(text) }

    @Test("the header says what the revision is and what it follows")
    func header() throws {
        let header = try parse(Self.example).header
        #expect(header.id == "3512b954651e")
        #expect(header.parents == ["1975ea83b712", "ae1027a6"])
        #expect(header.labels == [BranchLabel("core")])
        #expect(header.dependencies == [RevisionName("billing"), RevisionName("55adc368eb68")])
        #expect(header.createDate == "2026-11-22 08:23:11+00:00")
        #expect(header.message == "add users\nwith unique e-mail")
        #expect(header.summary == "add users")
    }

    @Test("a word to the linter in the header is no part of the message")
    func linterComment() throws {
        let text = "-- flotilla-lint: ignore truncate it is a cache\n" + Self.example
        #expect(try parse(text).header == parse(Self.example).header)
        #expect(try parse(text).warnings.isEmpty)
    }

    @Test("no parent is <base> or nothing", arguments: ["<base>", ""])
    func base(value: String) throws {
        #expect(try parse("-- Revision ID: a\n-- Revises: \(value)\n").header.parents == [])
    }

    @Test("a section knows its line and holds the text up to the next marker")
    func sections() throws {
        let sections = try parse(Self.example).sections
        #expect(sections.map(\.line) == [11, 14, 17, 20])
        #expect(sections.map(\.marker.kind) == [.check(name: "no duplicate e-mail"), .upgrade, .upgrade, .downgrade])
        #expect(String(decoding: sections[3].body, as: UTF8.self) == "DROP INDEX ix_users_email;\n")
    }

    @Test("options are read with their units")
    func options() throws {
        let file = try parse(leastHeader + "-- flotilla:upgrade mysql batch=5000 pause=100ms statement_timeout=5m\n")
        let marker = try #require(file.sections.first?.marker)
        #expect(marker.engines == [.mysql])
        #expect(marker.options.batch == RowBatch(rows: 5000, pause: .milliseconds(100)))
        #expect(marker.options.statementTimeout == .seconds(300))
    }

    @Test("a section may say that it loses data, and does not unless it says so")
    func losesData() throws {
        let file = try parse(leastHeader + "-- flotilla:upgrade\n-- flotilla:downgrade mysql loses=data\n")
        #expect(file.sections.map(\.marker.options.losesData) == [false, true])
    }

    @Test("a name may hold quotes and backslashes")
    func quotedName() throws {
        let file = try parse(leastHeader + #"-- flotilla:irreversible "drops \"old\" c:\\x""# + "\n")
        #expect(file.irreversibleReason(for: .sqlite) == #"drops "old" c:\x"#)
    }

    @Test("a marker counts wherever its line begins so, and nowhere else")
    func markerPosition() throws {
        let quoted = leastHeader + "-- flotilla:upgrade\nSELECT '\n-- flotilla:downgrade\n';\n"
        #expect(try parse(quoted).sections.count == 2)
        let indented = leastHeader + "-- flotilla:upgrade\nSELECT '\n -- flotilla:downgrade\n';\n"
        #expect(try parse(indented).sections.count == 1)
    }

    @Test(
        "a comment that is nearly a marker is warned about",
        arguments: ["--flotilla:x", " -- flotilla:x", "-- Flotilla : x"])
    func almostMarker(line: String) throws {
        let file = try parse(leastHeader + "-- flotilla:upgrade\n" + line + "\n")
        #expect(file.warnings == [RevisionFileWarning(line: 4, kind: .almostMarker(line.drop { $0 == " " } + ""))])
    }

    @Test("an identifier that Alembic's version table cannot hold is warned about")
    func longID() throws {
        let id = String(repeating: "a", count: 33)
        let file = try parse("-- Revision ID: \(id)\n-- Revises:\n")
        #expect(file.warnings == [RevisionFileWarning(line: 1, kind: .longID(RevisionID(id)))])
    }
}

/// The least header there is.
let leastHeader = "-- Revision ID: a\n-- Revises:\n"

func parseFile(_ text: String) throws(RevisionFileError) -> RevisionFile {
    try RevisionFile(parsing: Array(text.utf8), path: "a.sql")
}
