import FlotillaSQL
import Testing

/// Where a statement writes to, beside the database that it is run in.
@Suite struct OtherDatabaseTests {
    private func other(_ sql: String, _ engine: Engine) -> String? {
        SQLScript(Array(sql.utf8), engine: engine).statements.first?.otherDatabase
    }

    @Test(
        "is found in MySQL's statements",
        arguments: [
            "USE shop", "CREATE TABLE shop.t (id INT)", "DROP TABLE IF EXISTS t, shop.u", "CREATE DATABASE shop",
            "DROP DATABASE IF EXISTS shop", "INSERT INTO shop.t VALUES (1)", "INSERT IGNORE INTO `shop`.t VALUES (1)",
            "UPDATE shop.t SET a = 1", "DELETE FROM shop.t", "TRUNCATE TABLE shop.t", "REPLACE INTO shop.t VALUES (1)",
            "CREATE INDEX i ON shop.t (a)", "RENAME TABLE t TO shop.t", "ALTER TABLE shop.t ADD a INT",
            "CREATE DATABASE /*!32312 IF NOT EXISTS*/ `shop`",
        ])
    func leaves(sql: String) { #expect(other(sql, .mysql)?.contains("shop") == true, "\(sql)") }

    @Test(
        "is not seen where there is none",
        arguments: [
            "CREATE TABLE t (id INT, FOREIGN KEY (id) REFERENCES shop.u (id))", "INSERT INTO t SELECT a.b FROM a",
            "CREATE VIEW v AS SELECT t.a FROM t", "UPDATE t SET t.a = 1", "SET NAMES utf8mb4",
        ])
    func stays(sql: String) { #expect(other(sql, .mysql) == nil, "\(sql)") }

    @Test("a file of SQLite's is one, and in PostgreSQL there is none")
    func others() {
        #expect(other("ATTACH DATABASE 'b.db' AS b", .sqlite) == "'b.db'")
        #expect(other("VACUUM INTO 'b.db'", .sqlite) == "a file")
        #expect(other("VACUUM", .sqlite) == nil)
        #expect(other("CREATE TABLE shop.t (id INT)", .postgresql) == nil)
    }
}
