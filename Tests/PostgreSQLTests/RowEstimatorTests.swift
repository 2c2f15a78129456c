import FlotillaDriver
import FlotillaPostgreSQL
import Testing

@Suite("How large tables of PostgreSQL are")
struct RowEstimatorTests {
    /// `table rows`, sorted.
    private func estimates(_ sql: [String], own isNamed: Bool = false) async throws -> [String] {
        try await SchemaWorkshop.with { shop in
            for statement in sql { try shop.session.run(statement) }
            if isNamed { try shop.session.run("SET search_path = public") }
            let scope = SchemaScope(own: isNamed ? shop.name : nil, ignored: ["versions"])
            return try PostgreSQLRowEstimator().estimates(
                shop.session, scope, atLeast: 100, deadline: .after(.seconds(60))
            ).map { "\($0.table) \($0.rows)" }.sorted()
        }
    }

    private static func filled(_ table: String, _ rows: Int) -> String {
        "CREATE TABLE \(table) AS SELECT i FROM generate_series(1, \(rows)) i; ANALYZE \(table)"
    }

    @Test("is what ANALYZE has found, and what is small, empty or left out is not told", arguments: [false, true])
    func analyzed(isNamed: Bool) async throws {
        let sql = [
            Self.filled("large", 500), Self.filled("\"Odd \"\" name\"", 100), Self.filled("small", 99),
            Self.filled("versions", 200), "CREATE TABLE empty (i int)", "CREATE VIEW v AS SELECT * FROM large",
        ]
        #expect(try await estimates(sql, own: isNamed) == ["Odd \" name 100", "large 500"])
    }

    @Test("of a partitioned table is the sum over its partitions, of a parent that over its children")
    func partitions() async throws {
        let sql = [
            "CREATE TABLE events (i int, j int) PARTITION BY RANGE (i)",
            "CREATE TABLE low PARTITION OF events FOR VALUES FROM (0) TO (100) PARTITION BY RANGE (j)",
            "CREATE TABLE low_low PARTITION OF low FOR VALUES FROM (0) TO (1000)",
            "CREATE TABLE high PARTITION OF events FOR VALUES FROM (100) TO (1000)",
            "INSERT INTO events SELECT i, i FROM generate_series(1, 180) i",
            "CREATE TABLE parent (i int); CREATE TABLE child () INHERITS (parent)",
            "INSERT INTO child SELECT * FROM generate_series(1, 120)", "ANALYZE low_low; ANALYZE high; ANALYZE child",
        ]
        #expect(try await estimates(sql) == ["child 120", "events 180", "parent 120"])
    }

    @Test("of a materialized view is told too")
    func materialized() async throws {
        let sql = [
            Self.filled("small", 30), "CREATE MATERIALIZED VIEW pairs AS SELECT a.i FROM small a, small b",
            "ANALYZE pairs",
        ]
        #expect(try await estimates(sql) == ["pairs 900"])
    }
}
