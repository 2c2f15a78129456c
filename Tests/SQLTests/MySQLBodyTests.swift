import FlotillaSQL
import Testing

@Suite("Bodies of stored programs without DELIMITER")
struct MySQLBodyTests {
    @Test("A stored program is one statement, whatever its body", arguments: programs)
    func isOne(_ program: String) {
        #expect(SQLScript(program + ";\nSELECT 'after'", .mysql).texts == [program, "SELECT 'after'"])
    }

    @Test("It is one under a DELIMITER too", arguments: programs)
    func isOneDelimited(_ program: String) {
        let script = "DELIMITER //\n\(program);\n//\n\(program)//\nDELIMITER ;\nSELECT 'after'"
        #expect(SQLScript(script, .mysql).texts == [program, program, "SELECT 'after'"])
    }

    static let programs = procedures + others + oracle

    static let procedures = [
        "CREATE PROCEDURE p() SELECT CASE WHEN 1 THEN 2 END, IF(1, 2, 3), REPEAT('a', 3)",
        "CREATE PROCEDURE p() BEGIN END",
        """
        CREATE DEFINER=`a`@`%` PROCEDURE IF NOT EXISTS p(IN a INT, OUT b SET('x', 'y')) COMMENT 'begin' READS \
        SQL DATA BEGIN SELECT 1; END
        """,
        """
        CREATE PROCEDURE p() BEGIN IF 1 THEN SELECT 1; ELSEIF 2 THEN SELECT 2; ELSE SELECT 3; END IF; SELECT \
        IF(1, 2, 3); END
        """,
        """
        CREATE PROCEDURE p() BEGIN CASE 1 WHEN 1 THEN SELECT 1; ELSE BEGIN END; END CASE; SELECT CASE WHEN 1 \
        THEN 2 ELSE 3 END; END
        """,
        """
        CREATE PROCEDURE p() BEGIN a: LOOP LEAVE a; END LOOP a; WHILE 0 DO SELECT 1; END WHILE; REPEAT SELECT \
        1; UNTIL 1 END REPEAT; END
        """,
        "CREATE PROCEDURE p() lbl: BEGIN SELECT REPEAT('x', 2); SELECT begin, end FROM t WHERE end > begin; END lbl",
        "CREATE PROCEDURE p() BEGIN SELECT CASE WHEN end > 1 THEN end ELSE end END FROM t; END",
        """
        CREATE PROCEDURE p() BEGIN DECLARE x INT DEFAULT CASE 1 WHEN 1 THEN 2 END; DECLARE EXIT HANDLER FOR \
        SQLEXCEPTION, SQLSTATE VALUE '23000', NOT FOUND BEGIN ROLLBACK; END; SET x = 1; END
        """,
        """
        CREATE PROCEDURE p() BEGIN DECLARE CONTINUE HANDLER FOR 1062 SET @a = 1; DECLARE c CURSOR FOR SELECT 1; \
        OPEN c; END
        """,
        "CREATE PROCEDURE p() IF 1 THEN SELECT 1; END IF",
        "CREATE PROCEDURE p() WHILE 0 DO IF 1 THEN SELECT 1; END IF; END WHILE",
        "CREATE PROCEDURE p() REPEAT BEGIN SELECT 1; END; UNTIL CASE WHEN 1 THEN 1 END END REPEAT",
        "CREATE PROCEDURE p() FOR i IN 1..3 DO SELECT i; END FOR",
        """
        CREATE PROCEDURE p() BEGIN IF (SELECT CASE WHEN 1 THEN 1 END) THEN SELECT 1; END IF; BEGIN SELECT 1; \
        BEGIN END; END; END
        """,
        "CREATE PROCEDURE p() BEGIN START TRANSACTION; UPDATE t SET a = IF(b, 1, 2); COMMIT; END",
    ]

    static let others = [
        "CREATE FUNCTION f(a INT) RETURNS INT DETERMINISTIC RETURN CASE WHEN a THEN 1 ELSE 2 END",
        "CREATE FUNCTION f() RETURNS VARCHAR(20) CHARACTER SET utf8mb4 NO SQL BEGIN RETURN 'x'; END",
        "CREATE FUNCTION f() RETURNS SET('begin', 'x') RETURN 'x'",
        """
        CREATE AGGREGATE FUNCTION f(x INT) RETURNS INT BEGIN DECLARE CONTINUE HANDLER FOR NOT FOUND RETURN 1; \
        LOOP FETCH GROUP NEXT ROW; END LOOP; END
        """,
        "CREATE FUNCTION f RETURNS STRING SONAME 'udf.so'",
        "CREATE OR REPLACE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW FOLLOWS b IF NEW.a THEN SET NEW.b = 1; END IF",
        "CREATE TRIGGER t AFTER DELETE ON a FOR EACH ROW INSERT INTO b VALUES (IF(OLD.a, 1, 2))",
        """
        CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.a = CASE NEW.b WHEN 1 THEN 2 END; SET \
        NEW.c = 1; END
        """,
        "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW status: BEGIN SET @a = 1; LEAVE status; END status",
        "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN DELETE FROM a; DELETE FROM b; END",
        "CREATE EVENT e ON SCHEDULE EVERY 1 DAY COMMENT 'do' DO DELETE FROM a",
        "ALTER EVENT e DO BEGIN DELETE FROM a; DELETE FROM b; END",
        "BEGIN NOT ATOMIC DECLARE x INT DEFAULT 1; SELECT x; IF x THEN SELECT 2; END IF; END",
        "IF 1 THEN SELECT 1; SELECT 2; END IF",
        "CREATE FUNCTION g(a INT) RETURNS INT LANGUAGE JAVASCRIPT AS 'a; b'",
    ]

    static let oracle = [
        "CREATE PROCEDURE p(a INT) AS x INT; y INT := 2; BEGIN x := CASE WHEN 1 THEN 2 END; END",
        "CREATE FUNCTION f(a INT) RETURN INT IS BEGIN RETURN a; END",
        """
        CREATE PROCEDURE p AS BEGIN FOR i IN 1..3 LOOP SELECT i; END LOOP; WHILE 0 LOOP SELECT 1; END LOOP; \
        EXCEPTION WHEN OTHERS THEN BEGIN NULL; END; END
        """,
        "CREATE PROCEDURE p AS BEGIN <<a>> LOOP EXIT a; END LOOP; DECLARE z INT; BEGIN z := 8 >> 1; END; END",
        "CREATE PACKAGE k AS PROCEDURE a(); FUNCTION b RETURN INT; END",
        """
        CREATE OR REPLACE PACKAGE BODY k AS v INT := 1; PROCEDURE a() AS x INT; BEGIN SELECT 1; END; FUNCTION b \
        RETURN INT AS BEGIN RETURN 1; END; BEGIN v := 2; END
        """,
        "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW DECLARE x INT; BEGIN x := 1; END",
        "DECLARE x INT := 1; BEGIN SELECT x; END",
    ]

    @Test(
        "Statements that only look like programs are split",
        arguments: [
            "BEGIN; SELECT 1; COMMIT", "BEGIN WORK; SELECT 1; COMMIT",
            "CREATE TABLE IF NOT EXISTS trigger_log (a INT); SELECT 1; SELECT 2",
            "DROP PROCEDURE IF EXISTS p; SELECT 1; SELECT 2", "ALTER TABLE event ADD begin INT; SELECT 1; SELECT 2",
            """
            CREATE ALGORITHM=MERGE DEFINER=CURRENT_USER() SQL SECURITY INVOKER VIEW v AS SELECT CASE WHEN 1 \
            THEN 2 END; SELECT 1; SELECT 2
            """,
        ])
    func areSplit(_ text: String) {
        #expect(SQLScript(text, .mysql).texts.count == 3)
    }

    @Test("A body without END is a problem")
    func unterminated() {
        let script = SQLScript("SELECT 1;\n CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2;", .mysql)
        #expect(script.problems == [SQLProblem(.unterminatedBody, at: SQLPosition(offset: 11, line: 2, column: 2))])
    }
}
