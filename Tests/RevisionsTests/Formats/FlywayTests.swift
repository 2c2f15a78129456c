import FlotillaRevisions
import FlotillaSQL
import Testing

@Suite("Flyway's folders")
struct FlywayTests {
    @Test("versions make the order part by part, and undo scripts the way down")
    func versions() {
        let folder = Folder(
            .flyway,
            [
                ("V1_10__ten.sql", ""), ("V1_2__two.sql", "SELECT 2;"), ("V1__one.sql", ""),
                ("V2.0__new_start.sql", ""),
                ("U1_2__two.sql", "SELECT -2;"), ("V1_12_15__deep.sql", ""), ("V3.sql", ""),
            ])
        #expect(folder.ids == ["1", "1.2", "1.10", "1.12.15", "2.0", "3"])
        #expect(Array(folder.parents.dropFirst()) == folder.ids.dropLast().map { [$0] })
        #expect(folder.messages == ["one", "two", "ten", "deep", "new start", ""])
        #expect(folder.bodies(1, .down) == ["SELECT -2;"] && folder.section(1, .down)?.path == "db/U1_2__two.sql")
        #expect(folder.reading.files[0].downgradeName == "U1__one.sql" && folder.faults == [])
    }

    @Test(
        "versions that are equal as numbers are one version", arguments: ["V1.0__b.sql", "V01__b.sql", "V1_0_0__b.sql"])
    func equal(name: String) {
        let folder = Folder(.flyway, [("V1__a.sql", ""), (name, "")])
        #expect(folder.problems.count == 1 && folder.ids.count == 1)
        #expect(FlywayVersion("1") == FlywayVersion("1.0.0") && FlywayVersion("1.9")! < FlywayVersion("1.10")!)
    }

    @Test(
        "a version may be named by any way of writing it",
        arguments: [("2", "2.0"), ("2.0.0", "2.0"), ("02", "2.0"), ("2.1.1", "2.1.1"), ("2.1.1.0", "2.1.1")])
    func spellings(typed: String, id: String) throws {
        let files = Folder(
            .flyway,
            [
                ("V1__a.sql", ""), ("V2.0__b.sql", ""), ("V2_1_1__c.sql", ""), ("V2_1_1_1__d.sql", ""),
                ("V20__e.sql", ""),
            ]
        ).reading.files
        let graph = try Migrations(files, format: .flyway).graph
        #expect(try graph.resolve(typed, rows: []) == [RevisionID(id)])
        #expect(try graph.upgrade(from: [], to: typed).end == [RevisionID(id)])
        #expect(throws: RevisionError.self) { try Migrations(files).graph.resolve("2.0.0", rows: []) }
    }

    @Test("scripts in folders below are called by their way there")
    func folders() {
        let folder = Folder(.flyway, [("b/V1__a.sql", "SELECT 1;"), ("a/V2__b.sql", "")])
        #expect(folder.ids == ["1", "2"] && folder.reading.files[0].script == "b/V1__a.sql")
    }

    @Test("what is no version is passed over, as Flyway does")
    func names() {
        let folder = Folder(
            .flyway,
            [
                ("V1_1_x.sql", ""), ("V__x.sql", ""), ("V1__a.sql", ""), ("Views.sql", ""), ("R_x.sql", ""),
                ("afterMigrate.sql", ""), ("afterwards.sql", ""), ("V2__b.SQL", ""), ("U9__b.sql", ""),
            ])
        #expect(folder.ids == ["1"])
        let reasons = Dictionary(uniqueKeysWithValues: folder.reading.passedOver.map { ($0.path, $0.reason) })
        #expect(
            reasons == [
                "db/V1_1_x.sql": .nearlyNamed, "db/V__x.sql": .nearlyNamed, "db/Views.sql": .name,
                "db/R_x.sql": .nearlyNamed, "db/afterMigrate.sql": .callback, "db/afterwards.sql": .name,
                "db/V2__b.SQL": .nearlyNamed, "db/U9__b.sql": .undoAlone,
            ])
    }

    @Test("a baseline is run where what it stands for is gone, and else passed over")
    func baselines() {
        let gone = Folder(
            .flyway, [("B1_20_0__all.sql", "SELECT 1;"), ("B1_9__all.sql", ""), ("V1_21__next.sql", "")])
        #expect(gone.ids == ["1.20.0", "1.21"] && gone.passedOver == ["db/B1_9__all.sql"])
        #expect(gone.reading.files.map { $0.originals?.isBaseline } == [true, false])
        let there = Folder(.flyway, [("B2__all.sql", ""), ("V1__a.sql", ""), ("V2__b.sql", "")])
        #expect(there.ids == ["1", "2"] && there.passedOver == ["db/B2__all.sql"])
    }

    @Test("repeatable scripts are no revisions, and come in the order of their descriptions")
    func repeatables() {
        let folder = Folder(.flyway, [("R__b_view.sql", "b"), ("V1__a.sql", ""), ("x/R__a_view.sql", "ab")])
        #expect(folder.ids == ["1"])
        #expect(folder.reading.repeatables.map(\.description) == ["a view", "b view"])
        #expect(folder.reading.repeatables.map(\.checksum) == [-1_635_563_411, 1_908_338_681])
    }

    @Test("the checksum of a repeatable script is that of what is run")
    func repeatableChecksum() throws {
        let script = try #require(Folder(.flyway, [("R__v.sql", "V${n}\r\n")]).reading.repeatables.first)
        #expect(script.checksum(with: SQLVariables(["n": "1"])) == -51_976_169)
        #expect(script.checksum(with: SQLVariables()) == script.checksum && script.checksum != -51_976_169)
    }

    @Test("a file beside the script says how it is run")
    func settings() {
        let folder = Folder(
            .flyway,
            [
                ("V1__a.sql", "SELECT '${x}';"), ("V1__a.sql.conf", "# why\nexecuteInTransaction = false\n"),
                ("V2__b.sql", "SELECT '${x}';"), ("V2__b.sql.conf", "placeholderReplacement=false"),
            ])
        #expect(folder.section(0)?.marker.options.transaction == TransactionMode.none)
        #expect(folder.section(0)?.takesPlaceholders == true && folder.section(1)?.takesPlaceholders == false)
        #expect(folder.reading.files[0].bytes.count > "SELECT '${x}';".utf8.count, "the settings count for the plan")
    }

    @Test("settings that are not followed are refused, in their line")
    func unknownSettings() {
        let folder = Folder(
            .flyway,
            [
                ("V1__a.sql", ""), ("V1__a.sql.conf", "\nshouldExecute=false\nexecuteInTransaction=maybe\n"),
                ("V2__b.sql.conf", ""),
            ])
        #expect(
            folder.problems == [
                .unknownSetting("shouldExecute"), .illegalSetting("executeInTransaction", allowed: "true or false"),
                .settingsWithoutScript,
            ])
        #expect(folder.faults == ["db/V1__a.sql.conf:2", "db/V1__a.sql.conf:3", "db/V2__b.sql.conf:1"])
    }

    /// Computed with `zlib.crc32` of Python's over the lines, one after the other.
    @Test(
        "checksums are those that CRC-32 gives for the lines without their ends",
        arguments: [
            ("", 0), ("CREATE TABLE a (id int);\nINSERT INTO a VALUES (1);\n", -279_898_995),
            ("\u{FEFF}CREATE TABLE a (id int);\r\nINSERT INTO a VALUES (1);", -279_898_995),
            ("CREATE TABLE a (id int);\rINSERT INTO a VALUES (1);", -279_898_995),
            ("-- größe\n\nSELECT 1;\n", 544_651_571), ("V1", -51_976_169),
        ] as [(String, Int32)])
    func checksums(text: String, expected: Int32) {
        #expect(FlywayChecksum.of(Array(text.utf8)) == expected)
        #expect(Folder(.flyway, [("V1__a.sql", text)]).reading.files[0].flywayChecksum == expected)
    }
}
