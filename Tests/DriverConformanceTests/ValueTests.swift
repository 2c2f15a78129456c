import FlotillaDriver
import FlotillaRollout
import Testing

@Suite("Values")
struct ValueTests {
    private static let numbers = """
        WITH RECURSIVE g (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < 100) SELECT n FROM g
        """

    @Test("come back in text form under their columns' names", arguments: EngineUnderTest.all)
    func text(engine: EngineUnderTest) async throws {
        let result = try await engine.session { try $0.run("SELECT 42 AS answer, 'x' AS letter")[0] }
        #expect(result == StatementResult(columns: ["answer", "letter"], rows: [["42", "x"]]))
    }

    @Test("NULL is not an empty text", arguments: EngineUnderTest.all)
    func null(engine: EngineUnderTest) async throws {
        let rows = try await engine.session { try $0.run("SELECT NULL, ''")[0].rows }
        #expect(rows == [[nil, ""]])
    }

    @Test(
        "of any script survive the way there and back", arguments: EngineUnderTest.all, ["Grüße", "船", "🚢", "a\u{301}"])
    func unicode(engine: EngineUnderTest, text: String) async throws {
        let value = try await engine.session { session in
            try session.run("CREATE TEMPORARY TABLE t (word VARCHAR(100))")
            try session.run("INSERT INTO t VALUES ('\(text)')")
            return try session.value("SELECT word FROM t")
        }
        // By scalars: Swift's == takes composed and decomposed letters for the same.
        #expect(value.map { Array($0.unicodeScalars) } == Array(text.unicodeScalars))
    }

    @Test(
        "that are not UTF-8 arrive as they are or are refused, but are never replaced", arguments: EngineUnderTest.all)
    func notUTF8(engine: EngineUnderTest) async throws {
        let digits = try await engine.session { session in
            let (before, after) = engine.hexadecimal
            let sql = Array(before.utf8) + [0xFF, 0xFE] + Array(after.utf8)
            let results = try? session.run(Batch([.statements(sql)]), deadline: .after(.seconds(20)))
            return results?[0].rows[0][0]?.lowercased()
        }
        #expect(digits == "fffe" || digits == nil)
    }

    @Test("of a megabyte come back whole", arguments: EngineUnderTest.all)
    func long(engine: EngineUnderTest) async throws {
        let text = String(repeating: "x", count: 1 << 20)
        let value = try await engine.session { try $0.value("SELECT '\(text)'") }
        #expect(value == text)
    }

    @Test("in rows beyond the limit are left out, and the result says so", arguments: EngineUnderTest.all)
    func truncated(engine: EngineUnderTest) async throws {
        let result = try await engine.session(rowLimit: 10) { try $0.run(Self.numbers)[0] }
        #expect(result.rows.count == 10 && result.isTruncated)
    }

    @Test("in as many rows as the limit are all there", arguments: EngineUnderTest.all)
    func justFits(engine: EngineUnderTest) async throws {
        let result = try await engine.session(rowLimit: 100) { try $0.run(Self.numbers)[0] }
        #expect(result.rows.count == 100 && !result.isTruncated)
    }

    @Test("the limit counts for each result by itself", arguments: EngineUnderTest.all)
    func limitPerResult(engine: EngineUnderTest) async throws {
        let results = try await engine.session(rowLimit: 10) { try $0.run(Self.numbers + "; SELECT 1") }
        #expect(results.map(\.isTruncated) == [true, false] && results[1].rows == [["1"]])
    }
}
