import FlotillaRevisions
import FlotillaSQL
import Testing

@Suite("golang-migrate's folders")
struct GolangMigrateTests {
    @Test("two files are one revision, and numbers make the order, not names")
    func pairs() {
        let folder = Folder(
            .golangMigrate,
            [
                ("10_last.up.sql", "SELECT 10;"), ("000002_add_users.down.sql", "SELECT -2;"),
                ("000002_add_users.up.sql", "SELECT 2;"), ("1_first.up.sql", "SELECT 1;"),
            ])
        #expect(folder.ids == ["1", "2", "10"])
        #expect(folder.parents == [[], ["1"], ["2"]])
        #expect(folder.messages == ["first", "add users", "last"])
        #expect(folder.bodies(1, .up) == ["SELECT 2;"] && folder.bodies(1, .down) == ["SELECT -2;"])
        #expect(folder.faults == [])
    }

    @Test("statements of the way down are told to stand in its own file")
    func downPath() {
        let folder = Folder(.golangMigrate, [("1_a.up.sql", ""), ("1_a.down.sql", "SELECT 1;")])
        #expect(folder.section(0, .down)?.path == "db/1_a.down.sql" && folder.section(0, .down)?.line == 0)
        #expect(folder.section(0)?.path == nil)
    }

    @Test("both files count for what a plan freezes, and what stands in which")
    func bytes() throws {
        let one = Folder(.golangMigrate, [("1_a.up.sql", "a;b;"), ("1_a.down.sql", "c;")])
        let other = Folder(.golangMigrate, [("1_a.up.sql", "a;"), ("1_a.down.sql", "b;c;")])
        #expect(one.reading.files[0].bytes == Array("a;b;\0c;".utf8))
        #expect(one.reading.files[0].bytes != other.reading.files[0].bytes)
        #expect(one.reading.files[0].script == "1_a.up.sql")
    }

    @Test("without a file for the way down there is none, and its name is known")
    func noDown() throws {
        let file = Folder(.golangMigrate, [("07_a_b.up.sql", "")]).reading.files[0]
        #expect(throws: MissingScript.self) { try file.sections(for: .down, on: .sqlite) }
        #expect(file.downgradeName == "07_a_b.down.sql" && file.irreversibleReason(for: .sqlite) == nil)
    }

    @Test(
        "two files for one way of one version are refused, however they write the number",
        arguments: ["1_b.up.sql", "0001_a.up.sql"])
    func duplicates(second: String) {
        let folder = Folder(.golangMigrate, [("1_a.up.sql", ""), (second, "")])
        #expect(folder.problems == [.duplicateVersion("1", first: min("1_a.up.sql", second))])
    }

    @Test("a way down from nothing is refused, with the name of what is missing")
    func downAlone() {
        let folder = Folder(.golangMigrate, [("1_a.up.sql", ""), ("2_b.down.sql", "")])
        #expect(folder.problems == [.missingUpgrade(expected: "2_b.up.sql")])
        #expect(folder.faults == ["db/2_b.down.sql:1"])
    }

    @Test("a version that the table cannot keep is refused")
    func range() {
        let folder = Folder(.golangMigrate, [("9223372036854775808_a.up.sql", ""), ("0_b.up.sql", "")])
        #expect(folder.problems == [.versionOutOfRange("9223372036854775808")] && folder.ids == ["0"])
    }

    @Test("names are taken as the tool takes them")
    func names() {
        let folder = Folder(
            .golangMigrate,
            [
                ("30_x.up..sql", "SELECT 30;"), ("0021_x_up.sql", ""), ("seed.sql", ""), ("5_a.up.down.up.sql", ""),
                ("6_.up.sql", ""),
            ])
        #expect(folder.ids == ["5", "6", "30"] && folder.messages == ["a.up.down", "", "x"])
        #expect(folder.passedOver == ["db/0021_x_up.sql", "db/seed.sql"])
        #expect(folder.reading.passedOver.map(\.reason) == [.nearlyNamed, .name])
    }

    @Test("a byte-order mark is kept for hashes and not sent")
    func byteOrderMark() {
        let folder = Folder(.golangMigrate, [("1_a.up.sql", "\u{FEFF}SELECT 1;\r\n")])
        #expect(folder.bodies(0, .up) == ["SELECT 1;\r\n"])
        #expect(folder.reading.files[0].bytes.starts(with: [0xEF, 0xBB, 0xBF]))
    }
}
