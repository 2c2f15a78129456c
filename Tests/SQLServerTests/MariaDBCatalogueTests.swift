import FlotillaSQL
import Testing

@Suite("What MariaDB's statements do to transaction and catalogue")
struct MariaDBCatalogueTests {
    @Test(
        "The server commits the open transaction exactly where we say",
        arguments: [
            "CREATE TABLE u (a INT)", "CREATE TEMPORARY TABLE u (a INT)", "CREATE OR REPLACE TEMPORARY TABLE u (a INT)",
            "DROP TEMPORARY TABLE IF EXISTS u", "DROP TABLE IF EXISTS u", "ALTER TABLE other ADD c INT",
            "TRUNCATE other", "RENAME TABLE other TO another", "CREATE INDEX i ON other (a)",
            "CREATE VIEW v AS SELECT 1", "CREATE FUNCTION f() RETURNS INT RETURN 1",
            "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO DO 1",
            "CREATE TRIGGER g BEFORE INSERT ON other FOR EACH ROW SET @a = 1", "CREATE SEQUENCE s",
            "LOCK TABLES other READ", "START TRANSACTION", "BEGIN", "ANALYZE TABLE other",
            "ANALYZE SELECT 1",
            "OPTIMIZE TABLE other", "CHECK TABLE other", "REPAIR TABLE other", "FLUSH STATUS", "SET @a = 1",
            "SET NAMES utf8mb4", "SAVEPOINT a", "SELECT 1", "INSERT INTO other VALUES (2)",
            "REPLACE INTO other VALUES (2)",
            "DO 1", "SHOW TABLES", "PREPARE x FROM 'DROP TABLE other'", "/*!50001 CREATE TABLE u (a INT) */",
            "SET STATEMENT lock_wait_timeout = 1 FOR CREATE TABLE u (a INT)",
            "SET STATEMENT lock_wait_timeout = 1 FOR SELECT 1",
            "EXPLAIN DELETE FROM other", "CREATE DATABASE IF NOT EXISTS flotilla_sql_committing",
        ])
    func commits(_ statement: String) throws {
        let server = try MariaDBServer()
        _ = try server.runWhole(
            "CREATE TABLE t (a INT); CREATE TABLE other (a INT); START TRANSACTION; INSERT INTO t VALUES (1)")
        _ = try server.rows(statement)
        _ = try server.runWhole("ROLLBACK; UNLOCK TABLES")
        let survived = try server.rows("SELECT COUNT(*) FROM t") == ["1"]
        #expect(SQLScript(Array(statement.utf8), engine: .mysql).statements[0].traits.implicitlyCommits == survived)
        _ = try server.rows("DROP DATABASE IF EXISTS flotilla_sql_committing")
    }

    @Test(
        "The catalogue shows the facts of a statement after it and none before",
        arguments: [
            "CREATE TABLE n (a INT)", "DROP TABLE t", "RENAME TABLE t TO n", "ALTER TABLE t RENAME n",
            "CREATE VIEW n AS SELECT 1", "DROP VIEW v", "CREATE INDEX n ON t (a)", "DROP INDEX i ON t",
            "ALTER TABLE t ADD n INT FIRST, ADD (m INT, INDEX k (n))",
            "ALTER TABLE t DROP COLUMN b, ADD INDEX k (a), ALGORITHM=COPY", "ALTER TABLE t ADD UNIQUE KEY n (a)",
            "ALTER TABLE t ADD CONSTRAINT n UNIQUE (a)", "ALTER TABLE t ADD CONSTRAINT m UNIQUE n (a)",
            "ALTER TABLE t DROP INDEX i",
            "ALTER TABLE t ADD PRIMARY KEY (a)", "ALTER TABLE q DROP PRIMARY KEY",
            "ALTER TABLE t ADD CONSTRAINT n FOREIGN KEY (a) REFERENCES p (a)", "ALTER TABLE c DROP FOREIGN KEY f",
            "ALTER TABLE t ADD CONSTRAINT n CHECK (a > 0)",
            "ALTER TABLE c DROP CONSTRAINT k", "ALTER TABLE t RENAME COLUMN a TO n",
            "ALTER TABLE t RENAME INDEX i TO n", "ALTER TABLE t CHANGE b n BIGINT",
            "CREATE TRIGGER n BEFORE INSERT ON t FOR EACH ROW SET @a = 1", "DROP TRIGGER g",
            "CREATE PROCEDURE n() BEGIN DO 1; DO 2; END", "DROP PROCEDURE r",
            "CREATE FUNCTION n() RETURNS INT RETURN 1", "CREATE EVENT n ON SCHEDULE EVERY 1 DAY DISABLE DO DO 1",
            "DROP EVENT e", "ALTER EVENT e RENAME TO n", "CREATE SEQUENCE n",
            "DROP SEQUENCE s", "ALTER TABLE q DROP PRIMARY KEY, ADD n INT, LOCK=SHARED, ALGORITHM=COPY",
        ])
    func facts(_ statement: String) throws {
        let server = try MariaDBServer()
        for definition in Self.definitions { _ = try server.rows(definition) }
        let effect = SQLScript(Array(statement.utf8), engine: .mysql).statements[0].catalogueEffect
        #expect(effect.isComplete && !effect.facts.isEmpty)
        #expect(try effect.facts.allSatisfy { try !holds($0, on: server) })
        _ = try server.rows(statement)
        #expect(try effect.facts.allSatisfy { try holds($0, on: server) })
    }

    private static let definitions = [
        "CREATE TABLE t (a INT NOT NULL, b INT, INDEX i (a))", "CREATE TABLE p (a INT PRIMARY KEY)",
        "CREATE TABLE q (a INT PRIMARY KEY)",
        "CREATE TABLE c (a INT, CONSTRAINT f FOREIGN KEY (a) REFERENCES p (a), CONSTRAINT k CHECK (a > 0))",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET @a = 1", "CREATE PROCEDURE r() DO 1",
        "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO DO 1", "CREATE SEQUENCE s",
    ]

    private func holds(_ fact: CatalogueFact, on server: MariaDBServer) throws -> Bool {
        let isThere = try server.rows("SELECT COUNT(*) > 0 FROM information_schema." + query(fact.object)) == ["1"]
        switch fact {
        case .appears: return isThere
        case .disappears: return !isThere
        }
    }

    private func query(_ object: CatalogueObject) -> String {
        switch object {
        case .table(let name), .view(let name), .sequence(let name): "tables WHERE " + at("table", name.name)
        case .column(let column, let table): "columns WHERE " + at("table", table.name) + named("column", column)
        case .index(let index, let table?): "statistics WHERE " + at("table", table.name) + named("index", index.name)
        case .primaryKey(let table): "statistics WHERE " + at("table", table.name) + " AND index_name = 'PRIMARY'"
        case .constraint(let name, let table):
            "table_constraints WHERE " + at("table", table.name) + named("constraint", name)
        case .trigger(let name, _): "triggers WHERE " + at("trigger", name.name)
        case .function(let name): "routines WHERE " + at("routine", name.name) + " AND routine_type = 'FUNCTION'"
        case .procedure(let name): "routines WHERE " + at("routine", name.name) + " AND routine_type = 'PROCEDURE'"
        case .event(let name): "events WHERE " + at("event", name.name)
        default: "tables WHERE 1 = 2"
        }
    }

    private func at(_ kind: String, _ name: SQLName) -> String {
        "\(kind)_schema = DATABASE()" + named(kind, name)
    }

    private func named(_ kind: String, _ name: SQLName) -> String { " AND \(kind)_name = '\(name.text)'" }
}
