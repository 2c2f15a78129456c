import FlotillaDriver
import FlotillaPostgreSQL
import FlotillaSchema
import Testing

@Suite("What becomes of values when their column changes its type", .serialized)
struct SchemaLossTests {
    struct Value: Sendable, CustomTestStringConvertible {
        let text: String
        let types: (old: String, new: String)

        var testDescription: String { "\(text): \(types.old) → \(types.new)" }

        init(_ text: String, _ old: String, _ new: String) {
            self.text = text
            types = (old, new)
        }
    }

    private static let mood = "CREATE TYPE mood AS ENUM ('ok', 'sad');"

    /// Whether the change is marked, and what is there afterwards; `nil` where the server refuses it.
    private func change(_ value: Value) async throws -> (isMarked: Bool, result: String?) {
        try await SchemaWorkshop.with { shop in
            let after = try shop.schema("\(Self.mood) CREATE TABLE t (a \(value.types.new))")
            try shop.session.run(
                "\(Self.mood) CREATE TABLE t (a \(value.types.old)); INSERT INTO t VALUES ('\(value.text)')")
            let difference = SchemaComparison.difference(from: try shop.read(), to: after)
            let statements = PostgreSQLRenderer().statements(for: difference)
            let isMarked = statements.contains(where: \.losesData)
            guard (try? shop.carryOut(statements)) != nil else { return (isMarked, nil) }
            return (isMarked, try shop.session.value("SELECT a::text FROM t"))
        }
    }

    @Test(
        "What does not fit is refused, and nothing is marked",
        arguments: [
            Value("abcd", "text", "varchar(3)"), Value("abcd", "varchar(9)", "char(3)"),
            Value("70000", "integer", "smallint"), Value("12345", "integer", "numeric(4)"),
            Value("123.45", "numeric(5,2)", "numeric(5,3)"), Value("99999", "numeric(5)", "smallint"),
            Value("x", "text", "uuid"), Value("{", "text", "json"), Value("{70000}", "integer[]", "smallint[]"),
            Value("2026-01-01", "date", "integer"), Value("glad", "text", "mood"), Value("OK", "varchar(9)", "mood"),
            Value("{glad}", "text[]", "mood[]"),
        ])
    func refused(value: Value) async throws {
        let (isMarked, result) = try await change(value)
        #expect(!isMarked && result == nil)
    }

    @Test(
        "What is cut or rounded without an error is marked",
        arguments: [
            Value("10101010", "bit(8)", "bit(4)"), Value("1010", "bit varying(4)", "bit varying(3)"),
            Value("00:00:01.5", "interval", "interval second(0)"), Value("yes", "text", "boolean"),
            Value(#"{"a":1,"a":2}"#, "json", "jsonb"), Value("{abcd}", "text[]", "varchar(3)[]"),
            Value("0012", "text", "integer"), Value("1.25", "numeric(5,2)", "numeric(5,1)"),
            Value("1.5", "double precision", "integer"), Value("16777217", "integer", "real"),
            Value("2026-01-01 10:00:00", "timestamp", "date"), Value("7", "integer", "boolean"),
        ])
    func cut(value: Value) async throws {
        let (isMarked, result) = try await change(value)
        #expect(isMarked && result != nil && result != value.text)
    }

    @Test(
        "What is neither marked nor refused is kept",
        arguments: [
            Value("1010", "bit(4)", "bit varying(5)"), Value("00:00:02", "interval second(0)", "interval"),
            Value("abc", "varchar(3)", "text"), Value("7", "integer", "numeric(4,0)"),
            Value("sad", "text", "mood"), Value("{ok,sad}", "varchar(9)[]", "mood[]"), Value("ok", "mood", "text"),
        ])
    func kept(value: Value) async throws {
        let (isMarked, result) = try await change(value)
        #expect(!isMarked && result == value.text)
    }
}
