import FlotillaDriver
import FlotillaMySQL
import Testing

@Suite("How large tables of MySQL are")
struct RowEstimatorTests {
    @Test("is about what there is, and what is small or left out is not told", arguments: [false, true])
    func estimated(isNamed: Bool) throws {
        try Server().withScratch { scratch in
            let tables = [("large", 900), ("small", 20), ("versions", 900)]
            for (table, rows) in tables {
                try scratch.apply(
                    """
                    CREATE TABLE \(table) (i INT PRIMARY KEY);
                    INSERT INTO \(table) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(rows))
                        SELECT i FROM n;
                    ANALYZE TABLE \(table)
                    """)
            }
            try scratch.apply("CREATE VIEW v AS SELECT * FROM large")
            let session = try scratch.connect()
            defer { session.close() }
            let scope = SchemaScope(own: isNamed ? scratch.name : nil, ignored: ["versions"])
            let found = try MySQLRowEstimator().estimates(
                session, scope, atLeast: 300, deadline: .after(.seconds(60)))
            #expect(found.map(\.table) == ["large"])
            #expect(found.allSatisfy { (450...1_800).contains($0.rows) }, "\(found)")
        }
    }
}
