import FlotillaDriver
import FlotillaSQLite
import Testing

@Suite("How large tables of SQLite are")
struct RowEstimatorTests {
    let bench: SchemaBench

    init() throws { bench = try SchemaBench() }

    /// `table rows`, sorted.
    private func estimates(_ sql: String, ignoring ignored: Set<String> = []) throws -> [String] {
        let session = try bench.session(sql)
        defer { session.close() }
        return try SQLiteRowEstimator().estimates(
            session, SchemaScope(ignored: ignored), atLeast: 100, deadline: .after(.seconds(30))
        ).map { "\($0.table) \($0.rows)" }.sorted()
    }

    private static func filled(_ table: String, _ rows: Int, _ values: String = "i, i") -> String {
        """
        INSERT INTO \(table) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(rows))
        SELECT \(values) FROM n;
        """
    }

    @Test("is told by the last number of a row, and what is small, empty or left out is not told")
    func lastNumber() throws {
        let tables = ["large", "\"odd \"\" name\"", "small", "versions"].map { "CREATE TABLE \($0) (a, b);" }.joined()
        let sql =
            tables + Self.filled("large", 500) + Self.filled("\"odd \"\" name\"", 100) + Self.filled("small", 99)
            + Self.filled("versions", 200) + "CREATE TABLE empty (a); CREATE VIEW v AS SELECT * FROM large;"
        #expect(try estimates(sql, ignoring: ["versions"]) == ["large 500", "odd \" name 100"])
    }

    @Test("is told whatever columns are called as a row's number is")
    func takenNames() throws {
        let sql =
            "CREATE TABLE t (rowid TEXT, _ROWID_ TEXT);" + Self.filled("t", 300, "'x', 'y'")
            + "CREATE TABLE all_taken (rowid, _rowid_, oid);" + Self.filled("all_taken", 300, "1, 1, 1")
        #expect(try estimates(sql) == ["t 300"])
    }

    @Test("is never more than what fits into the file")
    func numbersOfTheirOwn() throws {
        let found = try estimates("CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (123456789012345678)")
        let rows = try #require(found.first?.split(separator: " ").last.flatMap { Int($0) })
        #expect(found.count == 1 && rows < 10_000)
    }

    @Test("without numbers is what ANALYZE has left, and nothing without it")
    func withoutRowid() throws {
        let sql = "CREATE TABLE t (a INTEGER PRIMARY KEY, b) WITHOUT ROWID;" + Self.filled("t", 400)
        #expect(try estimates(sql) == [])
        #expect(try estimates(sql + "ANALYZE") == ["t 400"])
    }

    @Test("is asked of more tables than one statement joins")
    func manyTables() throws {
        let sql = (0..<501).map { "CREATE TABLE t\($0) (a, b);" }.joined() + Self.filled("t500", 150)
        #expect(try estimates(sql) == ["t500 150"])
    }
}
