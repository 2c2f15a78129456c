import FlotillaDriver
import FlotillaPostgreSQL
import FlotillaRollout
import Testing

@Suite("Behind pgbouncer in transaction mode")
struct PoolerTests {
    @Test("a batch runs")
    func batch() async throws {
        let results = try await blocking {
            try TestServer.connect(to: TestServer.url("FLOTILLA_TEST_PGBOUNCER")).run("BEGIN; SELECT 1; COMMIT")
        }
        #expect(results.count == 3)
    }

    @Test("a statement that outlives the deadline is cancelled")
    func deadline() async throws {
        let error = try await blocking {
            try TestServer.connect(to: TestServer.url("FLOTILLA_TEST_PGBOUNCER"))
                .failure("SELECT pg_sleep(60)", within: .milliseconds(200))
        }
        #expect(error.cause == .statementTimeout && !error.effectIsUnknown)
    }
}
