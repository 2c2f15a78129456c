import FlotillaSQL
import Testing

@Suite("What SQLite takes for a statement")
struct SQLiteLibraryTests {
    @Test("The library ends the statements of random scripts where we do")
    func randomScripts() throws {
        var sql = HarmlessSQL(seed: 31, engine: .sqlite)
        for _ in 0..<2_000 { try expectAgreement(sql.sqliteScript()) }
    }

    @Test(
        "The library reads these as we do",
        arguments: [
            """
            CREATE TABLE begin (end, \"a;b\", [c;d], `e;``f`); INSERT INTO begin VALUES (1, ';', '''', 2); \
            SELECT end FROM begin
            """,
            """
            CREATE TABLE a (x); CREATE TRIGGER begin AFTER UPDATE OF x ON a WHEN CASE WHEN new.x THEN 1 ELSE 0 \
            END BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; DELETE FROM a WHERE x = 1; END; SELECT 1
            """,
            """
            CREATE TABLE end (end); CREATE TEMP TRIGGER t AFTER INSERT ON end BEGIN SELECT end FROM end; UPDATE \
            end SET end = end; END; INSERT INTO end VALUES (1)
            """,
            """
            CREATE TABLE begin (x); CREATE TRIGGER IF NOT EXISTS t AFTER INSERT ON begin BEGIN SELECT 1; END;; \
            SELECT 2
            """,
            """
            EXPLAIN SELECT 1; EXPLAIN QUERY PLAN SELECT 2; CREATE TABLE b (x); EXPLAIN CREATE TRIGGER t AFTER \
            INSERT ON b BEGIN SELECT 1; END; SELECT 3
            """,
            "BEGIN; CREATE TABLE a (x); END; SELECT 1 /* /* ; */; SELECT 2 -- ;", "SELECT 1; /* never ends; SELECT 2",
            "\u{FEFF}SELECT 1;\r\n;\u{0C}SELECT 2;",
            "SELECT 5--1;\n; SELECT x'00', '\\'; SELECT 1 AS a$b;", ";;-- nothing\n;",
        ])
    func corpus(_ script: String) throws {
        try expectAgreement(script)
    }

    @Test("The library's completeness test agrees about random bytes")
    func completeness() {
        let fragments = [
            "'", "\"", "`", "[", "]", "--", "/*", "*/", "/", "*", ";", ";", ";\n", "\n", " ", "a", "é", "\\", "$",
            "BEGIN", "END", "1", "\u{0C}", "(", "-",
        ]
        var random = SplitMix64(state: 32)
        var disagreement: String?
        for _ in 0..<20_000 where disagreement == nil {
            let text = (0..<random.number(1...12)).map { _ in random.pick(fragments) }.joined()
            let script = SQLScript(Array(text.utf8), engine: .sqlite)
            let isComplete = script.pieces.last { $0.kind != .blank }?.kind == .terminator && script.notes.isEmpty
            if SQLiteLibrary.isComplete(Array(text.utf8)) != isComplete { disagreement = text }
        }
        #expect(disagreement == nil)
    }

    @Test(
        "In a transaction the library refuses what we say, or does nothing",
        arguments: [
            ("VACUUM", ""), ("DETACH other", ""), ("PRAGMA synchronous = OFF", ""), ("PRAGMA temp_store = MEMORY", ""),
            ("PRAGMA foreign_keys = ON", "PRAGMA foreign_keys"),
        ])
    func transactions(_ statement: String, _ probe: String) throws {
        let library = try SQLiteLibrary()
        _ = try library.runWhole(Array("ATTACH ':memory:' AS other; CREATE TEMP TABLE t (a); BEGIN IMMEDIATE".utf8))
        let before = probe.isEmpty ? nil : try library.value(probe)
        var isRefused = false
        do { _ = try library.runWhole(Array(statement.utf8)) } catch { isRefused = true }
        let hasNoEffect = probe.isEmpty ? false : try library.value(probe) == before
        #expect(isRefused || hasNoEffect)
        #expect(SQLScript(Array(statement.utf8), engine: .sqlite).statements[0].traits.needsNoTransaction)
    }

    private func expectAgreement(_ script: String) throws {
        let bytes = Array(script.utf8)
        let ours = SQLScript(bytes, engine: .sqlite)
        let theirs = try SQLiteLibrary().runWhole(bytes)
        #expect(ours.problems.isEmpty && ours.statements.count == theirs.count, "\(script)")
        for (our, their) in zip(ours.statements, theirs) {
            let before = bytes[their.lowerBound..<our.range.lowerBound]
            #expect(their.contains(our.range.lowerBound) && our.range.upperBound <= their.upperBound, "\(script)")
            #expect(SQLScript(Array(before), engine: .sqlite).statements.isEmpty, "\(script)")
        }
    }
}

extension HarmlessSQL {
    fileprivate mutating func sqliteScript() -> String {
        let statements = (0..<random.number(1...5)).map { number in
            random.chance(oneIn: 3) ? table(number) + ";" + trigger(number) : select()
        }
        let joined = statements.joined(separator: blank() + random.pick([";", ";;"]) + blank())
        return blank() + joined + random.pick(["", ";", ";" + blank()])
    }

    private mutating func table(_ number: Int) -> String { "CREATE TABLE t\(number) (begin, end)" }

    private mutating func trigger(_ number: Int) -> String {
        let name = random.pick(["t\(number)x", "\"t;\(number)\"", "[t;\(number)]"])
        let steps = (0..<random.number(1...3)).map { _ in
            random.pick([
                "SELECT CASE WHEN end THEN 1 END FROM t\(number)", "DELETE FROM t\(number) WHERE begin = end",
                "UPDATE t\(number) SET end = ';END;'", select(),
            ]) + blank() + ";" + blank()
        }
        return "CREATE " + random.pick(["", "TEMP "]) + "TRIGGER" + blank() + name + " AFTER INSERT ON t\(number)"
            + blank()
            + random.pick(["", "FOR EACH ROW ", "WHEN CASE WHEN 1 THEN 1 END "]) + "BEGIN" + blank() + steps.joined()
            + "END"
    }
}
