import FlotillaDriver
import FlotillaRevisions
import Testing

@testable import FlotillaLedger

@Suite("Texts in the ledger")
struct TextTests {
    @Test(
        "version rows come back as they were, in order",
        arguments: [
            [], [""], ["a"], ["a", "b"], ["", "a b", "x%20"], ["ü\n"], ["%"],
        ])
    func versions(texts: [String]) {
        let decoded = VersionText.decode(VersionText.encode(texts.map(RevisionID.init)))
        #expect(decoded.map(\.text) == texts)
    }

    @Test("equal sets of rows have equal texts")
    func order() { #expect(VersionText.encode(rows("b", "a")) == VersionText.encode(rows("a", "b"))) }

    @Test("labels come back as they were", arguments: [[:], ["a": ""], ["a=,b": "c,=d", "ü": "% "]])
    func labels(labels: [String: String]) { #expect(LabelText.decode(LabelText.encode(labels)) == labels) }

    @Test(
        "a pattern keeps what failures have in common",
        arguments: [
            ("relation \"t_17\" 42P01", "x9", "relation \"t_#\" #P#"),
            ("database acme: acme", "acme", "database …: …"),
            ("first\nsecond", "x9", "first"),
            ("", "x9", ""),
            ("at a", "a", "at a"),
        ])
    func pattern(message: String, name: String, expected: String) {
        #expect(MessagePattern.of(message, target: TargetID(name)) == expected)
    }

    @Test(
        "passwords in URLs are replaced, whatever they contain",
        arguments: [
            ("no url", "no url"),
            ("x postgres://u:p@h/d y", "x postgres://u:***@h/d y"),
            ("\"postgres://u:p@:/w@h/d\"", "\"postgres://u:***@h/d\""),
            ("a://u:p@h,b://v:q@h", "a://u:***@h"),
            ("http://h:80/x", "http://h:80/x"),
            ("postgres://u@h:80/x", "postgres://u@h:80/x"),
        ])
    func redaction(text: String, expected: String) { #expect(Redaction.withoutURLPasswords(text) == expected) }

    @Test("near misses are the three nearest, and nothing far away")
    func nearMisses() {
        var search = NearMisses(of: "tenant_10")
        for name in ["acme", "tenant_1", "tenant_100", "tenant_22", "tenant_11", "Tenant-10"] { search.consider(name) }
        #expect(search.best == ["tenant_1", "tenant_100", "tenant_11"])
    }
}
