import FlotillaSchema
import Testing

@Suite("Types of SQLite")
struct SQLiteTypeTests {
    private let renderer = SQLiteRenderer()

    @Test(
        "A neutral word is spelled as it was read",
        arguments: ["INTEGER", "VARCHAR(20)", "NUMERIC(6, 2)", "DATETIME", "JSON"])
    func wordsReturn(spelling: String) {
        let type = renderer.type(spelled: spelling)
        #expect(type != .other(spelling))
        #expect(renderer.spelling(of: type) == spelling)
    }

    @Test(
        "Any other spelling is kept in capitals",
        arguments: [("int", "INT"), ("unsigned  big int", "UNSIGNED BIG INT"), ("varchar", "VARCHAR"), ("", "")])
    func spellingsStay(typed: String, spelling: String) {
        #expect(renderer.type(spelled: typed) == .other(spelling))
        #expect(renderer.spelling(of: .other(spelling)) == spelling)
    }
}
