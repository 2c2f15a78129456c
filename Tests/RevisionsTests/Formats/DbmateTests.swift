import FlotillaRevisions
import FlotillaSQL
import Testing

@Suite("dbmate's folders")
struct DbmateTests {
    private func one(_ text: String) -> Folder { Folder(.dbmate, [("20260101_add_users.sql", text)]) }

    @Test("two lines begin the two ways, and the version is the digits as they stand")
    func parts() {
        let folder = Folder(
            .dbmate,
            [
                ("010_b.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT -1;\n"),
                ("002_a.sql", "-- about\n\n--migrate:up\n-- migrate:down\n"),
            ])
        #expect(folder.ids == ["002", "010"] && folder.parents == [[], ["002"]] && folder.messages == ["a", "b"])
        #expect(folder.bodies(1, .up) == ["SELECT 1;\n"] && folder.bodies(1, .down) == ["SELECT -1;\n"])
        #expect(folder.section(1)?.line == 1 && folder.faults == [])
    }

    @Test("names make the order, as dbmate has it, even where numbers say otherwise")
    func order() {
        let text = "-- migrate:up\n-- migrate:down\n"
        #expect(Folder(.dbmate, [("9_a.sql", text), ("10_b.sql", text)]).ids == ["10", "9"])
    }

    @Test("each way has a transaction unless it says otherwise")
    func transactions() {
        let folder = one("-- migrate:up transaction:false\nSELECT 1;\n-- migrate:down foo:bar\n")
        #expect(folder.section(0)?.marker.options.transaction == TransactionMode.none)
        #expect(folder.section(0, .down)?.marker.options.transaction == .default)
    }

    @Test("several pairs in one file are run in its order, both ways")
    func pairs() {
        let folder = one(
            """
            -- migrate:up
            SELECT 1;
            -- migrate:down
            SELECT -1;
            -- migrate:up transaction:false
            SELECT 2;
            -- migrate:down
            SELECT -2;

            """)
        #expect(folder.bodies(0, .up) == ["SELECT 1;\n", "SELECT 2;\n"])
        #expect(folder.bodies(0, .down) == ["SELECT -1;\n", "SELECT -2;\n"])
    }

    @Test("what dbmate refuses is refused, in its line")
    func refused() {
        let wrong: [(String, Int, FormatProblem)] = [
            ("", 1, .missingUpgradeLine("-- migrate:up")),
            ("SELECT 1;\n-- migrate:up\n-- migrate:down\n", 1, .statementOutsideSection("-- migrate:up")),
            ("-- migrate:up\nSELECT 1;\n", 1, .missingDowngradeLine("-- migrate:down")),
            ("-- migrate:up\n-- migrate:up\n-- migrate:down\n", 2, .missingDowngradeLine("-- migrate:down")),
            ("-- migrate:down\n-- migrate:up\n", 1, .misplacedAnnotation("-- migrate:down", after: "-- migrate:up")),
            (
                "-- migrate:up\n-- migrate:down\n-- migrate:down\n", 3,
                .repeatedAnnotation("-- migrate:down", firstLine: 2)
            ),
        ]
        for (text, line, problem) in wrong {
            let folder = one(text)
            #expect(
                folder.problems.first == problem && folder.faults.first == "db/20260101_add_users.sql:\(line)",
                "\(text)")
        }
    }

    @Test("two files under one version are refused; other files are passed over")
    func names() {
        let text = "-- migrate:up\n-- migrate:down\n"
        let folder = Folder(.dbmate, [("1_a.sql", text), ("1_b.sql", text), ("schema.sql", text), ("2.sql", text)])
        #expect(folder.problems == [.duplicateVersion("1", first: "1_a.sql")])
        #expect(folder.passedOver == ["db/schema.sql"] && folder.ids == ["1", "2"])
    }
}
