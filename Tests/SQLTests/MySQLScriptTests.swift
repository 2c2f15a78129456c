import FlotillaSQL
import Testing

@Suite("Scripts for MySQL and MariaDB")
struct MySQLScriptTests {
    @Test("A statement ends where the server ends it", arguments: cases)
    func statements(_ example: ScriptCase) {
        #expect(example.split(.mysql).texts == example.statements)
    }

    @Test("A well-formed script has no problem", arguments: cases)
    func problems(_ example: ScriptCase) {
        #expect(example.split(.mysql).problems.isEmpty)
    }

    static let cases = quotes + comments + delimiters

    static let quotes = [
        ScriptCase(
            "both strings escape and double", #"SELECT 'a\';''', "b\";""", `c\`; SELECT 2"#,
            [#"SELECT 'a\';''', "b\";""", `c\`"#, "SELECT 2"]),
        ScriptCase(
            "NO_BACKSLASH_ESCAPES makes them ordinary", #"SELECT 'a\'; SELECT "b\""#,
            [#"SELECT 'a\'"#, #"SELECT "b\""#],
            options: SQLOptions(noBackslashEscapes: true)),
        ScriptCase(
            "ANSI_QUOTES makes names of double quotes", #"SELECT "a\"; SELECT '\';'"#,
            [#"SELECT "a\""#, #"SELECT '\';'"#],
            options: SQLOptions(ansiQuotes: true)),
        ScriptCase("\\N is NULL", "SELECT \\N; SELECT 2", ["SELECT \\N", "SELECT 2"]),
        ScriptCase(
            "SET sql_mode holds for what follows",
            #"SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES'; SELECT '\'; SET sql_mode = DEFAULT; SELECT '\';'"#,
            [
                "SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES'", #"SELECT '\'"#, "SET sql_mode = DEFAULT",
                #"SELECT '\';'"#,
            ]),
        ScriptCase(
            "what a dump does to sql_mode changes nothing",
            #"/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */; SELECT '\';'"#,
            ["/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */", #"SELECT '\';'"#]),
    ]

    static let comments = [
        ScriptCase("# and -- with a blank", "SELECT 1 # ;\n+ 2 -- ;\n; SELECT 3", ["SELECT 1 # ;\n+ 2", "SELECT 3"]),
        ScriptCase("-- without a blank is arithmetic", "SELECT 5--1; SELECT 2", ["SELECT 5--1", "SELECT 2"]),
        ScriptCase("before a statement it is a comment, as for the client", "--x;\nSELECT 1", ["SELECT 1"]),
        ScriptCase(
            "a carriage return does not end a comment", "SELECT 1 -- ;\r;\n; SELECT 2", ["SELECT 1", "SELECT 2"]),
        ScriptCase("comments do not nest", "SELECT 1 /* /* ; */; SELECT 2", ["SELECT 1", "SELECT 2"]),
        ScriptCase(
            "executable comments are statements", "/*!40101 SET NAMES utf8 */; /*M!100100 SELECT 1 */;",
            ["/*!40101 SET NAMES utf8 */", "/*M!100100 SELECT 1 */"]),
        ScriptCase(
            "a string in one is a string", "SELECT /*! '*/;' */ 1; SELECT 2", ["SELECT /*! '*/;' */ 1", "SELECT 2"]),
        ScriptCase(
            "one that no server runs is a comment",
            "/*M!999999\\- enable the sandbox mode */ \nSELECT 1 /*!99999 it's */;", ["SELECT 1"]),
        ScriptCase(
            "hints are comments inside", "SELECT /*+ MAX_EXECUTION_TIME(1); */ 1; SELECT 2",
            ["SELECT /*+ MAX_EXECUTION_TIME(1); */ 1", "SELECT 2"]),
    ]

    static let delimiters = [
        ScriptCase(
            "DELIMITER separates, and the semicolon goes on to",
            """
            DELIMITER //\nDROP PROCEDURE IF EXISTS p; CREATE PROCEDURE p() BEGIN SELECT 1; END //\nDELIMITER \
            ;\nSELECT 2; SELECT 3;
            """,
            ["DROP PROCEDURE IF EXISTS p", "CREATE PROCEDURE p() BEGIN SELECT 1; END", "SELECT 2", "SELECT 3"]),
        ScriptCase(
            "$$ ends a word",
            "delimiter $$\nCREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET @a = 1; END$$\ndelimiter ;\n",
            ["CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET @a = 1; END"]),
        ScriptCase(
            "a semicolon before the delimiter makes no statement",
            "DELIMITER ;;\r\nSELECT 1;;\r\nSELECT 2; ;;\r\nDELIMITER ;\r\n", ["SELECT 1", "SELECT 2"]),
        ScriptCase(
            "the delimiter means nothing in quotes and comments",
            "DELIMITER //\nSELECT '//' -- //\n, `//` /* // */ //\nDELIMITER ;", ["SELECT '//' -- //\n, `//`"]),
        ScriptCase(
            "a column may be called delimiter", "CREATE TABLE t (\n  delimiter varchar(5)\n); SELECT 1",
            ["CREATE TABLE t (\n  delimiter varchar(5)\n)", "SELECT 1"]),
        ScriptCase(
            "a dump's trigger in executable comments",
            """
            DELIMITER ;;\n/*!50003 CREATE*/ /*!50017 DEFINER=`r`@`h`*/ /*!50003 TRIGGER t BEFORE INSERT ON a \
            FOR EACH ROW BEGIN SET @a=1; SET @b=2; END */;;\nDELIMITER ;\n
            """,
            [
                """
                /*!50003 CREATE*/ /*!50017 DEFINER=`r`@`h`*/ /*!50003 TRIGGER t BEFORE INSERT ON a FOR EACH ROW \
                BEGIN SET @a=1; SET @b=2; END */
                """
            ]),
    ]

    @Test(
        "A command of the mysql client is a problem",
        arguments: [
            ("source x.sql", "source"), ("SYSTEM ls", "SYSTEM"), ("\\! ls", "\\!"), ("SELECT 1\\G", "\\G"),
            ("tee /tmp/x", "tee"),
            ("SELECT 1; \\. x.sql", "\\."),
        ])
    func clientCommands(_ text: String, _ name: String) {
        #expect(SQLScript(text, .mysql).problems.map(\.kind) == [.clientCommand(name)])
    }

    @Test("DELIMITER needs an argument without a backslash", arguments: ["DELIMITER\nSELECT 1", "delimiter \\\\"])
    func badDelimiter(_ text: String) {
        #expect(SQLScript(text, .mysql).problems.map(\.kind) == [.badDelimiter])
    }

    @Test("DELIMITER behind an unfinished statement is a problem")
    func delimiterInside() {
        let script = SQLScript(
            "DELIMITER //\nCREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET @a = 1\nDELIMITER ;\n", .mysql)
        #expect(script.problems.first?.kind == .delimiterInsideStatement)
    }
}
