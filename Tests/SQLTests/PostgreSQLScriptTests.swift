import FlotillaSQL
import Testing

@Suite("Scripts for PostgreSQL")
struct PostgreSQLScriptTests {
    @Test("A statement ends where the server ends it", arguments: cases)
    func statements(_ example: ScriptCase) {
        #expect(example.split(.postgresql).texts == example.statements)
    }

    @Test("A well-formed script has no problem", arguments: cases)
    func problems(_ example: ScriptCase) {
        #expect(example.split(.postgresql).problems.isEmpty)
    }

    static let cases: [ScriptCase] = quotes + comments + bodies + shapes

    static let quotes = [
        ScriptCase("a doubled quote stays inside", "SELECT 'a;''b;'; SELECT 2;", ["SELECT 'a;''b;'", "SELECT 2"]),
        ScriptCase(
            "a backslash is ordinary in a plain string", #"SELECT 'a\'; SELECT 2"#, [#"SELECT 'a\'"#, "SELECT 2"]),
        ScriptCase("it escapes in E''", #"SELECT E'a\';b'; SELECT 2"#, [#"SELECT E'a\';b'"#, "SELECT 2"]),
        ScriptCase("e'' is the same", #"SELECT e'\\';SELECT 2"#, [#"SELECT e'\\'"#, "SELECT 2"]),
        ScriptCase(
            "a word that ends in E is no prefix", #"SELECT typE'\';SELECT 2"#, [#"SELECT typE'\'"#, "SELECT 2"]),
        ScriptCase(
            "a string on a later line is read like the first", "SELECT E'a' -- c\n 'b\\';c'; SELECT 2",
            ["SELECT E'a' -- c\n 'b\\';c'", "SELECT 2"]),
        ScriptCase(
            "on the same line it is not", #"SELECT E'a' 'b\'; SELECT 2"#, [#"SELECT E'a' 'b\'"#, "SELECT 2"]),
        ScriptCase(
            "with conforming strings off every string escapes", #"SELECT 'a\';b'; SELECT 2"#,
            [#"SELECT 'a\';b'"#, "SELECT 2"], options: SQLOptions(standardConformingStrings: false)),
        ScriptCase(
            "U&, B and X do not escape", #"SELECT U&'\0061;', B'1', X'f;';;"#, [#"SELECT U&'\0061;', B'1', X'f;'"#]),
        ScriptCase(
            "names have quotes", #"SELECT "a;""b" FROM t; SELECT U&"x;""#,
            [#"SELECT "a;""b" FROM t"#, #"SELECT U&"x;""#]),
        ScriptCase("dollar quotes", "SELECT $$a;'$$; SELECT 2", ["SELECT $$a;'$$", "SELECT 2"]),
        ScriptCase(
            "tags nest", "DO $a$ BEGIN EXECUTE $b$x;$a $b$; END $a$; SELECT 2",
            ["DO $a$ BEGIN EXECUTE $b$x;$a $b$; END $a$", "SELECT 2"]),
        ScriptCase(
            "another tag does not end one", "SELECT $a$;$A$;$$;$a$; SELECT 2", ["SELECT $a$;$A$;$$;$a$", "SELECT 2"]),
        ScriptCase(
            "a shared dollar begins the closing tag", "SELECT $a$;$b$a$; SELECT 2", ["SELECT $a$;$b$a$", "SELECT 2"]),
        ScriptCase(
            "a dollar inside a word opens nothing", "SELECT a$$ FROM b$$; SELECT 2",
            ["SELECT a$$ FROM b$$", "SELECT 2"]),
        ScriptCase("a parameter opens nothing", "SELECT $1; SELECT $2", ["SELECT $1", "SELECT $2"]),
        ScriptCase("tags may be beyond ASCII", "SELECT $é$;$é$; SELECT 2", ["SELECT $é$;$é$", "SELECT 2"]),
    ]

    static let comments = [
        ScriptCase(
            "a line comment hides a semicolon", "SELECT 1 -- ;\n+ 2; SELECT 3", ["SELECT 1 -- ;\n+ 2", "SELECT 3"]),
        ScriptCase("a carriage return ends it", "SELECT 1 -- ;\r; SELECT 2", ["SELECT 1", "SELECT 2"]),
        ScriptCase(
            "block comments nest", "SELECT 1 /* /* ; */ ; */ + 2; SELECT 3",
            ["SELECT 1 /* /* ; */ ; */ + 2", "SELECT 3"]),
        ScriptCase("comments around a statement are not of it", "/* a */ SELECT 1 /* b */ ; -- c", ["SELECT 1"]),
        ScriptCase(
            "a comment may follow an operator", "SELECT 1 +-- ;\n2; SELECT 3 */* ; */4",
            ["SELECT 1 +-- ;\n2", "SELECT 3 */* ; */4"]),
        ScriptCase(
            "a quote in a comment opens nothing", "-- don't\nSELECT 1; /* it's */ SELECT 2", ["SELECT 1", "SELECT 2"]),
        ScriptCase("an empty or commented script has no statement", "-- nothing\n;;\n/* here */;", []),
    ]

    static let bodies = [
        ScriptCase(
            "BEGIN ATOMIC holds its semicolons",
            "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END; SELECT 3",
            [
                "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END",
                "SELECT 3",
            ]),
        ScriptCase(
            "a column called end does not close it",
            "CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC SELECT 1 end; SELECT 2 AS end; END; SELECT 3",
            ["CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC SELECT 1 end; SELECT 2 AS end; END", "SELECT 3"]),
        ScriptCase(
            "an empty body", "CREATE FUNCTION f() RETURNS void BEGIN ATOMIC END; SELECT 1",
            ["CREATE FUNCTION f() RETURNS void BEGIN ATOMIC END", "SELECT 1"]),
        ScriptCase(
            "a parameter called begin opens nothing", "CREATE FUNCTION f(begin atomic) RETURNS int RETURN 1; SELECT 2",
            ["CREATE FUNCTION f(begin atomic) RETURNS int RETURN 1", "SELECT 2"]),
        ScriptCase("BEGIN alone is a transaction", "BEGIN; SELECT 1; END;", ["BEGIN", "SELECT 1", "END"]),
        ScriptCase(
            "a rule's list stays together",
            "CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT (2);); SELECT 3",
            ["CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT (2);)", "SELECT 3"]),
    ]

    static let shapes = [
        ScriptCase("the last statement needs no semicolon", "SELECT 1;\r\nSELECT 2\r\n", ["SELECT 1", "SELECT 2"]),
        ScriptCase("a byte order mark is dropped", "\u{FEFF}SELECT 1;\u{FEFF}SELECT 2", ["SELECT 1", "SELECT 2"]),
        ScriptCase(
            "dollars are not the mysql client's delimiters", "SELECT 1 DELIMITER; SELECT 2",
            ["SELECT 1 DELIMITER", "SELECT 2"]),
        ScriptCase(
            "SET standard_conforming_strings holds for what follows",
            #"SET standard_conforming_strings = off; SELECT '\';'; "#
                + #"SET standard_conforming_strings TO 'on'; SELECT '\';"#,
            [
                "SET standard_conforming_strings = off", #"SELECT '\';'"#,
                "SET standard_conforming_strings TO 'on'", #"SELECT '\'"#,
            ]),
    ]
}

@Suite("COPY data and psql commands")
struct PostgreSQLClientTests {
    private let copy = "COPY t (a, b) FROM stdin;\n1\t;\n'\t\\N\n\\.\nSELECT 1;\n"

    @Test("The lines after COPY FROM stdin are its data")
    func copyData() throws {
        let script = SQLScript(copy, .postgresql)
        let data = try #require(script.statements[0].copyData)
        #expect(script.bytes[data].elementsEqual("1\t;\n'\t\\N\n".utf8))
    }

    @Test("SQL goes on behind the data")
    func afterCopy() {
        #expect(SQLScript(copy, .postgresql).texts == ["COPY t (a, b) FROM stdin", "SELECT 1"])
    }

    @Test("Data with CRLF ends at its \\. too")
    func copyWithCRLF() {
        let script = SQLScript("COPY t FROM STDIN WITH (FORMAT csv);\r\n1\r\n\\.\r\nSELECT 1;", .postgresql)
        #expect(script.texts.count == 2 && script.problems.isEmpty)
    }

    @Test("COPY without data has an empty range")
    func emptyCopy() {
        let script = SQLScript("COPY t FROM stdin; -- none\n\\.\n", .postgresql)
        #expect(script.statements[0].copyData?.isEmpty == true)
    }

    @Test(
        "Only COPY FROM stdin has data",
        arguments: [
            "COPY t FROM '/tmp/stdin';", "COPY t TO stdout;", "COPY (SELECT 1 FROM stdin) TO stdout;",
            "COPY t FROM PROGRAM 'stdin';", "SELECT 'COPY t FROM stdin';",
        ])
    func noCopyData(_ text: String) {
        #expect(SQLScript(text + "\n1\n", .postgresql).statements[0].copyData == nil)
    }

    @Test("\\restrict is passed over with a note")
    func restrict() {
        let script = SQLScript("\\restrict abc\nSELECT 1;\n\\unrestrict abc\n", .postgresql)
        #expect(script.texts == ["SELECT 1"])
        #expect(script.notes.map(\.kind) == [.ignoredCommand("\\restrict"), .ignoredCommand("\\unrestrict")])
        #expect(script.problems.isEmpty)
    }

    @Test(
        "Every other psql command is a problem",
        arguments: [
            ("\\copy t from program 'rm -rf /'", "\\copy"), ("SELECT 1 \\gexec", "\\gexec"), ("\\! ls", "\\!"),
            ("SELECT 1\n\\g | sh", "\\g"), ("\\i other.sql", "\\i"), ("\\restricted x", "\\restricted"),
        ])
    func metaCommands(_ text: String, _ name: String) {
        #expect(SQLScript(text, .postgresql).problems.map(\.kind) == [.clientCommand(name)])
    }
}
