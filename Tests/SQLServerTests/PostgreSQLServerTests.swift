import FlotillaSQL
import Testing

@Suite("What PostgreSQL takes for a statement")
struct PostgreSQLServerTests {
    @Test("The server counts the statements of random scripts as we do, and each alone does the same")
    func randomScripts() throws {
        let server = try PostgreSQLServer()
        var sql = HarmlessSQL(seed: 11, engine: .postgresql)
        for _ in 0..<600 { try expectAgreement(sql.script(), on: server) }
    }

    @Test("With conforming strings off too")
    func randomScriptsWithEscapes() throws {
        let server = try PostgreSQLServer()
        _ = try server.runWhole("SET standard_conforming_strings = off; SET escape_string_warning = off")
        let options = SQLOptions(standardConformingStrings: false)
        for value in ["'a\\';b'", "'\\\\'", "'a'\n'\\';'", "$$\\'$$", "'''\\';'", "E'\\';'"] {
            try expectAgreement("SELECT \(value); SELECT \(value) -- '", on: server, options: options)
        }
    }

    @Test(
        "The server reads these as we do",
        arguments: [
            """
            CREATE FUNCTION pg_temp.f() RETURNS int BEGIN ATOMIC SELECT 1 end; SELECT CASE WHEN true THEN 2 END \
            AS end; END; SELECT pg_temp.f()
            """,
            "CREATE FUNCTION pg_temp.f(begin int) RETURNS int BEGIN/**/ATOMIC SELECT (begin); END; SELECT 1",
            "CREATE FUNCTION pg_temp.f() RETURNS void BEGIN ATOMIC END; SELECT 1;; SELECT 2",
            """
            CREATE TEMP TABLE t (a int); CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM t; SELECT (1);); \
            SELECT 2
            """,
            "CREATE TEMP TABLE begin (end_ int, \"end\" int); SELECT \"end\" FROM begin; SELECT 2",
            "DO $a$ BEGIN EXECUTE $b$ SELECT '$a' $b$; END $a$; SELECT $é$;$é$; SELECT 1",
            "SELECT 1 AS a$$; SELECT 2 AS b$c$; SELECT 3", "SELECT 1\r--x;\r;SELECT 2",
            "SELECT 1 +/*;*/2, 3 --;\n; SELECT -/**/-1",
            "SELECT E'a' -- x\n 'b\\';c', E'd'\n\n'e\\';'; SELECT 'a'\n'b\\'", ";;; SELECT 1 ; ; ",
            "-- nothing\n/* at all */", "SELECT $$a$b$c$$, $a$$$a$ ; SELECT 1",
            "SELECT U&\"d;\\0061t\" FROM (SELECT 1 AS \"d;at\") AS x; SELECT 2", "SELECT N'a;b', n'c'; SELECT 1",
        ])
    func corpus(_ script: String) throws {
        try expectAgreement(script, on: try PostgreSQLServer())
    }

    @Test("The server refuses in a transaction what we say, and nothing else of the list")
    func transactions() throws {
        let server = try PostgreSQLServer()
        for (statement, expected) in Self.transactionCases {
            _ = try server.runWhole("BEGIN")
            defer { _ = try? server.runWhole("ROLLBACK") }
            _ = try server.runWhole(Self.setUp)
            let refused = refusesTransaction(statement, on: server)
            let script = SQLScript(Array(statement.utf8), engine: .postgresql)
            #expect(refused == expected, "\(statement)")
            #expect(script.statements[0].traits.needsNoTransaction == expected, "\(statement)")
        }
    }

    private static let setUp = """
        CREATE TABLE pg_temp.p (a int) PARTITION BY LIST (a);
        CREATE TABLE pg_temp.q PARTITION OF pg_temp.p FOR VALUES IN (1);
        CREATE SUBSCRIPTION flotilla_sql_s CONNECTION 'dbname=none' PUBLICATION x WITH (connect = false)
        """

    private static let transactionCases = [
        ("CREATE INDEX CONCURRENTLY i ON pg_temp.q (a)", true), ("DROP INDEX CONCURRENTLY i", true),
        ("REINDEX INDEX CONCURRENTLY i", true),
        ("REINDEX (CONCURRENTLY) TABLE pg_temp.q", true), ("REINDEX (CONCURRENTLY false) TABLE pg_temp.q", false),
        ("REINDEX SCHEMA nowhere", true),
        ("REINDEX DATABASE postgres", true), ("REINDEX SYSTEM postgres", true), ("REINDEX TABLE pg_temp.q", false),
        ("VACUUM", true), ("VACUUM pg_temp.q", true),
        ("ANALYZE pg_temp.q", false), ("CLUSTER", true), ("CLUSTER VERBOSE", true),
        ("CREATE DATABASE flotilla_sql_none TEMPLATE nowhere", true),
        ("DROP DATABASE IF EXISTS flotilla_sql_none", true),
        ("ALTER DATABASE flotilla_sql_none SET TABLESPACE pg_default", true),
        ("ALTER DATABASE postgres SET work_mem = '4MB'", false),
        ("CREATE TABLESPACE flotilla_sql_none LOCATION '/nowhere'", true),
        ("DROP TABLESPACE IF EXISTS flotilla_sql_none", true),
        ("ALTER SYSTEM SET work_mem = '4MB'", true),
        ("ALTER TABLE pg_temp.p DETACH PARTITION pg_temp.q CONCURRENTLY", true),
        ("ALTER TABLE pg_temp.p DETACH PARTITION pg_temp.q", false),
        ("CREATE SUBSCRIPTION flotilla_sql_t CONNECTION 'dbname=none' PUBLICATION x", true),
        ("CREATE SUBSCRIPTION flotilla_sql_t CONNECTION 'dbname=none' PUBLICATION x WITH (connect = false)", false),
        ("ALTER SUBSCRIPTION flotilla_sql_s DISABLE", false),
        ("ALTER SUBSCRIPTION flotilla_sql_s SET PUBLICATION y WITH (refresh = false)", false), ("DISCARD ALL", true),
        ("DISCARD TEMP", false),
        ("COMMIT PREPARED 'flotilla'", true), ("ROLLBACK PREPARED 'flotilla'", true),
        ("ALTER TYPE pg_temp.none ADD VALUE 'x'", false), ("DROP TABLE pg_temp.q", false),
    ]

    /// SQLSTATE 25001, active_sql_transaction.
    private func refusesTransaction(_ statement: String, on server: PostgreSQLServer) -> Bool {
        do {
            _ = try server.runWhole(statement)
            return false
        } catch {
            return (error as? ServerError)?.code == "25001"
        }
    }

    private func expectAgreement(_ script: String, on server: PostgreSQLServer, options: SQLOptions = SQLOptions())
        throws
    {
        let ours = SQLScript(Array(script.utf8), engine: .postgresql, options: options)
        #expect(ours.problems.isEmpty, "\(script)")
        let whole = try inTransaction(server) { try server.runWhole(script) }
        let single = try inTransaction(server) { try ours.statements.map { try server.runOne($0.bytes) } }
        #expect(single == whole, "\(script)")
    }

    private func inTransaction<Value>(_ server: PostgreSQLServer, _ work: () throws -> Value) throws -> Value {
        _ = try server.runWhole("BEGIN")
        defer { _ = try? server.runWhole("ROLLBACK") }
        return try work()
    }
}

extension HarmlessSQL {
    fileprivate mutating func script() -> String {
        let statements = (0..<random.number(1...5)).map { _ in statement() }
        return blank() + statements.joined(separator: blank() + random.pick([";", ";", ";;"]) + blank()) + blank()
            + random.pick(["", ";"])
    }

    private mutating func statement() -> String {
        switch random.number(1...6) {
        case 1: return "DO $do$ BEGIN PERFORM \(quoted(traps(), "'")); -- it's\n END; $do$"
        case 2:
            return "CREATE OR REPLACE FUNCTION pg_temp.f\(random.number(1...3))() RETURNS text BEGIN" + blank()
                + "ATOMIC" + blank() + body() + "END"
        default: return select()
        }
    }

    private mutating func body() -> String {
        (0..<random.number(1...3)).map { _ in
            "SELECT CASE WHEN true THEN \(quoted(traps(), "'"))::text END AS end" + blank() + ";" + blank()
        }.joined()
    }
}
