import FlotillaSQL
import Testing

@Suite("Scripts for SQLite")
struct SQLiteScriptTests {
    @Test("A statement ends where the library ends it", arguments: cases)
    func statements(_ example: ScriptCase) {
        #expect(example.split(.sqlite).texts == example.statements)
    }

    @Test("A well-formed script has no problem", arguments: cases)
    func problems(_ example: ScriptCase) {
        #expect(example.split(.sqlite).problems.isEmpty)
    }

    static let cases = [
        ScriptCase(
            "four kinds of quotes", "SELECT ';''', \"a;\"\"\", `b;```, [c;] ; SELECT 2",
            ["SELECT ';''', \"a;\"\"\", `b;```, [c;]", "SELECT 2"]),
        ScriptCase("a backslash is ordinary", #"SELECT '\'; SELECT 2"#, [#"SELECT '\'"#, "SELECT 2"]),
        ScriptCase("comments do not nest", "SELECT 1 /* /* ; */; SELECT 2", ["SELECT 1", "SELECT 2"]),
        ScriptCase("a comment without end runs to the end", "SELECT 1; /* SELECT 2;", ["SELECT 1"]),
        ScriptCase("a dash comment needs no blank", "SELECT 5--1;\n;SELECT 2", ["SELECT 5", "SELECT 2"]),
        ScriptCase(
            "a trigger's body stays together",
            "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; UPDATE a SET b = 1; END; SELECT 2",
            [
                "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; UPDATE a SET b = 1; END",
                "SELECT 2",
            ]),
        ScriptCase(
            "its names may be begin and end",
            "CREATE TEMP TRIGGER begin AFTER UPDATE OF begin ON begin BEGIN SELECT end FROM end; END; SELECT 2",
            ["CREATE TEMP TRIGGER begin AFTER UPDATE OF begin ON begin BEGIN SELECT end FROM end; END", "SELECT 2"]),
        ScriptCase(
            "BEGIN alone is a transaction", "BEGIN; CREATE TABLE t(a); END; SELECT 1",
            ["BEGIN", "CREATE TABLE t(a)", "END", "SELECT 1"]),
        ScriptCase(
            "a statement about a trigger is none", "DROP TRIGGER t; SELECT 'CREATE TRIGGER BEGIN'; SELECT 1",
            ["DROP TRIGGER t", "SELECT 'CREATE TRIGGER BEGIN'", "SELECT 1"]),
        ScriptCase(
            "CRLF and a byte order mark", "\u{FEFF}SELECT 1;\r\n-- x\r\nSELECT 2\r\n", ["SELECT 1", "SELECT 2"]),
    ]

    @Test("A comment that runs to the end is noted")
    func openComment() {
        #expect(SQLScript("SELECT 1; /* x", .sqlite).notes.map(\.kind) == [.commentRunsToEnd])
    }

    @Test("A command of the shell is a problem", arguments: [".read x.sql", "SELECT 1;\n.shell ls\nSELECT 2;"])
    func shellCommands(_ text: String) throws {
        let problem = try #require(SQLScript(text, .sqlite).problems.first)
        guard case .clientCommand = problem.kind else {
            Issue.record("\(problem)")
            return
        }
    }
}
