import FlotillaDriver
import FlotillaMySQL
import Testing

@Suite("Logging in")
struct LoginTests {
    @Test("The server's facts are known without asking")
    func facts() throws {
        try Server().withScratch { scratch in
            let session = try scratch.connect()
            #expect(session.server.product == "MariaDB")
            #expect(try session.value("SELECT VERSION()") == session.server.version)
            #expect(try session.value("SELECT CONNECTION_ID()") == String(session.server.sessionID))
            #expect(session.server.versionNumber > 100_000)
        }
    }

    @Test("A port where nobody listens is unreachable")
    func deadPort() throws {
        try Server().withScratch { scratch in
            let error = try #require(throws: DriverError.self) { try scratch.connect { $0.hosts[0].port = 1 } }
            #expect(error.cause == .unreachable)
            #expect(error.code == "2002")
        }
    }

    @Test("A socket that is not there is unreachable")
    func deadSocket() throws {
        try Server().withScratch { scratch in
            let error = try #require(throws: DriverError.self) {
                try scratch.connect { $0.hosts = [.init(name: "/nonexistent/mysqld.sock")] }
            }
            #expect(error.cause == .unreachable)
        }
    }

    @Test("A path is the server's socket")
    func socket() throws {
        try Server().withScratch { scratch in
            let path = try #require(try scratch.connect().value("SELECT @@socket"))
            let login = try scratch.addUser("ALL", host: "localhost")
            let session = try scratch.connect { url in
                login(&url)
                url.hosts = [.init(name: path)]
            }
            #expect(try session.value("SELECT USER()") == "\(scratch.name)@localhost")
        }
    }

    @Test("A wrong password is a failed authentication, and is not in the message")
    func wrongPassword() throws {
        try Server().withScratch { scratch in
            let error = try #require(throws: DriverError.self) {
                try scratch.connect { $0.password = Secret("canary§pass") }
            }
            #expect(error.cause == .authentication)
            #expect(error.code == "1045")
            #expect(!error.message.contains("canary"))
        }
    }

    @Test("A database that does not exist is missing")
    func missingDatabase() throws {
        try Server().withScratch { scratch in
            let error = try #require(throws: DriverError.self) { try scratch.connect { $0.database += "_gone" } }
            #expect(error.cause == .missingDatabase)
        }
    }

    @Test("A database that the user may not see is a matter of permission")
    func forbiddenDatabase() throws {
        try Server().withScratch { scratch in
            let login = try scratch.addUser()
            let error = try #require(throws: DriverError.self) { try scratch.connect(login) }
            #expect(error.cause == .permission)
            #expect(error.code == "1044")
        }
    }

    @Test("One session more than the user may have is too many connections")
    func tooMany() throws {
        try Server().withScratch { scratch in
            let login = try scratch.addUser("ALL", limits: "WITH MAX_USER_CONNECTIONS 1")
            let first = try scratch.connect(login)
            let error = try #require(throws: DriverError.self) { try scratch.connect(login) }
            #expect(error.cause == .tooManyConnections)
            first.close()
        }
    }

    @Test("A name that resolves to several addresses is tried at each")
    func severalAddresses() throws {
        try Server().withScratch { scratch in
            let session = try scratch.connect { $0.hosts[0].name = "localhost" }
            #expect(try session.value("SELECT 1") == "1")
        }
    }

    @Test("The session speaks utf8mb4 unless the URL says otherwise")
    func charset() throws {
        try Server().withScratch { scratch in
            #expect(try scratch.connect().value("SELECT @@character_set_client") == "utf8mb4")
            let latin = try scratch.connect { $0.options["charset"] = "latin1" }
            #expect(try latin.value("SELECT @@character_set_client") == "latin1")
        }
    }

    @Test(
        "What a URL cannot mean is a matter of configuration",
        arguments: [
            ["charset": "klingon"], ["sslmode": "yes"], ["connect_timeout": "soon"], ["sslmode": "verify-ca"],
            ["sslrootcert": "/nonexistent.pem"],
        ])
    func configuration(options: [String: String]) throws {
        try Server().withScratch { scratch in
            let error = try #require(throws: DriverError.self) { try scratch.connect { $0.options = options } }
            #expect(error.cause == .configuration)
        }
    }

    @Test("A zero byte in a password is refused, not cut off there")
    func zeroByte() throws {
        try Server().withScratch { scratch in
            let error = try #require(throws: DriverError.self) {
                try scratch.connect { $0.password = Secret(($0.password?.reveal() ?? "") + "\0rest") }
            }
            #expect(error.cause == .configuration)
        }
    }

    @Test("A stop that is already raised ends the login at once")
    func stopped() throws {
        try Server().withScratch { scratch in
            let stop = StopSignal()
            stop.raise()
            let error = try #require(throws: DriverError.self) { try scratch.connect(stop: stop) }
            #expect(error.cause == .cancelled)
        }
    }
}
