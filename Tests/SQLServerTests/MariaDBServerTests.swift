import FlotillaSQL
import Testing

@Suite("What MariaDB takes for a statement")
struct MariaDBServerTests {
    @Test(
        "The server counts the statements of random scripts as we do, and each alone does the same",
        arguments: [
            ("", SQLOptions()), ("NO_BACKSLASH_ESCAPES", SQLOptions(noBackslashEscapes: true)),
            ("ANSI_QUOTES", SQLOptions(ansiQuotes: true)),
        ])
    func randomScripts(_ mode: String, _ options: SQLOptions) throws {
        let server = try MariaDBServer()
        _ = try server.rows("SET sql_mode = '\(mode)'")
        var sql = HarmlessSQL(seed: 21, engine: .mysql, options: options)
        for _ in 0..<400 {
            let selects = (0..<sql.random.number(1...5)).map { _ in sql.select() }
            try expectAgreement(
                selects.joined(separator: sql.blank() + ";" + sql.blank()), on: server, options: options)
        }
    }

    @Test("Random stored programs are one statement each, without DELIMITER")
    func randomPrograms() throws {
        let server = try MariaDBServer()
        try prepare(server)
        var programs = StoredPrograms(sql: HarmlessSQL(seed: 22, engine: .mysql))
        for _ in 0..<150 {
            let script = (0..<2).map { _ in programs.program() }.joined(separator: ";\n") + ";\nSELECT 1"
            try expectAgreement(script, on: server)
        }
    }

    @Test(
        "The server reads these as we do",
        arguments: [
            ("", "SELECT 5--1; SELECT 5-- 1\n; SELECT 1 # ;\n; SELECT 'a\\';', \"b\\\";\", 1 AS `c;``d`"),
            (
                "",
                """
                SELECT /*!50000 ';*/' */ AS a; /*!40101 SET @a = 1 */; SELECT /*!99999 it's; */ 2; /*M!100100 \
                SELECT 3 */
                """
            ),
            ("", "SELECT /*! 1 /* ; */ + 2 */; SELECT \\N; SELECT 1 /* /* ; */; SELECT 1 -- ;\r;\n"),
            ("", "IF 1 THEN SELECT 1; SELECT 2; END IF; SELECT 3"),
            ("", "BEGIN NOT ATOMIC SELECT 1; IF 0 THEN SELECT 2; END IF; END; SELECT 3"),
            ("", "BEGIN; SELECT 1; COMMIT; BEGIN WORK; ROLLBACK"),
            ("", "CREATE FUNCTION k() RETURNS SET('begin', 'x') RETURN 'x'; SELECT k()"),
            (
                "",
                """
                CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE COMMENT 'do' DO BEGIN DO 1; DO 2; END; ALTER \
                EVENT e DO BEGIN DO 3; DO 4; END; SELECT 1
                """
            ),
            (
                "",
                """
                CREATE AGGREGATE FUNCTION g(x INT) RETURNS INT BEGIN DECLARE CONTINUE HANDLER FOR NOT FOUND \
                RETURN 1; LOOP FETCH GROUP NEXT ROW; END LOOP; END; SELECT 1
                """
            ),
            (
                "",
                """
                CREATE ALGORITHM=MERGE DEFINER=CURRENT_USER() SQL SECURITY INVOKER VIEW v AS SELECT CASE WHEN 1 \
                THEN 2 END; SELECT * FROM v
                """
            ),
            (
                "ORACLE",
                "CREATE PROCEDURE p(a INT) AS x INT; y INT := 2; BEGIN x := CASE WHEN 1 THEN 2 END; END; SELECT 1"
            ),
            ("ORACLE", "CREATE FUNCTION f(a INT) RETURN INT IS BEGIN RETURN a; END; SELECT f(1) FROM DUAL"),
            (
                "ORACLE",
                """
                CREATE PROCEDURE q AS BEGIN FOR i IN 1..3 LOOP SELECT i; END LOOP; EXCEPTION WHEN OTHERS THEN \
                BEGIN NULL; END; END; SELECT 1
                """
            ),
            (
                "ORACLE",
                """
                CREATE PROCEDURE r AS BEGIN <<a>> LOOP EXIT a; END LOOP; DECLARE z INT; BEGIN z := 8 >> 1; END; \
                END; SELECT 1
                """
            ),
            ("ORACLE", "CREATE PACKAGE k AS PROCEDURE a(); FUNCTION b RETURN INT; END; SELECT 1"),
            (
                "ORACLE",
                """
                CREATE PACKAGE l AS PROCEDURE a(); FUNCTION b RETURN INT; END; CREATE PACKAGE BODY l AS v INT \
                := 1; PROCEDURE a() AS x INT; BEGIN SELECT 1; END; FUNCTION b RETURN INT AS BEGIN RETURN 1; \
                END; BEGIN v := 2; END; SELECT 1
                """
            ),
            ("ORACLE", "DECLARE x INT := 1; BEGIN SELECT x; END; SELECT 2"),
            ("ORACLE", "BEGIN SELECT 1; SELECT 2; END; SELECT 3"),
            (
                "ORACLE",
                "CREATE TRIGGER o BEFORE INSERT ON base FOR EACH ROW DECLARE x INT; BEGIN x := 1; END; SELECT 1"
            ),
        ])
    func corpus(_ mode: String, _ script: String) throws {
        let server = try MariaDBServer()
        try prepare(server)
        _ = try server.rows("SET sql_mode = '\(mode)'")
        try expectAgreement(script, on: server, options: SQLOptions(ansiQuotes: mode == "ORACLE"))
    }

    private func prepare(_ server: MariaDBServer) throws {
        _ = try server.runWhole(
            """
            CREATE TABLE base (begin INT, end VARCHAR(20)); CREATE TRIGGER firstborn BEFORE INSERT ON base FOR \
            EACH ROW SET @x = 1
            """
        )
    }

    /// Runs it twice, each time on objects that are not there yet.
    private func expectAgreement(_ script: String, on server: MariaDBServer, options: SQLOptions = SQLOptions()) throws
    {
        let ours = SQLScript(Array(script.utf8), engine: .mysql, options: options)
        #expect(ours.problems.isEmpty, "\(script)")
        let whole = try attempt(script) { try server.runWhole(script) }
        try forget(ours, on: server)
        let single = try attempt(script) { try ours.statements.flatMap { try server.runOne($0.bytes) } }
        #expect(single == whole, "\(script)")
        try forget(ours, on: server)
    }

    private func attempt<Value>(_ script: String, _ work: () throws -> Value) throws -> Value {
        do { return try work() } catch let error as ServerError {
            Issue.record("\(error.code) \(error.message) in: \(script)")
            throw error
        }
    }

    /// Drops what the script created.
    private func forget(_ script: SQLScript, on server: MariaDBServer) throws {
        for statement in script.statements where statement.traits.command.hasPrefix("CREATE") {
            for fact in statement.catalogueEffect.facts {
                guard let drop = dropStatement(fact.object) else { continue }
                _ = try server.rows(drop)
            }
        }
    }

    private func dropStatement(_ object: CatalogueObject) -> String? {
        switch object {
        case .function(let name): "DROP FUNCTION IF EXISTS \(name.name.text)"
        case .procedure(let name): "DROP PROCEDURE IF EXISTS \(name.name.text)"
        case .trigger(let name, _): "DROP TRIGGER IF EXISTS \(name.name.text)"
        case .event(let name): "DROP EVENT IF EXISTS \(name.name.text)"
        case .view(let name): "DROP VIEW IF EXISTS \(name.name.text)"
        case .package(let name): "DROP PACKAGE IF EXISTS \(name.name.text)"
        default: nil
        }
    }
}
