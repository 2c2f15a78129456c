import FlotillaDriver
import FlotillaPostgreSQL
import FlotillaRollout
import Testing

@Suite("Deadline and stop signal")
struct DeadlineTests {
    @Test("a statement that outlives the deadline is cancelled on the server, and the session goes on")
    func deadline() async throws {
        let (error, next) = try await blocking {
            let session = try TestServer.connect()
            let error = try session.failure("SELECT 1; SELECT pg_sleep(60)", within: .seconds(1))
            return (error, try session.value("SELECT 2"))
        }
        #expect(error.cause == .statementTimeout && !error.effectIsUnknown && error.completedStatements == 1)
        #expect(next == "2")
    }

    @Test("a raised stop signal cancels the statement on the server")
    func stopped() async throws {
        let key = Int32.random(in: 0 ... .max)
        let stop = StopSignal()
        async let outcome = blocking {
            try TestServer.connect(stop: stop).failure("SELECT pg_advisory_lock(\(key)), pg_sleep(60)")
        }
        try await blocking {
            let observer = try TestServer.connect()
            while try observer.value("SELECT count(*) FROM pg_locks WHERE objid = \(key)") == "0" {}
            stop.raise()
        }
        let error = try await outcome
        #expect(error.cause == .cancelled && error.code == "57014" && !error.effectIsUnknown)
    }

    @Test("a stop signal that is up already sends nothing")
    func stoppedBefore() async throws {
        let error = try await blocking {
            let stop = StopSignal()
            let session = try TestServer.connect(stop: stop)
            stop.raise()
            return try session.failure("SELECT 1")
        }
        #expect(error.cause == .cancelled && error.code.isEmpty && !error.effectIsUnknown)
    }

    @Test("a deadline that has passed sends nothing")
    func lateBefore() async throws {
        let error = try await blocking { try TestServer.connect().failure("SELECT 1", within: .zero) }
        #expect(error.cause == .statementTimeout && error.code.isEmpty && !error.effectIsUnknown)
    }

    @Test("between two parts of a batch a deadline that has passed sends no more")
    func lateBetweenParts() async throws {
        let error = try await blocking {
            // Catches the cancellation, so that the first part succeeds late.
            let stubborn = "DO $$BEGIN PERFORM pg_sleep(60); EXCEPTION WHEN query_canceled THEN NULL; END$$"
            let parts = [stubborn, "SELECT 1"].map { Batch.Part.statements(Array($0.utf8)) }
            return try #require(throws: DriverError.self) {
                try TestServer.connect().run(Batch(parts), deadline: .after(.seconds(1)))
            }
        }
        #expect(error.cause == .statementTimeout && error.completedStatements == 1 && !error.effectIsUnknown)
    }

    @Test("a statement that is done before the cancellation arrives has succeeded")
    func lateButDone() async throws {
        let results = try await blocking {
            let stubborn = "DO $$BEGIN PERFORM pg_sleep(60); EXCEPTION WHEN query_canceled THEN NULL; END$$"
            return try TestServer.connect().run(stubborn, within: .seconds(1))
        }
        #expect(results.count == 1)
    }

    @Test("a statement that takes no notice of the cancellation loses the connection, its effect unknown")
    func uncancellable() async throws {
        let error = try await blocking {
            let session = try TestServer.connect(cancelGrace: .milliseconds(200))
            let endless = """
                DO $$BEGIN LOOP BEGIN PERFORM pg_sleep(60); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END$$
                """
            let error = try session.failure(endless, within: .seconds(1))
            let other = try TestServer.connect()
            try other.run("SELECT pg_terminate_backend(\(session.server.sessionID))")
            return error
        }
        #expect(error.cause == .connectionLost && error.effectIsUnknown)
    }

    @Test("a script that the server does not even read ends at the deadline")
    func unreadScript() async throws {
        let error = try await blocking {
            let server = try RogueServer { client in
                client.logIn()
                client.waitForHangUp()
            }
            let session = try TestServer.connect(to: server.url(), cancelGrace: .milliseconds(100))
            return try session.failure("-- " + String(repeating: "x", count: 16 << 20), within: .seconds(1))
        }
        #expect(error.cause == .connectionLost && error.effectIsUnknown)
    }
}
