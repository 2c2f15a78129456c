import FlotillaRevisions
import FlotillaSQL
import Testing

@Suite("What a revision file may not say")
struct RevisionFileErrorTests {
    private func error(of text: String) -> RevisionFileError? {
        do throws(RevisionFileError) {
            _ = try parseFile(text)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "a bad header is refused where it is bad",
        arguments: [
            ("-- Revises:\n", 1, 1, RevisionFileProblem.missingField("Revision ID")),
            ("-- Revision ID: a\n", 1, 1, .missingField("Revises")),
            ("-- Revision ID:\n-- Revises:\n", 1, 16, .illegalID("", .empty)),
            ("-- m\n-- Revision ID: a+b\n-- Revises:\n", 2, 17, .illegalID("a+b", .character("+"))),
            ("-- Revision ID: a b\n-- Revises:\n", 1, 17, .illegalID("a b", .character(" "))),
            ("-- Revision ID: head\n-- Revises:\n", 1, 17, .illegalID("head", .reserved)),
            ("-- Revision ID: a\n-- Revises: b, c:d\n", 2, 13, .illegalID("c:d", .character(":"))),
            ("-- Revision ID: a\n-- Revises: b,, c\n", 2, 13, .illegalID("", .empty)),
            ("-- Revision ID: a\n-- Revises: b, b\n", 2, 13, .repeatedName("b")),
            (leastHeader + "-- Branch labels: x@y\n", 3, 19, .illegalLabel(BranchLabel("x@y"), .character("@"))),
            (leastHeader + "-- Revises: b\n", 3, 4, .duplicateField("Revises", firstLine: 2)),
            (leastHeader + "-- Depend on: b\n", 3, 4, .unknownField("Depend on", nearMisses: ["Depends on"])),
            (leastHeader + "\n  DROP TABLE t;\n", 4, 3, .statementOutsideSection),
        ])
    func headers(text: String, line: Int, column: Int, problem: RevisionFileProblem) {
        #expect(error(of: text) == RevisionFileError(path: "a.sql", line: line, column: column, problem: problem))
    }

    @Test(
        "a bad marker is refused where it is bad, with the nearest valid spelling",
        arguments: [
            ("upgrad", 13, RevisionFileProblem.unknownMarker("upgrad", nearMisses: ["upgrade"])),
            (" upgrade", 13, .unknownMarker("", nearMisses: [])),
            ("upgrade postgres", 21, .unknownEngine("postgres", nearMisses: ["postgresql"])),
            ("upgrade mariadb", 21, .unknownEngine("mariadb", nearMisses: ["mysql"])),
            ("upgrade sqlit", 21, .unknownEngine("sqlit", nearMisses: ["sqlite"])),
            ("upgrade mysql lock-timeout=2s", 27, .unknownOption("lock-timeout", nearMisses: ["lock_timeout"])),
            ("upgrade lock_timeout=2", 21, .illegalValue("2", option: "lock_timeout", allowed: timeouts)),
            ("upgrade lock_timeout=-2s", 21, .illegalValue("-2s", option: "lock_timeout", allowed: timeouts)),
            (
                "upgrade transaction=off", 21,
                .illegalValue("off", option: "transaction", allowed: "default|none|script")
            ),
            ("upgrade batch=0", 21, .illegalValue("0", option: "batch", allowed: "1|2|…")),
            ("upgrade pause=1s", 29, .optionNeeds("pause", other: "batch")),
            ("upgrade batch=1 batch=2", 29, .duplicateOption("batch")),
            ("check \"x\" batch=1", 23, .optionNotAllowed("batch")),
            ("check \"x\" loses=data", 23, .optionNotAllowed("loses")),
            ("upgrade loses=rows", 21, .illegalValue("rows", option: "loses", allowed: "data")),
            ("upgrade looses=data", 21, .unknownOption("looses", nearMisses: ["loses"])),
            ("upgrade loses=data loses=data", 32, .duplicateOption("loses")),
            ("check", 18, .missingName),
            ("check \"\"", 19, .missingName),
            ("check \"x", 19, .unterminatedName),
            ("irreversible -- because", 26, .missingName),
            ("upgrade \"x\"", 21, .unexpectedName("x")),
            ("check \"x\" \"y\"", 23, .unexpectedName("y")),
        ])
    func markers(marker: String, column: Int, problem: RevisionFileProblem) {
        let expected = RevisionFileError(path: "a.sql", line: 3, column: column, problem: problem)
        #expect(error(of: leastHeader + "-- flotilla:\(marker)\n") == expected)
    }

    private static let timeouts = "1h|5m|2s|100ms|50us|10ns"

    @Test(
        "two sections for one purpose on one engine are refused",
        arguments: [
            ("-- flotilla:upgrade\n-- flotilla:upgrade\n", nil),
            ("-- flotilla:upgrade mysql\n-- flotilla:upgrade sqlite mysql\n", .mysql),
            ("-- flotilla:downgrade\n-- flotilla:irreversible \"x\"\n", nil),
            ("-- flotilla:check \"x\"\n-- flotilla:check \"x\"\n", nil),
        ] as [(String, Engine?)])
    func duplicates(sections: String, engine: Engine?) {
        let problem = RevisionFileProblem.duplicateSection(engine: engine, firstLine: 3)
        #expect(
            error(of: leastHeader + sections) == RevisionFileError(path: "a.sql", line: 4, column: 1, problem: problem))
    }

    @Test("SQL below an irreversible marker would never be run, and is refused")
    func irreversibleBody() {
        let found = error(of: leastHeader + "-- flotilla:irreversible \"x\"\n-- why\n\nDROP TABLE t;\n")
        #expect(found?.line == 6)
        #expect(found?.problem == .statementOutsideSection)
    }
}
