import FlotillaSQL
import Testing

@Suite("Problems and their places")
struct ProblemTests {
    @Test(
        "What is left open is a problem",
        arguments: [
            (Engine.postgresql, "SELECT 'a;", SQLProblem.Kind.unterminatedString),
            (.postgresql, "SELECT E'a\\';", .unterminatedString),
            (.postgresql, "SELECT \"a;", .unterminatedName), (.postgresql, "SELECT 1 /* /* */;", .unterminatedComment),
            (.postgresql, "DO $x$ $y$;", .unterminatedDollarQuote(tag: "$x$")),
            (.postgresql, "SELECT (1; SELECT 2", .unclosedParenthesis),
            (.postgresql, "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1;", .unterminatedBody),
            (.postgresql, "COPY t FROM stdin;\n1\n", .copyWithoutEnd),
            (.postgresql, "COPY t FROM stdin", .copyWithoutEnd),
            (.postgresql, "COPY t FROM stdin; SELECT 1;\n1\n\\.\n", .textAfterCopy),
            (.mysql, "SELECT \"a\\\";", .unterminatedString), (.mysql, "SELECT `a;", .unterminatedName),
            (.mysql, "SELECT 1 /* ;", .unterminatedComment), (.mysql, "/*!40101 SELECT 1;", .unterminatedComment),
            (.sqlite, "SELECT 'a;", .unterminatedString), (.sqlite, "SELECT [a;", .unterminatedName),
            (.sqlite, "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1;", .unterminatedBody),
        ])
    func openEnds(_ engine: Engine, _ text: String, _ kind: SQLProblem.Kind) {
        #expect(SQLScript(text, engine).problems.map(\.kind) == [kind])
    }

    @Test("A NUL byte is a problem, wherever it hides", arguments: Engine.allCases)
    func nul(_ engine: Engine) {
        #expect(SQLScript("SELECT 'a\0b'; -- \0", engine).problems.map(\.kind) == [.nulByte])
    }

    @Test("A problem has line and column, in characters")
    func position() {
        let problem = SQLScript("SELECT 1;\r\nSELECT 'é', 'x", .postgresql).problems.first
        #expect(problem?.position == SQLPosition(offset: 24, line: 2, column: 13))
    }

    @Test("Problems come in the order of the script")
    func order() {
        let script = SQLScript("\\a\n\\b\nSELECT '\0", .postgresql)
        #expect(script.problems.map(\.position.offset) == [0, 3, 13, 14])
    }

    @Test("Bytes that are no UTF-8 survive")
    func invalidUTF8() {
        let bytes: [UInt8] = Array("SELECT '".utf8) + [0xFF, 0xC3] + Array("';\nSELECT 2".utf8)
        let script = SQLScript(bytes, engine: .postgresql)
        #expect(script.joined == bytes && script.statements.count == 2)
    }

    @Test("A change of how strings are read is told")
    func stringSyntax() {
        #expect(SQLScript("SET standard_conforming_strings = off; SELECT 1", .postgresql).changesStringSyntax)
        #expect(!SQLScript("SET standard_conforming_strings = on; SELECT 1", .postgresql).changesStringSyntax)
        #expect(SQLScript("SET sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')", .mysql).changesStringSyntax)
        #expect(!SQLScript("SET GLOBAL sql_mode = 'ANSI_QUOTES'", .mysql).changesStringSyntax)
    }
}
