import Foundation
import Testing

extension VictimTests {
    @Suite("A server whose certificate has expired")
    struct ExpiredCertificateTests {
        /// The victim with another certificate, until this is gone.
        private final class Certificate {
            private let victim: Victim
            private let file: String
            private let good: Data

            init(_ victim: Victim) throws {
                self.victim = victim
                let pidFile = try Environment.required(
                    "FLOTILLA_TEST_VICTIM_\(victim.kind.rawValue.uppercased())_PIDFILE")
                file = pidFile.replacing(".pid", with: ".data/server.crt")
                good = try Data(contentsOf: URL(fileURLWithPath: file))
                try use(Data(contentsOf: URL(fileURLWithPath: Environment.required("FLOTILLA_TEST_TLS_EXPIRED"))))
            }

            deinit { try? renew() }

            func renew() throws { try use(good) }

            /// Written in place, so that the file stays the server's.
            private func use(_ certificate: Data) throws {
                let handle = try #require(FileHandle(forWritingAtPath: file))
                try handle.truncate(atOffset: 0)
                try handle.write(contentsOf: certificate)
                try handle.close()
                let server = try Database(victim.url)
                guard victim.kind == .postgresql else {
                    try server.run("FLUSH SSL")
                    return
                }
                let loaded = try server.value("SELECT pg_conf_load_time()")
                try server.run("SELECT pg_reload_conf()")
                try eventually("the server has read its settings") {
                    try server.value("SELECT pg_conf_load_time()") != loaded
                }
            }
        }

        @Test("is not logged in to, without a way around, until it has another", arguments: Victim.Kind.allCases)
        func expired(_ kind: Victim.Kind) throws {
            let project = try Project()
            defer { try? project.dropDatabases() }
            let victim = try Victim(kind)
            let database = try victim.add("t", to: project)
            let authority = try Environment.required("FLOTILLA_TEST_TLS_CA")
            let plain = try #require(project.targets[0].url.split(separator: "?").first)
            let url = plain.replacing("127.0.0.1", with: "localhost") + "?sslmode=verify-full&sslrootcert=\(authority)"
            try project.scratch.write("targets.csv", "id,url,ring\nt,\"\(url)\",\n")
            try project.revision("a", after: nil, up: "INSERT INTO effects VALUES ('one');", down: "SELECT 1;")
            let certificate = try Certificate(victim)
            let first = try project.upgrade("--retries", "0")
            #expect(first.ending("t") == "unreachable, unreachable, unchanged", "\(first.errors)")
            // libpq leaves out why.
            let reason = kind == .postgresql ? "certificate verify failed" : "expired"
            #expect(first["t", "message"]?.contains(reason) == true, "\(first.errors)")
            try certificate.renew()
            let second = try project.upgrade("--retries", "0")
            #expect(second.ending("t") == "succeeded", "\(second.errors)")
            #expect(try project.effects(database) == ["one"])
        }
    }
}
