import FlotillaDriver
import FlotillaPostgreSQL
import FlotillaRollout
import Testing

@Suite("Encodings")
struct EncodingTests {
    /// `body` gets a session on a fresh database with that encoding.
    private func with<Value: Sendable>(
        _ encoding: String, _ body: @Sendable (any Session) throws -> Value
    ) async throws -> Value {
        try await blocking {
            let admin = try TestServer.connect()
            let name = "flotilla_test_\(UInt32.random(in: 0 ... .max))"
            try admin.run(
                "CREATE DATABASE \(name) TEMPLATE template0 ENCODING '\(encoding)' LC_COLLATE 'C' LC_CTYPE 'C'")
            var url = try TestServer.url()
            url.database = name
            let value = Result {
                let session = try TestServer.connect(to: url)
                defer { session.close() }
                return try body(session)
            }
            try admin.run("DROP DATABASE \(name) WITH (FORCE)")
            return try value.get()
        }
    }

    @Test("in SQL_ASCII every byte survives")
    func sqlASCII() async throws {
        let stored = try await with("SQL_ASCII") { session in
            let sql = Array("SELECT encode('".utf8) + [0xE9, 0xFF] + Array("'::bytea, 'hex')".utf8)
            return try session.run(Batch([.statements(sql)]), deadline: .after(.seconds(20)))[0].rows
        }
        #expect(stored == [["e9ff"]])
    }

    @Test("LATIN1 is translated from UTF-8")
    func latin1In() async throws {
        let stored = try await with("LATIN1") { try $0.value("SELECT encode(convert_to('é', 'LATIN1'), 'hex')") }
        #expect(stored == "e9")
    }

    @Test("LATIN1 is translated to UTF-8")
    func latin1Out() async throws {
        let text = try await with("LATIN1") { try $0.value("SELECT chr(233)") }
        #expect(text == "é")
    }

    @Test("bytes that are not UTF-8 are refused by a UTF-8 database")
    func invalid() async throws {
        let error = try await with("UTF8") { session in
            let sql = Array("SELECT '".utf8) + [0xFF] + Array("'".utf8)
            return try #require(throws: DriverError.self) {
                try session.run(Batch([.statements(sql)]), deadline: .after(.seconds(20)))
            }
        }
        #expect(error.code == "22021" && error.message.contains("0xff"))
    }

    @Test("names with quotes, line ends and emoji come back as they are")
    func names() async throws {
        let columns = try await blocking {
            try TestServer.connect().run("SELECT 1 AS \"a\"\"b\", 2 AS \"x\ny\", 3 AS \"🚢\"")[0].columns
        }
        #expect(columns == ["a\"b", "x\ny", "🚢"])
    }
}
