import FlotillaSQL
import Testing

/// Names and values that injections are made of.
private func samples(_ seed: UInt64, _ engine: Engine) -> [String] {
    var sql = HarmlessSQL(seed: seed, engine: engine)
    let hostile = [
        "'; DROP TABLE x; --", "\\'; --", "a\"b", "a`b", "\\", "\\\\'", "%s", "é\u{301}", "\"\u{301}", "'\u{301}",
        "\\0", "x\ny", "🚢'",
    ]
    return hostile + (0..<300).map { _ in "n" + sql.traps() + "x" }
}

@Suite("What is quoted is read back unchanged")
struct QuotingServerTests {
    @Test("by PostgreSQL, under either meaning of the backslash", arguments: ["on", "off"])
    func postgresql(_ conforming: String) throws {
        let server = try PostgreSQLServer()
        _ = try server.runWhole("SET standard_conforming_strings = \(conforming); SET escape_string_warning = off")
        for text in samples(41, .postgresql) where conforming == "on" || !text.utf8.contains(UInt8(ascii: "\\")) {
            let literal = try SQLQuoting.literal(text, engine: .postgresql)
            #expect(try server.runWhole("SELECT \(literal)") == [[text]])
            guard let name = try? SQLQuoting.identifier(text, engine: .postgresql) else { continue }
            #expect(server.columnName("SELECT 1 AS \(name)") == text)
        }
    }

    @Test("by MariaDB, with and without ANSI_QUOTES", arguments: ["", "ANSI_QUOTES"])
    func mariadb(_ mode: String) throws {
        let server = try MariaDBServer()
        _ = try server.rows("SET sql_mode = '\(mode)'")
        for text in samples(42, .mysql) {
            let literal = try SQLQuoting.literal(text, engine: .mysql)
            #expect(try server.rows("SELECT HEX(\(literal))") == [hexadecimal(text)])
            guard let name = try? SQLQuoting.identifier(text, engine: .mysql) else { continue }
            #expect(server.columnName("SELECT 1 AS \(name)") == text)
        }
    }

    @Test("A literal never ends early under NO_BACKSLASH_ESCAPES")
    func noBackslashEscapes() throws {
        let server = try MariaDBServer()
        _ = try server.rows("SET sql_mode = 'NO_BACKSLASH_ESCAPES'")
        for text in samples(43, .mysql) {
            let literal = try SQLQuoting.literal(text, engine: .mysql)
            #expect(try server.rows("SELECT HEX(\(literal))") == [hexadecimal(text.replacing("\\", with: "\\\\"))])
        }
    }

    @Test("by SQLite")
    func sqlite() throws {
        let library = try SQLiteLibrary()
        for text in samples(44, .sqlite) {
            let literal = try SQLQuoting.literal(text, engine: .sqlite)
            #expect(try library.value("SELECT \(literal)") == text)
            let name = try SQLQuoting.identifier(text, engine: .sqlite)
            #expect(library.columnName("SELECT 1 AS \(name)") == text)
        }
    }

    private func hexadecimal(_ text: String) -> String {
        text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
    }
}
