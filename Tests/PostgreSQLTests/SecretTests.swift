import FlotillaDriver
import FlotillaPostgreSQL
import FlotillaRollout
import Testing

@Suite("Secrets")
struct SecretTests {
    /// Each would end a value, start another or be expanded, if texts were joined anywhere.
    static let odd = [
        "can'ary sslmode=bad", #"can\ary"#, "can\"ary", "can ary host=/x", "can%41ary", "canäry🚢", "can@ary:5432/x",
        "can\nary",
        "=canary=",
    ]

    @Test("a password with odd characters logs in", arguments: odd)
    func logsIn(password: String) async throws {
        let role = "test_role_\(UInt32.random(in: 0 ... .max))"
        let user = try await blocking {
            let admin = try TestServer.connect()
            let literal = password.map { $0 == "'" ? "''" : String($0) }.joined()
            try admin.run("SET standard_conforming_strings = on; CREATE ROLE \(role) LOGIN PASSWORD '\(literal)'")
            defer { _ = try? admin.run("DROP ROLE \(role)") }
            var url = try TestServer.url()
            url.user = role
            url.password = Secret(password)
            let session = try TestServer.connect(to: url)
            defer { session.close() }
            return try session.value("SELECT current_user")
        }
        #expect(user == role)
    }

    @Test("a password is in no error about the login", arguments: odd)
    func notInErrors(password: String) async throws {
        let errors = try await blocking {
            try [
                ("postgres", "127.0.0.1", nil), ("no such", "127.0.0.1", nil), ("postgres", "127.0.0.1", 1),
                ("x", "/x", nil),
            ]
            .map { (database: String, host: String, port: Int?) in
                var url = try TestServer.url()
                url.password = Secret(password)
                url.database = database
                url.hosts = [.init(name: host, port: port ?? url.hosts[0].port)]
                return String(reflecting: try loginFailure(url))
            }
        }
        #expect(!errors.contains { $0.contains("ary") })
    }

    @Test("a password with a NUL byte is refused without being quoted")
    func nulByte() async throws {
        let error = try await blocking {
            var url = try TestServer.url()
            url.password = Secret("canary\0")
            return try loginFailure(url)
        }
        #expect(error == DriverError(.configuration, message: "the value of \"password\" holds a NUL byte"))
    }
}
