import FlotillaRevisions
import FlotillaSQL
import Testing

@Suite("goose's folders")
struct GooseTests {
    private func one(_ text: String) -> Folder { Folder(.goose, [("00001_a.sql", text)]) }

    @Test("the lines behind an annotation are a way, and know their place")
    func parts() {
        let folder = one("-- about\n-- +goose Up\nSELECT 1;\n\n-- +goose Down\nSELECT -1;\n")
        #expect(folder.ids == ["1"] && folder.messages == ["a"] && folder.faults == [])
        #expect(folder.bodies(0, .up) == ["SELECT 1;\n\n"] && folder.bodies(0, .down) == ["SELECT -1;\n"])
        #expect(folder.section(0)?.line == 2 && folder.section(0, .down)?.line == 5)
        #expect(folder.section(0)?.marker.options.transaction == .default)
    }

    @Test("annotations may be written in small letters, and lines may end as on Windows")
    func spelling() {
        let folder = one("\u{FEFF}--+goose UP\r\nSELECT 1;\r\n--  +goose  down \r\nSELECT -1;")
        #expect(folder.faults == [] && folder.bodies(0, .down) == ["SELECT -1;"])
    }

    @Test(
        "without a transaction, wherever it is said",
        arguments: [
            "-- +goose NO TRANSACTION\n-- +goose Up\nSELECT 1;\n-- +goose Down\n",
            "-- +goose Up\n-- +goose NO TRANSACTION\nSELECT 1;\n-- +goose Down\n",
            "-- +goose Up\nSELECT 1;\n-- +goose Down\n-- +goose no transaction\n",
        ])
    func noTransaction(text: String) {
        let folder = one(text)
        #expect(folder.section(0)?.marker.options.transaction == TransactionMode.none)
        #expect(folder.section(0, .down)?.marker.options.transaction == TransactionMode.none)
    }

    @Test("bodies with semicolons are whole statements, with the annotations as comments")
    func bodies() throws {
        let text = """
            -- +goose Up
            -- +goose StatementBegin
            CREATE FUNCTION f() RETURNS int AS $$ BEGIN RETURN 1; END; $$ LANGUAGE plpgsql;
            -- +goose StatementEnd
            SELECT 1;

            """
        let body = try #require(one(text).section(0)?.body)
        #expect(SQLScript(body, engine: .postgresql).statements.count == 2)
        let procedure = text.replacing("$$ LANGUAGE plpgsql", with: "")
            .replacing("FUNCTION f() RETURNS int AS $$", with: "PROCEDURE p()").replacing("RETURN 1", with: "SELECT 1")
        let mysql = try #require(one(procedure).section(0)?.body)
        #expect(SQLScript(mysql, engine: .mysql).statements.count == 2)
    }

    @Test("what goose refuses is refused, in its line")
    func refused() {
        let wrong: [(String, Int, FormatProblem)] = [
            ("", 1, .missingUpgradeLine("-- +goose Up")),
            ("-- nothing\n", 1, .missingUpgradeLine("-- +goose Up")),
            ("-- x\nSELECT 1;\n", 2, .statementOutsideSection("-- +goose Up")),
            ("-- +goose Down\n-- +goose Up\n", 1, .misplacedAnnotation("-- +goose Down", after: "-- +goose Up")),
            ("-- +goose Up\n-- +goose Up\n", 2, .repeatedAnnotation("-- +goose Up", firstLine: 1)),
            ("-- +goose Up\n -- +goose Down\n", 2, .indentedAnnotation("-- +goose Down")),
            ("-- +goose Up\n-- +goose Sideways\n", 2, .unknownAnnotation("-- +goose Sideways")),
            ("-- +goose Up\n-- +goose StatementBegin\nSELECT 1;\n", 2, .unclosedStatement),
            ("-- +goose Up\n-- +goose StatementBegin\n-- +goose Down\n", 3, .unclosedStatement),
            (
                "-- +goose Up\n-- +goose StatementEnd\n", 2,
                .misplacedAnnotation("-- +goose StatementEnd", after: "-- +goose StatementBegin")
            ),
            ("-- +goose ENVSUB ON\n-- +goose Up\n", 1, .environmentSubstitution),
        ]
        for (text, line, problem) in wrong {
            let folder = one(text)
            #expect(folder.problems.first == problem && folder.faults.first == "db/00001_a.sql:\(line)", "\(text)")
        }
    }

    @Test("without Down there is no way down; with an empty one there is")
    func noDown() {
        #expect(one("-- +goose Up\nSELECT 1;\n").section(0, .down) == nil)
        #expect(one("-- +goose Up\n-- +goose Down\n").bodies(0, .down) == [""])
    }

    @Test("a revision in Go is refused, because nothing but the application can run it")
    func program() {
        let folder = Folder(.goose, [("1_a.sql", "-- +goose Up\n"), ("2_b.go", "package x")])
        #expect(folder.problems == [.program] && folder.faults == ["db/2_b.go:1"])
        let names = ["2_b.go", "2_b_test.go", "x.go", ".1_a.sql", "a.SQL", "1_a.sql.conf"]
        #expect(names.filter(RevisionFormat.goose.reads) == ["2_b.go", "a.SQL"])
        let flyway = ["V3__Fill.java", "Helper.java", "R__x.py", "U3__x.sh", "V1__a.sql.conf"]
        #expect(flyway.filter(RevisionFormat.flyway.reads) == ["V3__Fill.java", "R__x.py", "V1__a.sql.conf"])
    }

    @Test("numbers are versions; other names are passed over")
    func names() {
        let up = "-- +goose Up\n"
        let folder = Folder(
            .goose,
            [
                ("20230101000000_b.sql", up), ("3_a.sql", up), ("0_zero.sql", up), ("0003_c.sql", up),
                ("4-x.sql", up), ("schema.sql", up),
            ])
        #expect(folder.ids == ["3", "20230101000000"])
        #expect(folder.problems == [.versionOutOfRange("0"), .duplicateVersion("3", first: "0003_c.sql")])
        #expect(folder.passedOver == ["db/4-x.sql", "db/schema.sql"])
    }
}
