import FlotillaSQL
import Testing

@Suite("Quoting")
struct QuotingTests {
    @Test(
        "A name gets its engine's quotes",
        arguments: [
            (Engine.postgresql, "a\"b", "\"a\"\"b\""), (.mysql, "a`b", "`a``b`"), (.sqlite, "a\"b]", "\"a\"\"b]\""),
            (.mysql, "a\"\\b", "`a\"\\b`"), (.postgresql, "x\ny", "\"x\ny\""),
            (.postgresql, "a\"\u{301}", "\"a\"\"\u{301}\""),
        ])
    func identifier(_ engine: Engine, _ name: String, _ expected: String) throws {
        #expect(try SQLQuoting.identifier(name, engine: engine) == expected)
    }

    @Test(
        "A literal reads the same under any setting",
        arguments: [
            (Engine.postgresql, "it's", "'it''s'"), (.postgresql, "a\\'b", "E'a\\\\''b'"),
            (.mysql, "a\\'b", "'a\\\\''b'"),
            (.mysql, "a\0b", "'a\\0b'"), (.sqlite, "a\\'b", "'a\\''b'"), (.sqlite, "", "''"),
        ])
    func literal(_ engine: Engine, _ text: String, _ expected: String) throws {
        #expect(try SQLQuoting.literal(text, engine: engine) == expected)
    }

    @Test(
        "A name the server would alter is refused",
        arguments: [
            (Engine.postgresql, "", SQLQuotingError.Reason.isEmpty), (.postgresql, "a\0", .containsNul),
            (.sqlite, "a\0", .containsNul),
            (.postgresql, String(repeating: "é", count: 32), .isTooLong(limit: 63)),
            (.mysql, String(repeating: "é", count: 65), .isTooLong(limit: 64)),
            (.mysql, "🚢", .hasUnsupportedCharacter),
        ])
    func refusedIdentifier(_ engine: Engine, _ name: String, _ reason: SQLQuotingError.Reason) {
        let error = #expect(throws: SQLQuotingError.self) { try SQLQuoting.identifier(name, engine: engine) }
        #expect(error?.reason == reason)
    }

    @Test("The longest names pass")
    func longest() throws {
        #expect(try SQLQuoting.identifier(String(repeating: "a", count: 63), engine: .postgresql).count == 65)
        #expect(try SQLQuoting.identifier(String(repeating: "é", count: 64), engine: .mysql).count == 66)
    }

    @Test("A literal with a NUL byte is refused where none can be sent", arguments: [Engine.postgresql, .sqlite])
    func refusedLiteral(_ engine: Engine) {
        #expect(throws: SQLQuotingError.self) { try SQLQuoting.literal("a\0b", engine: engine) }
    }
}
