import FlotillaSQL
import Testing

@Suite("What a piece of SQL speaks of")
struct SQLMentionsTests {
    @Test("names are found with their quotes undone, calls by their parentheses")
    func names() {
        let mentions = SQLMentions(#"Lower("A b") > other (c) -- comment"#, engine: .postgresql)
        #expect(mentions.names == ["lower", "A b", "other", "c"] && mentions.calls == ["lower", "other"])
    }

    @Test("dollar quotes are looked into, plain strings only if asked")
    func strings() {
        let text = "AS $$ SELECT a FROM 'b' $$"
        #expect(SQLMentions(text, engine: .postgresql).names == ["as", "select", "a", "from"])
        #expect(SQLMentions(text, engine: .postgresql, intoStrings: true).names.contains("b"))
    }

    @Test(
        "a schema is taken from before names, and from nowhere else",
        arguments: [
            ("SELECT t7.a, \"t7\".\"b\" FROM t7.users", "SELECT a, \"b\" FROM users"),
            ("SELECT x.t7.a, t7 FROM t7", "SELECT x.t7.a, t7 FROM t7"),
            ("SELECT 't7.a' -- t7.b", "SELECT 't7.a' -- t7.b"),
            ("AS $f$ SELECT t7.a $f$ + t7.b", "AS $f$ SELECT a $f$ + b"), ("t7.*", "t7.*"), ("T7.a.b", "a.b"), ("", ""),
        ])
    func unqualified(_ text: String, _ expected: String) {
        #expect(SQLMentions.unqualified(text, schema: "t7", engine: .postgresql) == expected)
    }

    @Test("parentheses are around the whole, or not")
    func parentheses() {
        #expect(SQLParentheses.areOuter("(a + (b))") && SQLParentheses.areOuter("(')')"))
        #expect(
            !SQLParentheses.areOuter("(a) + (b)") && !SQLParentheses.areOuter("a") && !SQLParentheses.areOuter("(a"))
    }
}
