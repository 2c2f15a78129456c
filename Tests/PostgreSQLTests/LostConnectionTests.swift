import FlotillaDriver
import FlotillaPostgreSQL
import FlotillaRollout
import Testing

@Suite("A connection that is lost")
struct LostConnectionTests {
    @Test("in mid-statement leaves the effect unknown")
    func duringStatement() async throws {
        let error = try await blocking {
            try TestServer.connect().failure("SELECT 1; SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(60)")
        }
        #expect(
            error.cause == .connectionLost && error.code == "57P01" && error.effectIsUnknown
                && error.completedStatements == 1)
    }

    @Test("while idle is found out before anything is sent, so there is no doubt about the effect")
    func whileIdle() async throws {
        let error = try await blocking {
            let session = try TestServer.connect()
            let other = try TestServer.connect()
            try other.run("SELECT pg_terminate_backend(\(session.server.sessionID), 10000)")
            return try session.failure("SELECT 1")
        }
        #expect(error.cause == .connectionLost && error.code == "57P01" && !error.effectIsUnknown)
    }

    @Test("because a transaction idled too long is found out before anything is sent")
    func idleInTransaction() async throws {
        let error = try await blocking {
            let session = try TestServer.connect()
            try session.run("SET idle_in_transaction_session_timeout = '50ms'")
            try session.run("BEGIN")
            let other = try TestServer.connect()
            let alive = "SELECT count(*) FROM pg_stat_activity WHERE pid = \(session.server.sessionID)"
            while try other.value(alive) != "0" {}
            return try session.failure("COMMIT")
        }
        #expect(error.cause == .connectionLost && error.code == "25P03" && !error.effectIsUnknown)
    }

    @Test("closes the session")
    func state() async throws {
        let state = try await blocking {
            let session = try TestServer.connect()
            _ = try? session.run("SELECT pg_terminate_backend(pg_backend_pid())")
            return session.transactionState
        }
        #expect(state == .unknown)
    }
}
