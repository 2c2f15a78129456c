import FlotillaRevisions
import FlotillaSQL
import Testing

/// What is written in another tool's way reads back as that.
@Suite("New revisions of other tools")
struct NewScriptsTests {
    private let moment = WrittenMoment(
        secondsSince1970: 1_795_335_791, year: 2026, month: 11, day: 22, hour: 8, minute: 23, second: 11,
        offsetMinutes: 0)

    private func migrations(_ format: RevisionFormat, _ names: [String]) throws -> Migrations {
        let text = format == .goose ? "-- +goose Up\n" : "-- migrate:up\n-- migrate:down\n"
        let reading = Folder(format, names.map { ($0, text) }).reading
        return try Migrations(reading.files, format: format)
    }

    private func names(_ format: RevisionFormat, after names: [String], _ message: String = "Add users!") throws
        -> [String]
    {
        try migrations(format, names).newScripts(NewScriptText(), message: message, at: moment).files.map(\.name)
    }

    @Test("the next number is written as the newest file's is")
    func numbers() throws {
        #expect(
            try names(.golangMigrate, after: ["000009_a.up.sql"])
                == ["000010_add_users.up.sql", "000010_add_users.down.sql"])
        #expect(try names(.goose, after: ["00001_a.sql", "00099_b.sql"]) == ["00100_add_users.sql"])
        #expect(try names(.dbmate, after: ["9_a.sql"]) == ["10_add_users.sql"])
        #expect(try names(.flyway, after: ["V1__a.sql", "V1_9__b.sql"]) == ["V1_10__add_users.sql"])
        #expect(try names(.flyway, after: ["V1.2.sql"]) == ["V1_3__add_users.sql"])
        #expect(try names(.goose, after: ["00001_a.sql"], "") == ["00002_revision.sql"])
    }

    @Test("the clock names files where it named the newest")
    func clock() throws {
        #expect(try names(.dbmate, after: ["20250101000000_a.sql"]) == ["20261122082311_add_users.sql"])
        #expect(try names(.goose, after: ["202501010000_a.sql"]) == ["202611220823_add_users.sql"])
        #expect(
            try names(.golangMigrate, after: ["1600000000_a.up.sql"])[0] == "1795335791_add_users.up.sql")
        #expect(try names(.flyway, after: ["V20250101000000__a.sql"]) == ["V20261122082311__add_users.sql"])
        #expect(
            try names(.dbmate, after: ["20991231235959_a.sql"]) == ["20991231235960_add_users.sql"],
            "a clock that is behind must not put it before what is there")
    }

    @Test("the first is called as the tool calls it")
    func first() throws {
        for format in [RevisionFormat.golangMigrate, .goose, .dbmate] {
            #expect(try names(format, after: [])[0].hasPrefix("20261122082311_add_users."))
        }
        #expect(try names(.flyway, after: []) == ["V1__add_users.sql"])
    }

    @Test("an undo script is written where the folder has some")
    func undo() throws {
        let written = try names(.flyway, after: ["V1__a.sql", "U1__a.sql"])
        #expect(written == ["V2__add_users.sql", "U2__add_users.sql"])
    }

    @Test("a chosen version must be one, and come last", arguments: RevisionFormat.allCases)
    func chosen(format: RevisionFormat) throws {
        let name = ["golang-migrate": "5_a.up.sql", "flyway": "V5__a.sql"][format.rawValue] ?? "5_a.sql"
        guard format != .flotilla else { return #expect(format.versionTable == "alembic_version") }
        let folder = try migrations(format, [name])
        #expect(try folder.newScripts(NewScriptText(), id: "7", message: "", at: moment).id == "7")
        #expect(throws: NewVersionFault.illegal) {
            try folder.newScripts(NewScriptText(), id: "ab12", message: "", at: moment)
        }
        #expect(throws: NewVersionFault.notNewest("5")) {
            try folder.newScripts(NewScriptText(), id: "4", message: "", at: moment)
        }
    }

    @Test("what is written reads back", arguments: [RevisionFormat.golangMigrate, .goose, .dbmate, .flyway])
    func readsBack(format: RevisionFormat) throws {
        let up = "CREATE FUNCTION f() RETURNS int AS $$\nBEGIN\nRETURN 1;\nEND;\n$$ LANGUAGE plpgsql;\nSELECT 1;\n"
        let text = NewScriptText(
            up: Array(up.utf8), down: Array("DROP FUNCTION f();\n".utf8), hasTransaction: false, engine: .postgresql)
        let new = try migrations(format, []).newScripts(text, message: "f", at: moment)
        let reading = FormatReading(new.files, as: format)
        #expect(reading.faults.isEmpty && reading.passedOver.isEmpty && reading.files.map(\.header.id) == [new.id])
        let file = try #require(reading.files.first)
        let section = try #require(try file.sections(for: .up, on: .postgresql).first)
        #expect(SQLScript(section.body, engine: .postgresql).statements.count == 2)
        #expect(section.marker.options.transaction == (format == .golangMigrate ? .default : TransactionMode.none))
        #expect(try file.sections(for: .down, on: .postgresql).count == 1)
    }

    @Test("goose is told where a statement with semicolons ends")
    func annotated() throws {
        let text = NewScriptText(up: Array("SELECT 1;\nDO $$ BEGIN;\nEND; $$;\n".utf8), engine: .postgresql)
        let file = try migrations(.goose, []).newScripts(text, message: "f", at: moment).files[0]
        let expected = """
            -- +goose Up
            SELECT 1;
            -- +goose StatementBegin
            DO $$ BEGIN;
            END; $$;
            -- +goose StatementEnd

            -- +goose Down

            """
        #expect(String(decoding: file.bytes, as: UTF8.self) == expected)
    }

    @Test("a folder is known by its names and lines, and most of them decide")
    func recognized() {
        func format(_ files: [(String, String)]) -> RevisionFormat? {
            RevisionFormat.recognized(files.map { ScriptFile(path: $0.0, bytes: Array($0.1.utf8)) })
        }
        #expect(format([("1_a.up.sql", ""), ("1_a.down.sql", ""), ("seed.sql", "")]) == .golangMigrate)
        #expect(format([("1_a.sql", "-- x\n-- +goose Up\n"), ("2_b.sql", "--+goose up\n")]) == .goose)
        #expect(format([("1_a.sql", "--migrate:up\n")]) == .dbmate)
        #expect(format([("V1__a.sql", ""), ("R__b.sql", ""), ("1_a.sql", "-- migrate:up\n")]) == .flyway)
        #expect(format([("a1.sql", "-- Revision ID: a1\n"), ("1_a.sql", "SELECT 1;")]) == nil)
    }
}
