import FlotillaSQL

/// Random bodies of stored programs by MariaDB's grammar, with the words that open and close blocks also where they are
/// names, functions and expressions.
struct StoredPrograms {
    var sql: HarmlessSQL
    private var labels = 0

    init(sql: HarmlessSQL) { self.sql = sql }

    mutating func program() -> String {
        let name = "p\(sql.random.number(1...3))"
        switch sql.random.number(1...4) {
        case 1:
            return "CREATE OR REPLACE PROCEDURE \(name)(INOUT x SET('begin', 'b')) COMMENT 'end;' MODIFIES SQL DATA"
                + blank() + statement(3)
        case 2:
            return "CREATE OR REPLACE FUNCTION f\(name)(x INT) RETURNS VARCHAR(9) CHARACTER SET utf8mb4 DETERMINISTIC"
                + blank()
                + "BEGIN " + plain() + ";" + blank() + "RETURN " + value() + "; END"
        case 3:
            return "CREATE OR REPLACE DEFINER=CURRENT_USER TRIGGER t\(name) BEFORE INSERT ON base FOR EACH ROW"
                + blank() + silent()
        default: return "BEGIN NOT ATOMIC" + blank() + plain() + ";" + blank() + "END"
        }
    }

    private mutating func blank() -> String { sql.blank() }

    private mutating func statements(_ depth: Int) -> String {
        (0..<sql.random.number(1...3)).map { _ in statement(depth) + blank() + ";" + blank() }.joined()
    }

    private mutating func statement(_ depth: Int) -> String {
        guard depth > 0 else { return plain() }
        labels += 1
        let label = "l\(labels)"
        switch sql.random.number(1...10) {
        case 1: return "\(label):" + blank() + "BEGIN " + declarations() + statements(depth - 1) + "END \(label)"
        case 2:
            return "IF " + value() + blank() + "THEN" + blank() + statements(depth - 1) + "ELSEIF " + value() + " THEN "
                + statements(depth - 1)
                + "ELSE" + blank() + statements(depth - 1) + "END" + blank() + "IF"
        case 3:
            return "CASE " + value() + " WHEN " + value() + " THEN " + statements(depth - 1) + "ELSE "
                + statements(depth - 1) + "END CASE"
        case 4: return "CASE WHEN " + value() + " THEN " + statements(depth - 1) + "END CASE"
        case 5: return "\(label): LOOP" + blank() + statements(depth - 1) + "LEAVE \(label); END LOOP"
        case 6: return "WHILE " + value() + blank() + "DO" + blank() + statements(depth - 1) + "END WHILE"
        case 7:
            return "REPEAT" + blank() + statements(depth - 1) + "UNTIL " + value() + blank() + "END" + blank()
                + "REPEAT"
        case 8: return "FOR i IN 1..2 DO" + blank() + statements(depth - 1) + "END FOR"
        case 9: return "BEGIN END"
        default: return plain()
        }
    }

    private mutating func declarations() -> String {
        sql.random.pick([
            "", "DECLARE v INT DEFAULT CASE 1 WHEN 1 THEN 2 END; ",
            "DECLARE EXIT HANDLER FOR SQLEXCEPTION, SQLSTATE VALUE '23000' BEGIN DO 1; END; ",
            "DECLARE CONTINUE HANDLER FOR NOT FOUND, 1062 SET @a = IF(1, 2, 3); ",
            "DECLARE w INT; DECLARE c CURSOR FOR SELECT 1; ",
            "DECLARE EXIT HANDLER FOR SQLWARNING IF 1 THEN DO 1; END IF; ",
        ])
    }

    /// A simple statement.
    private mutating func plain() -> String {
        switch sql.random.number(1...4) {
        case 1: sql.random.pick(["SET @a = ", "SET @a := ", "DO "]) + value()
        case 2: "SELECT " + value() + " INTO @b"
        case 3: "INSERT INTO base (end) VALUES (" + value() + ")"
        default: "SET @c = (SELECT end FROM base WHERE begin = end LIMIT 1)"
        }
    }

    /// What a trigger on `base` may hold.
    private mutating func silent() -> String {
        sql.random.pick([
            "SET NEW.end = IF(NEW.begin, 1, 2)", "IF NEW.begin THEN SET NEW.end = 1; ELSE SET @a = 1; END IF",
            "BEGIN SET NEW.end = CASE NEW.begin WHEN 1 THEN 2 END; SET @b = 1; END",
            "FOLLOWS firstborn BEGIN SET @b = 1; BEGIN END; END",
            "PRECEDES firstborn SET @a = 1", "status: BEGIN SET @a = 1; LEAVE status; END status",
            "work: LOOP LEAVE work; END LOOP",
        ])
    }

    private mutating func value() -> String {
        switch sql.random.number(1...7) {
        case 1: sql.quoted(sql.traps(), "`").isEmpty ? "1" : sql.expression()
        case 2:
            "CASE" + blank() + "WHEN 1 THEN "
                + sql.random.pick(["2", "'END;'", "IF(1, 2, 3)", "CASE 1 WHEN 1 THEN 2 END"]) + blank() + "ELSE 3 END"
        case 3: "IF(1, 'a;b', 2)"
        case 4: "REPEAT('x;', 2)"
        case 5: "(SELECT CASE WHEN end > begin THEN end ELSE begin END FROM base LIMIT 1)"
        case 6: "0"
        default: "(SELECT MAX(end) FROM base AS end)"
        }
    }
}
