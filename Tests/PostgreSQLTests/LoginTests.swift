import FlotillaDriver
import FlotillaPostgreSQL
import FlotillaRollout
import Testing

@Suite("Logging in")
struct LoginTests {
    @Test("facts about the server are known after login")
    func facts() async throws {
        let facts = try await blocking { try TestServer.connect().server }
        #expect(facts.product == "PostgreSQL" && facts.versionNumber >= 120_000 && facts.sessionID > 0)
    }

    @Test("the application's name is the one of the settings")
    func applicationName() async throws {
        let name = try await blocking { try TestServer.connect().value("SHOW application_name") }
        #expect(name == "flotilla-test")
    }

    @Test("a port where nobody listens is unreachable")
    func deadPort() async throws {
        let error = try await blocking {
            var url = try TestServer.url()
            url.hosts = [.init(name: "127.0.0.1", port: 1)]
            return try loginFailure(url)
        }
        #expect(error.cause == .unreachable && error.message.contains("refused"))
    }

    @Test("a host that has no address is unreachable")
    func unknownHost() async throws {
        let error = try await blocking {
            var url = try TestServer.url()
            // A label of more than 63 bytes: the resolver knows without asking anybody.
            url.hosts = [.init(name: String(repeating: "a", count: 64), port: 5432)]
            return try loginFailure(url)
        }
        #expect(error.cause == .unreachable)
    }

    @Test("a socket folder without a server is unreachable")
    func deadSocket() async throws {
        let error = try await blocking {
            var url = try TestServer.url()
            url.hosts = [.init(name: "/nonexistent")]
            return try loginFailure(url)
        }
        #expect(error.cause == .unreachable)
    }

    @Test("a wrong password is an authentication failure with the server's code")
    func wrongPassword() async throws {
        let error = try await blocking {
            var url = try TestServer.url()
            url.password = Secret("wrong")
            return try loginFailure(url)
        }
        #expect(error.cause == .authentication && error.code == "28P01")
    }

    @Test("a missing password is an authentication failure")
    func missingPassword() async throws {
        let error = try await blocking {
            var url = try TestServer.url()
            url.password = nil
            return try loginFailure(url)
        }
        #expect(error.cause == .authentication)
    }

    @Test("channel binding that cannot be had is an authentication failure")
    func channelBinding() async throws {
        let error = try await blocking {
            var url = try TestServer.url()
            url.options["channel_binding"] = "require"
            return try loginFailure(url)
        }
        #expect(error.cause == .authentication)
    }

    @Test("a database that does not exist is a missing database")
    func missingDatabase() async throws {
        let error = try await blocking {
            var url = try TestServer.url()
            url.database = "no such database"
            return try loginFailure(url)
        }
        #expect(
            error
                == DriverError(.missingDatabase, code: "3D000", message: #"database "no such database" does not exist"#)
        )
    }

    @Test("a database whose name looks like a connection string is a name")
    func nameLikeConnectionString() async throws {
        let error = try await blocking {
            var url = try TestServer.url()
            url.database = "dbname=postgres"
            return try loginFailure(url)
        }
        #expect(error.cause == .missingDatabase)
    }

    @Test("a role without a connection left gets too many connections")
    func tooManyConnections() async throws {
        let role = "test_role_\(UInt32.random(in: 0 ... .max))"
        let error = try await blocking {
            let admin = try TestServer.connect()
            try admin.run("CREATE ROLE \(role) LOGIN PASSWORD 'x' CONNECTION LIMIT 0")
            defer { _ = try? admin.run("DROP ROLE \(role)") }
            var url = try TestServer.url()
            url.user = role
            url.password = Secret("x")
            return try loginFailure(url)
        }
        #expect(error.cause == .tooManyConnections && error.code == "53300")
    }

    @Test("a stop signal ends a login that hangs")
    func stopped() async throws {
        let error = try await blocking {
            let stop = StopSignal()
            let server = try RogueServer { client in
                client.receive()
                stop.raise()
                client.receive()
            }
            return try loginFailure(server.url(), stop: stop)
        }
        #expect(error.cause == .cancelled)
    }

    @Test("a server that wants a read-only session elsewhere is not the one asked for")
    func targetSessionAttributes() async throws {
        let error = try await blocking {
            var url = try TestServer.url()
            url.options["target_session_attrs"] = "standby"
            return try loginFailure(url)
        }
        #expect(error.cause == .readOnly)
    }

    @Test("prefer-standby takes the primary when there is nothing else")
    func preferStandby() async throws {
        let value = try await blocking {
            var url = try TestServer.url()
            url.options["target_session_attrs"] = "prefer-standby"
            return try TestServer.connect(to: url).value("SELECT 1")
        }
        #expect(value == "1")
    }

    @Test(
        "an option with a value that libpq does not know is a configuration error",
        arguments: [
            "sslmode", "gssencmode", "channel_binding", "target_session_attrs", "connect_timeout", "keepalives_idle",
        ])
    func badOption(key: String) async throws {
        let error = try await blocking {
            var url = try TestServer.url()
            url.options[key] = "sometimes"
            return try loginFailure(url)
        }
        #expect(error.cause == .configuration)
    }

    @Test("an option outside the allow-list is a configuration error")
    func unknownOption() async throws {
        let error = try await blocking {
            var url = try TestServer.url()
            url.options["passfile"] = "/etc/shadow"
            return try loginFailure(url)
        }
        #expect(error.cause == .configuration)
    }
}
