import FlotillaSQL
import Testing

@Suite("Traits of statements")
struct TraitsTests {
    @Test(
        "PostgreSQL refuses these in a transaction",
        arguments: [
            "CREATE INDEX CONCURRENTLY i ON t (a)", "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)",
            "DROP INDEX CONCURRENTLY i", "REINDEX INDEX CONCURRENTLY i", "REINDEX (VERBOSE, CONCURRENTLY) TABLE t",
            "REINDEX DATABASE d",
            "REINDEX SYSTEM d", "REINDEX SCHEMA s", "REINDEX (VERBOSE) SCHEMA s", "VACUUM", "VACUUM (FULL) t",
            "CREATE DATABASE d",
            "DROP DATABASE IF EXISTS d", "CREATE TABLESPACE s LOCATION '/x'", "DROP TABLESPACE s",
            "ALTER SYSTEM SET a = 1",
            "ALTER DATABASE d SET TABLESPACE s", "ALTER TABLE t DETACH PARTITION p CONCURRENTLY", "CLUSTER",
            "CLUSTER VERBOSE", "CLUSTER (VERBOSE)",
            "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p", "DROP SUBSCRIPTION s",
            "ALTER SUBSCRIPTION s REFRESH PUBLICATION",
            "ALTER SUBSCRIPTION s SET PUBLICATION p", "ALTER SUBSCRIPTION s ADD PUBLICATION p WITH (copy_data = false)",
            "ALTER SUBSCRIPTION s SET (failover = true)", "DISCARD ALL", "COMMIT PREPARED 'x'", "ROLLBACK PREPARED 'x'",
            "create /* x */ index concurrently i on t (a)",
        ])
    func needNoTransaction(_ text: String) throws {
        #expect(try traits(text, .postgresql).needsNoTransaction)
    }

    @Test(
        "These only look like it",
        arguments: [
            "CREATE INDEX i ON concurrently (a)", "CREATE INDEX \"concurrently\" ON t (a)",
            "CREATE INDEX i ON t (a) -- CONCURRENTLY",
            "COMMENT ON INDEX i IS 'CREATE INDEX CONCURRENTLY'",
            "CREATE FUNCTION f() RETURNS int AS $$ VACUUM; DROP INDEX CONCURRENTLY i $$ LANGUAGE sql",
            "DO $$ CREATE INDEX CONCURRENTLY i ON t(a) $$", "REINDEX TABLE t", "REINDEX (CONCURRENTLY false) TABLE t",
            "CLUSTER t USING i",
            "ALTER TABLE t DETACH PARTITION p", "ALTER DATABASE d SET work_mem = 1", "DROP TABLE t", "DISCARD TEMP",
            "COMMIT",
            "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (create_slot = false)",
            "ALTER SUBSCRIPTION s DISABLE",
            "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (connect = false)",
            "ALTER SUBSCRIPTION s SET (synchronous_commit = off)",
            "ALTER SUBSCRIPTION s DROP PUBLICATION p WITH (refresh = false)", "ALTER TYPE t ADD VALUE 'x'",
            "REFRESH MATERIALIZED VIEW CONCURRENTLY v", "ANALYZE t",
        ])
    func mayBeInTransaction(_ text: String) throws {
        #expect(try !traits(text, .postgresql).needsNoTransaction)
    }

    @Test(
        "SQLite's VACUUM, ATTACH and some pragmas stay outside",
        arguments: [
            ("VACUUM", true), ("ATTACH 'x' AS y", true), ("DETACH y", true), ("PRAGMA foreign_keys = ON", true),
            ("PRAGMA foreign_keys(0)", true),
            ("PRAGMA main.journal_mode = wal", true), ("PRAGMA synchronous = 1", true), ("PRAGMA foreign_keys", false),
            ("PRAGMA user_version = 3", false), ("PRAGMA defer_foreign_keys = ON", false), ("CREATE TABLE t(a)", false),
        ])
    func sqliteOutside(_ text: String, _ expected: Bool) throws {
        #expect(try traits(text, .sqlite).needsNoTransaction == expected)
    }

    @Test(
        "Transactions are told from what resembles them",
        arguments: [
            (Engine.postgresql, "BEGIN ISOLATION LEVEL SERIALIZABLE", TransactionControl?.some(.begin)),
            (.postgresql, "START TRANSACTION", .begin),
            (.postgresql, "END", .commit), (.postgresql, "COMMIT AND CHAIN", .commit),
            (.postgresql, "ABORT", .rollback),
            (.postgresql, "ROLLBACK WORK TO SAVEPOINT a", .rollbackTo), (.postgresql, "SAVEPOINT a", .savepoint),
            (.postgresql, "RELEASE a", .release),
            (.postgresql, "PREPARE TRANSACTION 'x'", .prepareTransaction), (.postgresql, "PREPARE x AS SELECT 1", nil),
            (.postgresql, "COMMIT PREPARED 'x'", .commitPrepared),
            (.postgresql, "ROLLBACK PREPARED 'x'", .rollbackPrepared),
            (.postgresql, "SET TRANSACTION READ ONLY", nil), (.postgresql, "DO $$ BEGIN COMMIT; END $$", nil),
            (.mysql, "BEGIN", .begin), (.mysql, "BEGIN WORK", .begin), (.mysql, "BEGIN NOT ATOMIC SELECT 1; END", nil),
            (.mysql, "START SLAVE", nil),
            (.mysql, "START TRANSACTION WITH CONSISTENT SNAPSHOT", .begin), (.mysql, "SET autocommit = 0", .autocommit),
            (.mysql, "SET NAMES utf8, @@session.autocommit := 1", .autocommit),
            (.mysql, "SET @autocommit_was = @@autocommit", nil),
            (.mysql, "XA START 'x'", .distributed), (.mysql, "/*!40000 COMMIT */", .commit),
            (.mysql, "ROLLBACK TO a", .rollbackTo),
            (.sqlite, "BEGIN IMMEDIATE", .begin), (.sqlite, "END TRANSACTION", .commit),
            (.sqlite, "ROLLBACK TO a", .rollbackTo),
        ])
    func transactionControl(_ engine: Engine, _ text: String, _ expected: TransactionControl?) throws {
        #expect(try traits(text, engine).transactionControl == expected)
    }

    @Test(
        "MySQL commits before these",
        arguments: [
            "CREATE TABLE t (a INT)", "ALTER TABLE t ADD a INT", "DROP VIEW v", "RENAME TABLE a TO b", "TRUNCATE t",
            "CREATE USER u", "GRANT ALL ON *.* TO u",
            "SET PASSWORD = 'x'", "SET autocommit = 1", "LOCK TABLES t READ", "UNLOCK TABLES", "START TRANSACTION",
            "BEGIN", "ANALYZE TABLE t", "ANALYZE LOCAL TABLE t",
            "OPTIMIZE TABLE t", "REPAIR TABLE t", "CHECK TABLE t", "FLUSH TABLES", "RESET MASTER",
            "CHANGE MASTER TO x = 1", "INSTALL PLUGIN p SONAME 's'",
            "CACHE INDEX t IN c", "LOAD INDEX INTO CACHE t", "CALL p()", "EXECUTE s", "SET DEFAULT ROLE r",
            "CREATE INDEX i ON t (a)", "CREATE OR REPLACE TABLE t (a INT)",
            "/*!50001 CREATE VIEW v AS SELECT 1 */", "SET STATEMENT lock_wait_timeout = 1 FOR ALTER TABLE t ADD a INT",
            "CREATE DEFINER=`a`@`b` TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET @a = 1",
        ])
    func commits(_ text: String) throws {
        #expect(try traits(text, .mysql).implicitlyCommits)
    }

    @Test(
        "and not before these",
        arguments: [
            "CREATE TEMPORARY TABLE t (a INT)", "DROP TEMPORARY TABLE IF EXISTS t",
            "INSERT INTO t VALUES ('CREATE TABLE')", "SELECT 1", "SET @a = 1", "SET NAMES utf8",
            "SAVEPOINT a", "ROLLBACK TO a", "USE d", "LOAD DATA INFILE 'x' INTO TABLE t", "ANALYZE UPDATE t SET a = 1",
            "RESET PERSIST", "PREPARE s FROM 'DROP TABLE t'",
            "CREATE OR REPLACE TEMPORARY TABLE t (a INT)", "COMMIT", "DELETE FROM t",
        ])
    func doesNotCommit(_ text: String) throws {
        #expect(try !traits(text, .mysql).implicitlyCommits)
    }

    @Test("Only PostgreSQL and SQLite never commit by themselves", arguments: [Engine.postgresql, .sqlite])
    func othersNeverCommit(_ engine: Engine) throws {
        #expect(try !traits("CREATE TABLE t (a int)", engine).implicitlyCommits)
    }

    @Test(
        "Queries are told from changes of rows",
        arguments: [
            (Engine.postgresql, "SELECT 1", true, false), (.postgresql, "(SELECT 1) UNION SELECT 2", true, false),
            (.postgresql, "VALUES (1)", true, false),
            (.postgresql, "TABLE t", true, false),
            (.postgresql, "WITH a AS (SELECT 1) SELECT * FROM a FOR UPDATE", true, false),
            (.postgresql, "WITH a AS (DELETE FROM t RETURNING *) SELECT * FROM a", false, true),
            (.postgresql, "SELECT 1 INTO t", false, true),
            (.postgresql, "EXPLAIN DELETE FROM t", true, false),
            (.postgresql, "EXPLAIN ANALYZE DELETE FROM t", false, true),
            (.postgresql, "EXPLAIN (ANALYZE, BUFFERS) UPDATE t SET a = 1", false, true),
            (.postgresql, "EXPLAIN (ANALYZE off) DELETE FROM t", true, false),
            (.postgresql, "EXPLAIN ANALYZE SELECT 1", true, false),
            (.postgresql, "COPY t FROM stdin WITH (FORMAT csv);\n\\.\n", false, true),
            (.postgresql, "COPY (SELECT 1 FROM t) TO stdout", false, false), (.postgresql, "DO $$ $$", false, true),
            (.postgresql, "CALL p()", false, true),
            (.postgresql, "MERGE INTO t USING s ON true WHEN MATCHED THEN DELETE", false, true),
            (.postgresql, "CREATE TABLE t AS SELECT 1", false, false),
            (.mysql, "SELECT REPLACE(a, 'x', 'y'), INSERT(a, 1, 2, 'x') FROM t", true, false),
            (.mysql, "REPLACE INTO t VALUES (1)", false, true),
            (.mysql, "LOAD DATA INFILE 'x' INTO TABLE t", false, true), (.mysql, "SHOW TABLES", true, false),
            (.mysql, "ANALYZE FORMAT=JSON DELETE FROM t", false, true),
            (.mysql, "SET STATEMENT max_statement_time = 1 FOR DELETE FROM t", false, true),
            (.sqlite, "PRAGMA table_info(t)", true, false),
            (.sqlite, "PRAGMA user_version", true, false), (.sqlite, "PRAGMA wal_checkpoint", false, false),
            (.sqlite, "PRAGMA user_version = 1", false, false),
            (.sqlite, "INSERT INTO t VALUES ('SELECT')", false, true),
            (.sqlite, "EXPLAIN QUERY PLAN DELETE FROM t", true, false),
        ])
    func rows(_ engine: Engine, _ text: String, _ isQuery: Bool, _ writesRows: Bool) throws {
        let traits = try traits(text, engine)
        #expect([traits.isQuery, traits.writesRows] == [isQuery, writesRows])
    }

    @Test(
        "What outlives the transaction in the session is known",
        arguments: [
            (Engine.postgresql, "SET search_path = a", true), (.postgresql, "SET SESSION a = 1", true),
            (.postgresql, "SET LOCAL a = 1", false),
            (.postgresql, "SET ROLE r", true), (.postgresql, "SET CONSTRAINTS ALL DEFERRED", false),
            (.postgresql, "SET TRANSACTION READ ONLY", false),
            (.postgresql, "RESET ALL", true),
            (.postgresql, "SELECT pg_catalog.set_config('search_path', '', false)", true),
            (.postgresql, "SELECT pg_advisory_lock(1)", true), (.postgresql, "SELECT 'set_config'", false),
            (.postgresql, "CREATE TEMP TABLE t (a int)", true),
            (.postgresql, "CREATE TABLE temp (a int)", false),
            (.postgresql, "DECLARE c CURSOR WITH HOLD FOR SELECT 1", true),
            (.mysql, "SET FOREIGN_KEY_CHECKS = 0", true), (.mysql, "SET GLOBAL a = 1", false), (.mysql, "USE d", true),
            (.mysql, "SELECT GET_LOCK('a', 1)", true),
            (.mysql, "CREATE TEMPORARY TABLE t (a INT)", true), (.mysql, "SET STATEMENT a = 1 FOR SELECT 1", false),
            (.mysql, "INSERT INTO t SET a = 1", false),
            (.sqlite, "PRAGMA foreign_keys = OFF", true), (.sqlite, "PRAGMA user_version = 1", false),
            (.sqlite, "ATTACH 'a' AS b", true),
        ])
    func session(_ engine: Engine, _ text: String, _ expected: Bool) throws {
        #expect(try traits(text, engine).changesSession == expected)
    }

    @Test(
        "The command is named as PostgreSQL's tags are",
        arguments: [
            ("create unique index i on t (a)", "CREATE INDEX"),
            ("CREATE OR REPLACE TEMP VIEW v AS SELECT 1", "CREATE VIEW"), ("INSERT INTO t VALUES (1)", "INSERT"),
            ("CREATE MATERIALIZED VIEW v AS SELECT 1", "CREATE MATERIALIZED VIEW"),
            ("ALTER TABLE ONLY t ADD a int", "ALTER TABLE"), ("ANALYZE", "ANALYZE"),
            ("CREATE AGGREGATE a (int) (sfunc = f)", "CREATE AGGREGATE"),
            ("CREATE TRUSTED LANGUAGE l", "CREATE LANGUAGE"), ("nonsense", ""), ("CREATE ACCESS METHOD m", "CREATE"),
        ])
    func command(_ text: String, _ expected: String) throws {
        #expect(try traits(text, .postgresql).command == expected)
    }

    @Test("ALTER TYPE ADD VALUE is marked")
    func enumValue() throws {
        #expect(try traits("ALTER TYPE s.t ADD VALUE IF NOT EXISTS 'x'", .postgresql).addsEnumValue)
        #expect(try !traits("ALTER TYPE t ADD ATTRIBUTE value int", .postgresql).addsEnumValue)
    }

    @Test("COPY FROM stdin is marked")
    func copy() throws {
        #expect(try traits("COPY t FROM stdin;\n\\.\n", .postgresql).isCopyFromStdin)
        #expect(try !traits("COPY t FROM 'x'", .postgresql).isCopyFromStdin)
    }
}
