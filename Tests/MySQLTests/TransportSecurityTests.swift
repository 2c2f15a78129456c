import FlotillaDriver
import FlotillaMySQL
import Testing

@Suite("TLS to the real server")
struct TransportSecurityTests {
    /// The cipher of a session that logged in at `host` with these options; empty without TLS.
    private func cipher(_ host: String, _ options: [String: String]) throws -> String {
        try Server().withScratch { scratch in
            let session = try scratch.connect { url in
                url.hosts[0].name = host
                url.options = options
            }
            return try session.run("SHOW STATUS LIKE 'Ssl_cipher'")[0].rows[0][1] ?? ""
        }
    }

    @Test("The right name and the right authority are let through")
    func verified() throws {
        let authority = try Server.authority()
        #expect(try cipher("localhost", ["sslmode": "verify-full", "sslrootcert": authority]) != "")
    }

    // Another spelling of 127.0.0.1, which no certificate is made out to.
    @Test("A certificate for another name is refused")
    func wrongName() throws {
        let authority = try Server.authority()
        let error = try #require(throws: DriverError.self) {
            try cipher("127.1", ["sslmode": "verify-full", "sslrootcert": authority])
        }
        #expect(error.cause == .unreachable)
        #expect(error.code == "2026")
    }

    @Test("A certificate for another name is let through when only the authority counts")
    func authorityOnly() throws {
        let authority = try Server.authority()
        #expect(try cipher("127.1", ["sslmode": "verify-ca", "sslrootcert": authority]) != "")
    }

    @Test("A certificate of an authority that this machine does not know is refused")
    func unknownAuthority() throws {
        let error = try #require(throws: DriverError.self) { try cipher("localhost", ["sslmode": "verify-full"]) }
        #expect(error.cause == .unreachable)
    }

    @Test("With require, anybody's certificate will do")
    func unverified() throws {
        #expect(try cipher("127.0.0.1", ["sslmode": "require"]) != "")
    }

    @Test("On loopback there is no TLS unless it is asked for")
    func loopback() throws {
        #expect(try cipher("127.0.0.1", [:]) == "")
        #expect(try cipher("localhost", ["sslrootcert": try Server.authority()]) != "")
    }

    @Test("Statements and results of many megabytes pass through TLS")
    func large() throws {
        try Server().withScratch { scratch in
            let session = try scratch.connect { $0.options = ["sslmode": "require"] }
            let text = String(repeating: "é", count: 3 << 20)
            #expect(try session.run("SELECT LENGTH('\(text)'), REPEAT('a', 9437184)")[0].rows[0][0] == "6291456")
        }
    }

    @Test("A statement over TLS is cancelled when its deadline passes")
    func deadline() throws {
        try Server().withScratch { scratch in
            let session = try scratch.connect { $0.options = ["sslmode": "require"] }
            #expect(try session.failure(of: "SELECT SLEEP(60)", within: .milliseconds(300)).cause == .statementTimeout)
            #expect(session.transactionState == .idle)
        }
    }
}
