import FlotillaDriver
import FlotillaPostgreSQL
import FlotillaRollout
import Testing

@Suite("A server that misbehaves")
struct RogueServerTests {
    @Test("one that accepts and says nothing is unreachable when the deadline is over")
    func silent() async throws {
        let error = try await blocking {
            try RogueServer.silent { try loginFailure($0.url(), within: .milliseconds(300)) }
        }
        #expect(error.cause == .unreachable && error.message.contains("too long"))
    }

    @Test("one that drips an endless login message does not outlive the deadline")
    func drippingLogin() async throws {
        let error = try await blocking {
            let server = try RogueServer { client in
                client.receive()
                client.send(RogueClient.header("E", length: 20_000) + [UInt8(ascii: "M")])
                client.drip(UInt8(ascii: "x"))
            }
            return try loginFailure(server.url(), within: .milliseconds(300))
        }
        #expect(error.cause == .unreachable)
    }

    @Test("one that speaks another protocol is unreachable")
    func garbage() async throws {
        let error = try await blocking {
            let server = try RogueServer { client in
                client.receive()
                client.send(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8))
                client.receive()
            }
            return try loginFailure(server.url())
        }
        #expect(error.cause == .unreachable)
    }

    @Test("one that hangs up during login is unreachable")
    func hangsUp() async throws {
        let error = try await blocking {
            let server = try RogueServer { $0.receive() }
            return try loginFailure(server.url())
        }
        #expect(error.cause == .unreachable)
    }

    @Test("one that refuses TLS gets no plain login where the certificate is to be verified")
    func refusesTLS() async throws {
        let error = try await blocking {
            let server = try RogueServer { client in
                client.receive()
                client.send([UInt8(ascii: "N")])
                client.logIn()
                client.receive()
            }
            return try loginFailure(server.url(["sslmode": "verify-full"], host: "localhost"))
        }
        #expect(error.cause == .unreachable && error.message.contains("SSL"))
    }

    @Test("one that answers neither a statement nor a request to cancel is given up, its effect unknown")
    func deaf() async throws {
        let error = try await blocking {
            let server = try RogueServer { client in
                client.logIn()
                while client.receive() {}
            }
            let session = try TestServer.connect(to: server.url(), cancelGrace: .milliseconds(200))
            return try session.failure("SELECT 1", within: .milliseconds(200))
        }
        #expect(error.cause == .connectionLost && error.effectIsUnknown && error.completedStatements == 0)
    }

    @Test("one that drips an endless answer does not outlive deadline and grace")
    func drippingAnswer() async throws {
        let error = try await blocking {
            let server = try RogueServer { client in
                client.logIn()
                client.receive()
                client.send(RogueClient.header("N", length: 1 << 20))
                client.drip(UInt8(ascii: "x"))
            }
            let session = try TestServer.connect(to: server.url(), cancelGrace: .milliseconds(200))
            return try session.failure("SELECT 1", within: .milliseconds(200))
        }
        #expect(error.cause == .connectionLost && error.effectIsUnknown)
    }

    @Test("one whose single message never ends is given up at the limit")
    func giantMessage() async throws {
        let error = try await blocking {
            let server = try RogueServer { client in
                client.logIn()
                client.receive()
                client.send(RogueClient.header("E", length: 1 << 30) + [UInt8(ascii: "M")])
                let block = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
                while client.send(block) {}
            }
            return try TestServer.connect(to: server.url()).failure("SELECT 1")
        }
        #expect(error.cause == .unsupported && error.effectIsUnknown)
    }

    @Test("one that hangs up instead of an answer leaves the effect unknown")
    func hangsUpInstead() async throws {
        let error = try await blocking {
            let server = try RogueServer { client in
                client.logIn()
                client.receive()
            }
            return try TestServer.connect(to: server.url()).failure("COMMIT")
        }
        #expect(error.cause == .connectionLost && error.effectIsUnknown)
    }

    @Test("one that asks for data nobody offered gets none")
    func asksForData() async throws {
        let error = try await blocking {
            let server = try RogueServer { client in
                client.logIn()
                client.receive()
                client.send(RogueClient.message("G", [0, 0, 0]))
                client.receive()
                let failed = Array("SERROR\0VERROR\0C57014\0Mfailed\0\0".utf8)
                client.send(RogueClient.message("E", failed) + RogueClient.message("Z", [UInt8(ascii: "I")]))
            }
            return try TestServer.connect(to: server.url()).failure("SELECT 1")
        }
        #expect(error.cause == .unsupported && !error.effectIsUnknown)
    }
}
