import FlotillaDriver
import FlotillaMySQL
import FlotillaRollout
import Testing

@Suite("Servers that mean no good, or are not well", .timeLimit(.minutes(1)))
struct HostileServerTests {
    private func connect(
        _ server: FakeServer, _ options: [String: String] = [:], within limit: Duration = .seconds(10)
    ) throws(DriverError) -> any Session {
        let settings = SessionSettings(applicationName: "flotilla/tests", cancelGrace: .milliseconds(200))
        return try MySQLDriver().connect(
            to: server.url(options), settings: settings, deadline: .after(limit), stop: StopSignal())
    }

    private func refusal(
        _ server: FakeServer, _ options: [String: String] = [:], within limit: Duration = .seconds(10)
    ) throws -> DriverError {
        try #require(throws: DriverError.self) { try connect(server, options, within: limit) }
    }

    @Test("A server that says nothing is unreachable when the deadline passes")
    func silent() throws {
        let server = try FakeServer { $0.awaitGoodbye() }
        #expect(try refusal(server, within: .milliseconds(300)).cause == .unreachable)
    }

    @Test("A server that greets byte by byte is unreachable when the deadline passes")
    func slowGreeting() throws {
        let server = try FakeServer { $0.trickle(Packet.greeting()) }
        #expect(try refusal(server, within: .milliseconds(300)).cause == .unreachable)
    }

    @Test("A TLS handshake that comes byte by byte is unreachable when the deadline passes")
    func slowHandshake() throws {
        let server = try FakeServer { peer in
            peer.send(Packet.greeting(offersTLS: true))
            // A record of TLS that announces 16 KiB.
            peer.trickle([22, 3, 3, 0x40, 0, 2, 0, 0x3f, 0xfc, 3, 3] + [UInt8](repeating: 0, count: 16_000))
        }
        #expect(try refusal(server, ["sslmode": "require"], within: .milliseconds(500)).cause == .unreachable)
    }

    @Test("connect_timeout shortens the deadline")
    func connectTimeout() throws {
        let server = try FakeServer { $0.awaitGoodbye() }
        #expect(try refusal(server, ["connect_timeout": "1"], within: .seconds(3600)).cause == .unreachable)
    }

    @Test(
        "A server without TLS is refused where TLS is demanded, and is sent nothing",
        arguments: ["require", "verify-full"])
    func noTLS(mode: String) throws {
        let server = try FakeServer { peer in
            peer.send(Packet.greeting())
            peer.awaitGoodbye()
        }
        let error = try refusal(server, ["sslmode": mode])
        #expect(error.cause == .unreachable)
        #expect(error.code == "2026")
        #expect(server.received.withLock { $0 } == [])
    }

    @Test("A greeting without a place for an offer of TLS counts as none")
    func stuntedGreeting() throws {
        let server = try FakeServer { peer in
            peer.send(Packet.framed([10] + Array("10.11.99-MariaDB".utf8), number: 0))
            peer.awaitGoodbye()
        }
        #expect(try refusal(server, ["sslmode": "require"]).code == "2026")
        #expect(server.received.withLock { $0 } == [])
    }

    @Test("A server without TLS is good enough where TLS is only preferred")
    func preferTLS() throws {
        let server = try FakeServer { peer in
            peer.letIn()
            peer.awaitGoodbye()
        }
        #expect(try connect(server, ["sslmode": "prefer"]).server.version == "10.11.99-MariaDB")
    }

    @Test("A full server keeps its class when it says so before TLS")
    func fullServer() throws {
        let server = try FakeServer { $0.send(Packet.error(1040, "Too many connections", number: 0)) }
        let error = try refusal(server, ["sslmode": "verify-full"])
        #expect(error.cause == .tooManyConnections)
        #expect(error.code == "1040")
    }

    @Test("A server that asks for the password in the clear does not get it")
    func clearPassword() throws {
        let server = try FakeServer { peer in
            peer.send(Packet.greeting())
            _ = peer.packet()
            peer.send(Packet.framed([254] + Array("mysql_clear_password".utf8) + [0], number: 2))
            peer.awaitGoodbye()
        }
        let error = try refusal(server)
        #expect(error.cause == .authentication)
        #expect(!server.hasReceived("p\u{0}"))
    }

    @Test("A server that asks for a file instead of answering gets none")
    func localFile() throws {
        let server = try FakeServer { peer in
            peer.letIn()
            _ = peer.packet()
            peer.send(Packet.framed([251] + Array("/etc/passwd".utf8), number: 1))
            _ = peer.packet()
            peer.send(Packet.ok(number: 3))
            peer.awaitGoodbye()
        }
        let session = try connect(server)
        #expect(try session.failure(of: "SELECT 1").cause == .unsupported)
        #expect(!server.hasReceived("root:"))
        #expect(session.transactionState == .unknown)
    }

    @Test("A server that neither answers nor cancels is given up, and the effect is unknown")
    func noAnswer() throws {
        let server = try FakeServer { peer in
            peer.letIn()
            peer.awaitGoodbye()
        }
        let session = try connect(server)
        let error = try session.failure(of: "CREATE TABLE t (a INT)", within: .milliseconds(200))
        #expect(error.cause == .connectionLost)
        #expect(error.effectIsUnknown)
        #expect(server.hasReceived("KILL QUERY 7"))
    }

    @Test("A request to cancel that is not answered is not cancelled in turn")
    func cancelOnce() throws {
        let server = try FakeServer { peer in
            peer.letIn()
            peer.awaitGoodbye()
        }
        _ = try connect(server).failure(of: "SELECT 1", within: .milliseconds(100))
        // The session itself, and one request in each half of the grace.
        #expect(server.clients.load(ordering: .relaxed) <= 3)
    }

    @Test("A server that answers byte by byte is given up")
    func slowAnswer() throws {
        let server = try FakeServer { peer in
            peer.letIn()
            _ = peer.packet()
            peer.trickle(Packet.framed([1], number: 1) + [UInt8](repeating: 9, count: 10_000))
        }
        let error = try connect(server).failure(of: "SELECT 1", within: .milliseconds(300))
        #expect(error.cause == .connectionLost)
    }

    @Test("A server whose rows never end is given up, although they come without a pause")
    func endlessRows() throws {
        let server = try FakeServer { peer in
            peer.letIn()
            _ = peer.packet()
            let column =
                Array("\u{3}def\u{0}\u{0}\u{0}\u{1}a\u{0}\u{c}".utf8) + [45, 0, 9, 0, 0, 0, 253, 0, 0, 0, 0, 0]
            let end: [UInt8] = [254, 0, 0, 2, 0]
            peer.send(
                Packet.framed([1], number: 1) + Packet.framed(column, number: 2) + Packet.framed(end, number: 3))
            var number: UInt8 = 3
            repeat { number &+= 1 } while peer.send(Packet.framed([1, 120], number: number))
        }
        let error = try connect(server).failure(of: "SELECT a FROM t", within: .milliseconds(300))
        #expect(error.cause == .connectionLost)
    }

    @Test("A connection that breaks after a statement was sent leaves its effect unknown")
    func broken() throws {
        let server = try FakeServer { peer in
            peer.letIn()
            _ = peer.packet()
        }
        let session = try connect(server)
        let error = try session.failure(of: "CREATE TABLE t (a INT)")
        #expect(error.cause == .connectionLost)
        #expect(error.effectIsUnknown)
    }

    @Test("A server that stops reading has not carried out what it did not receive")
    func stuffed() throws {
        let done = StopSignal()
        defer { done.raise() }
        let server = try FakeServer { peer in
            peer.letIn()
            peer.await(done)
        }
        let session = try connect(server)
        let script = "SELECT '" + String(repeating: "x", count: 64 << 20) + "'"
        let error = try session.failure(of: script, within: .milliseconds(300))
        #expect(error.cause == .connectionLost)
        #expect(!error.effectIsUnknown)
    }

    @Test("Closing does not wait for a server that hangs")
    func closing() throws {
        let server = try FakeServer { peer in
            peer.letIn()
            peer.awaitHangup()
        }
        let session = try connect(server)
        session.close()
        #expect(session.transactionState == .unknown)
    }

    @Test("What is no MySQL server is unreachable")
    func otherProtocol() throws {
        let server = try FakeServer { $0.send(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8)) }
        #expect(try refusal(server).cause == .unreachable)
    }

    @Test("The server is told the name of the application")
    func applicationName() throws {
        let server = try FakeServer { peer in
            peer.letIn()
            peer.awaitGoodbye()
        }
        try connect(server).close()
        #expect(server.hasReceived("program_name\u{e}flotilla/tests"))
    }

    @Test("A server that authenticates with caching_sha2_password is understood")
    func cachingSHA2() throws {
        let server = try FakeServer { peer in
            peer.send(Packet.greeting(plugin: "caching_sha2_password"))
            _ = peer.packet()
            // It knows the password's hash already.
            peer.send(Packet.framed([1, 3], number: 2) + Packet.ok(number: 3))
            peer.awaitGoodbye()
        }
        #expect(try connect(server).transactionState == .idle)
    }
}
