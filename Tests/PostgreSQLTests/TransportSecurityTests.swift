import FlotillaDriver
import FlotillaRollout
import Testing

@testable import FlotillaPostgreSQL

@Suite("TLS")
struct TransportSecurityTests {
    private func mode(_ options: [String: String] = [:], host: String?) -> String? {
        TransportSecurity(options, host: host).parameters.first { $0.keyword == "sslmode" }?.value
    }

    @Test(
        "away from this machine the certificate is verified by default",
        arguments: ["db1.internal", "10.0.0.1", "127.0.0.1.example.org", "localhost.example.org", "2001:db8::1"])
    func verified(host: String) {
        #expect(mode(host: host) == "verify-full")
    }

    @Test(
        "on this machine TLS is up to the server",
        arguments: ["localhost", "127.0.0.1", "127.1.2.3", "::1", "/run/postgresql", "@abstract", nil])
    func local(host: String?) {
        #expect(mode(host: host) == "allow")
    }

    @Test("what the URL says wins", arguments: ["disable", "require"])
    func explicit(wanted: String) {
        #expect(mode(["sslmode": wanted], host: "db1.internal") == wanted)
    }

    @Test("a root file is only chosen for modes that verify")
    func rootForWeakerMode() {
        let parameters = TransportSecurity(["sslmode": "require"], host: "db1.internal").parameters
        #expect(!parameters.contains { $0.keyword == "sslrootcert" })
    }

    /// `localhost` with TLS, as the variable FLOTILLA_TEST_TLS_CA promises.
    private func url(host: String = "localhost", root: String? = nil) throws -> ConnectionURL {
        var url = try TestServer.url()
        url.hosts = [.init(name: host, port: url.hosts[0].port)]
        url.options = ["sslmode": "verify-full"]
        url.options["sslrootcert"] = root
        return url
    }

    @Test("a certificate of a trusted authority for the right name is accepted")
    func trusted() async throws {
        let isEncrypted = try await blocking {
            let url = try url(root: TestServer.environment("FLOTILLA_TEST_TLS_CA"))
            return try TestServer.connect(to: url).value("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        }
        #expect(isEncrypted == "t")
    }

    @Test("a certificate of an unknown authority is refused")
    func untrusted() async throws {
        let error = try await blocking { try loginFailure(url()) }
        #expect(
            error.cause == .unreachable && error.message.contains("certificate")
                && error.message.contains("sslmode=verify-full, sslrootcert=/"))
    }

    @Test("a certificate for another name is refused")
    func wrongName() async throws {
        let error = try await blocking {
            try loginFailure(url(host: "127.0.0.1", root: TestServer.environment("FLOTILLA_TEST_TLS_CA")))
        }
        #expect(error.cause == .unreachable && error.message.contains("127.0.0.1"))
    }

    @Test("a root file that is not there is named")
    func missingRoot() async throws {
        let error = try await blocking { try loginFailure(url(root: "/nonexistent/root.crt")) }
        #expect(error.cause == .unreachable && error.message.contains("/nonexistent/root.crt"))
    }
}
