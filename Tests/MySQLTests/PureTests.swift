import FlotillaDriver
import Testing

@testable import FlotillaMySQL

@Suite("What needs no server")
struct PureTests {
    @Test(
        "Values of rows are taken out of messages, names are left in",
        arguments: [
            (1062, "Duplicate entry 'a@b.c' for key 'ix'", "Duplicate entry '…' for key 'ix'"),
            (1062, "Duplicate entry 'it's 'so'' for key 'ix'", "Duplicate entry '…' for key 'ix'"),
            (1062, "Duplicate entry 'a' for key 'b' for key 'ix'", "Duplicate entry '…' for key 'ix'"),
            (1062, "Duplicate entry 'cut off her", "Duplicate entry '…"),
            (
                1366, "Incorrect integer value: 'x' for column 'n' at row 1",
                "Incorrect integer value: '…' for column 'n' at row 1"
            ),
            (
                1366, "Incorrect integer value: 'x'y' for column `n` at row 1",
                "Incorrect integer value: '…' for column `n` at row 1"
            ),
            (1292, "Truncated incorrect DOUBLE value: 'a'b'c'", "Truncated incorrect DOUBLE value: '…'"),
            (1411, "Incorrect datetime value: 'x' for function f", "Incorrect datetime value: '…' for function f"),
            (1526, "Table has no partition for value 4711", "no partition takes a value of the row"),
            (1064, "error near 'VALUS ('geheim', 7) -- it' at line 1", "error near 'VALUS ('…', 7) -- it' at line 1"),
            (1064, "error near 'SELEKT\n;\nREPLACE INTO j' at line 1", "error near 'SELEKT' at line 1"),
            (1064, "error near 'VALUS (\"a\\\"b\", 'cut' at line 1", "error near 'VALUS (\"…\", '…' at line 1"),
            (1054, "Unknown column 'x' in 'field list'", "Unknown column 'x' in 'field list'"),
        ])
    func messages(number: Int, words: String, expected: String) {
        #expect(ErrorMessage.withoutValues(words, of: UInt32(number)) == expected)
    }

    @Test(
        "Loopback is what never leaves the machine",
        arguments: [
            ("127.0.0.1", true), ("127.9.9.9", true), ("::1", true), ("0:0:0:0:0:0:0:1", true),
            ("::ffff:127.0.0.1", true), ("10.0.0.1", false), ("128.0.0.1", false), ("::2", false), ("localhost", false),
        ])
    func loopback(address: String, expected: Bool) {
        #expect(Endpoint.isLoopback(address) == expected)
    }

    @Test("Away from loopback everything is verified unless the URL says otherwise")
    func defaultMode() throws {
        #expect(try TransportSecurity([:]).mode(isLocal: false) == .verifyFull)
        #expect(try TransportSecurity([:]).mode(isLocal: true) == .disable)
        #expect(try TransportSecurity(["sslmode": "prefer"]).mode(isLocal: false) == .prefer)
    }

    @Test(
        "White space, semicolons and comments are no statement",
        arguments: [
            ("", true), (" ;\n;\t", true), ("-- x", true), ("--", true), ("# x\n;", true), ("/* a ; b */ ;", true),
            ("-- x\n/**/# y", true), ("--x", false), ("/*! SELECT 1 */", false), ("/*M! SELECT 1 */", false),
            ("/* left open", false), ("- 1", false), ("SELECT 1", false), ("\u{feff}", false),
        ])
    func blank(script: String, expected: Bool) {
        #expect(BlankScript.matches(Array(script.utf8)) == expected)
    }

    @Test("A greeting is read as soon as it is complete, and not before")
    func greeting() {
        let packet = Packet.greeting(offersTLS: true)
        #expect(Greeting(packet) == .offer(isTLSOffered: true))
        #expect((0..<packet.count).allSatisfy { Greeting(Array(packet.prefix($0))) == .incomplete })
    }

    @Test("Whatever comes instead of a greeting is read without harm")
    func malformedGreeting() {
        #expect(Greeting(Packet.framed([], number: 0)) == .malformed)
        #expect(Greeting(Packet.framed([10, 49], number: 0)) == .malformed)
        #expect(Greeting(Packet.framed([255, 1], number: 0)) == .malformed)
        #expect(Greeting(Packet.framed([10, 0], number: 0)) == .offer(isTLSOffered: false))
        #expect(Greeting(Packet.error(1040, "full", number: 0)) == .refusal(number: 1040))
    }
}
