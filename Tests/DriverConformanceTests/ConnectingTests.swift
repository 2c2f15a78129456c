import FlotillaDriver
import FlotillaRollout
import Testing

@Suite("Connecting")
struct ConnectingTests {
    @Test("a session knows its server", arguments: EngineUnderTest.all)
    func facts(engine: EngineUnderTest) async throws {
        let server = try await engine.session { $0.server }
        #expect(!server.product.isEmpty && !server.version.isEmpty && server.versionNumber >= 30_000)
    }

    @Test("the driver is the one of the URL's engine", arguments: EngineUnderTest.all)
    func driver(engine: EngineUnderTest) throws {
        #expect(try engine.driver.engine == engine.url().engine)
    }

    @Test("a fresh session has no transaction open", arguments: EngineUnderTest.all)
    func idle(engine: EngineUnderTest) async throws {
        let state = try await engine.session { $0.transactionState }
        #expect(state == .idle)
    }

    @Test("a database that does not exist is a missing database", arguments: EngineUnderTest.all)
    func missingDatabase(engine: EngineUnderTest) async throws {
        let error = try await engine.loginFailure(engine.removeDatabase)
        #expect(error.cause == .missingDatabase)
    }

    @Test("a wrong password is an authentication failure that does not quote it", arguments: EngineUnderTest.remote)
    func wrongPassword(engine: EngineUnderTest) async throws {
        let error = try await engine.loginFailure { $0.password = Secret("canary") }
        #expect(error.cause == .authentication && !error.message.contains("canary"))
    }

    @Test("a port where nobody listens is unreachable", arguments: EngineUnderTest.remote)
    func deadPort(engine: EngineUnderTest) async throws {
        let error = try await engine.loginFailure { $0.hosts[0].port = 1 }
        #expect(error.cause == .unreachable)
    }

    @Test("a deadline that has passed makes a server unreachable", arguments: EngineUnderTest.remote)
    func late(engine: EngineUnderTest) async throws {
        let error = try await engine.loginFailure(deadline: .after(.zero))
        #expect(error.cause == .unreachable)
    }

    @Test("a raised stop signal cancels", arguments: EngineUnderTest.remote)
    func stopped(engine: EngineUnderTest) async throws {
        let stop = StopSignal()
        stop.raise()
        let error = try await engine.loginFailure(stop: stop)
        #expect(error.cause == .cancelled)
    }
}

@Suite("Closing")
struct ClosingTests {
    @Test("a session may be closed twice", arguments: EngineUnderTest.all)
    func twice(engine: EngineUnderTest) async throws {
        let state = try await engine.session { session in
            session.close()
            session.close()
            return session.transactionState
        }
        #expect(state == .unknown)
    }

    @Test("a closed session runs nothing, and nothing is in doubt", arguments: EngineUnderTest.all)
    func useAfterClose(engine: EngineUnderTest) async throws {
        let error = try await engine.session { session in
            session.close()
            return try session.failure("SELECT 1")
        }
        #expect(error.cause == .connectionLost && !error.effectIsUnknown)
    }

    @Test("closing takes an open transaction back", arguments: EngineUnderTest.all)
    func rollsBack(engine: EngineUnderTest) async throws {
        let table = "conformance_\(UInt32.random(in: 0 ... .max))"
        let count = try await engine.session { observer in
            try observer.run("CREATE TABLE \(table) (id INTEGER PRIMARY KEY)")
            let writer = try engine.connect()
            try writer.run("BEGIN")
            try writer.run("INSERT INTO \(table) VALUES (1)")
            writer.close()
            let count = try observer.value("SELECT count(*) FROM \(table)")
            try observer.run("DROP TABLE \(table)")
            return count
        }
        #expect(count == "0")
    }
}
