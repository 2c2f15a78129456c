import FlotillaRevisions
import FlotillaSQL
import Testing

/// Which transaction a script of another tool's gets.
@Suite("Transactions of other tools' scripts")
struct SectionFittingTests {
    private func fitted(
        _ text: String, _ engine: Engine = .postgresql, _ format: RevisionFormat = .golangMigrate
    ) throws -> RevisionSection {
        let file: (String, String) =
            switch format {
            case .flotilla, .golangMigrate: ("1_a.up.sql", text)
            case .goose: ("1_a.sql", "-- +goose Up\n" + text)
            case .dbmate: ("1_a.sql", "-- migrate:up\n" + text + "\n-- migrate:down\n")
            case .flyway: ("V1__a.sql", text)
            }
        return try #require(Folder(format, [file]).section(0)).fitted(to: engine)
    }

    private func mode(
        _ text: String, _ engine: Engine = .postgresql, _ format: RevisionFormat = .golangMigrate
    ) throws -> TransactionMode { try fitted(text, engine, format).marker.options.transaction }

    @Test("a script without any is run in the one that the version moves in", arguments: Engine.allCases)
    func plain(engine: Engine) throws {
        #expect(try mode("CREATE TABLE a (id int); INSERT INTO a VALUES (1);", engine) == .default)
    }

    @Test(
        "one around everything gives way, and no other statement moves",
        arguments: [
            "BEGIN;\nSELECT 1;\nCOMMIT;\n", "-- x\nbegin work ;\nSELECT 1;\nEND TRANSACTION",
            "START TRANSACTION;SELECT 1;COMMIT",
        ])
    func wrapped(text: String) throws {
        let section = try fitted(text)
        #expect(section.marker.options.transaction == .default && section.body.count == text.utf8.count)
        let statements = SQLScript(section.body, engine: .postgresql).statements
        #expect(statements.map { String(decoding: $0.bytes, as: UTF8.self) } == ["SELECT 1"])
        #expect(statements[0].line == SQLScript(Array(text.utf8), engine: .postgresql).statements[1].line)
    }

    @Test(
        "others stay the script's own",
        arguments: [
            "BEGIN; SELECT 1; COMMIT; BEGIN; SELECT 2; COMMIT;", "SELECT 1; BEGIN; SELECT 2; COMMIT;",
            "BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT 1; COMMIT;",
        ])
    func own(text: String) throws {
        #expect(try mode(text) == .script && (try fitted(text)).body == Array(text.utf8))
    }

    @Test("BEGIN within a body, a string or a comment is none")
    func bodies() throws {
        let text = "-- BEGIN;\nDO $$ BEGIN PERFORM 1; END $$;\nSELECT 'COMMIT;';"
        #expect(try mode(text) == .default && (try fitted(text)).body == Array(text.utf8))
    }

    @Test("on MySQL a definition inside ends it, so that it is none; rows alone stay together")
    func mysql() throws {
        let text = "START TRANSACTION;\nCREATE TABLE a (id int);\nINSERT INTO a VALUES (1);\nCOMMIT;\n"
        let section = try fitted(text, .mysql)
        #expect(section.marker.options.transaction == TransactionMode.none)
        #expect(SQLScript(section.body, engine: .mysql).statements.count == 2)
        #expect(try mode("BEGIN; UPDATE a SET b = 1; DELETE FROM a; COMMIT;", .mysql) == .script)
    }

    @Test("what cannot be in one is run alone where the tool would, and else left to be refused")
    func alone() throws {
        let text = "CREATE INDEX CONCURRENTLY i ON a (b);"
        #expect(try mode(text) == TransactionMode.none && mode(text, .postgresql, .flyway) == TransactionMode.none)
        #expect(try mode(text, .postgresql, .goose) == .default && mode(text, .postgresql, .dbmate) == .default)
        #expect(try mode("PRAGMA foreign_keys = off;", .sqlite) == .default)
    }

    @Test("a rebuild with its own transaction and settings around it stays as it is")
    func rebuild() throws {
        let text = "PRAGMA foreign_keys=off; BEGIN; DROP TABLE a; COMMIT; PRAGMA foreign_keys=on;"
        #expect(try mode(text, .sqlite) == .script)
    }

    @Test("Flotilla's own sections are left alone")
    func ownFormat() throws {
        let file = try parseFile("-- Revision ID: a\n-- Revises:\n-- flotilla:upgrade\nBEGIN; SELECT 1; COMMIT;\n")
        #expect(file.sections[0].fitted(to: .postgresql) == file.sections[0])
    }
}
