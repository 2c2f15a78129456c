import FlotillaDriver
import FlotillaPostgreSQL
import FlotillaRollout
import Testing

@Suite("COPY")
struct CopyTests {
    private static let table = "CREATE TEMP TABLE t (a integer, b text)"

    private func run(_ parts: [Batch.Part], setup: String = table) throws -> (
        results: [StatementResult], count: String?
    ) {
        let session = try TestServer.connect()
        defer { session.close() }
        try session.run(setup)
        let results = try session.run(Batch(parts), deadline: .after(.seconds(60)))
        return (results, try session.value("SELECT count(*) FROM t"))
    }

    private func failure(_ part: Batch.Part) async throws -> DriverError {
        try await blocking {
            try #require(throws: DriverError.self) { try run([part]) }
        }
    }

    private func copy(_ data: String, statement: String = "COPY t FROM stdin;") -> Batch.Part {
        .copy(statement: Array(statement.utf8), data: Array(data.utf8))
    }

    @Test("data reaches the table, between statements before and after")
    func data() async throws {
        let (results, count) = try await blocking {
            try run([
                .statements(Array("SELECT 1".utf8)), copy("1\tone\n2\t\\N\n"), .statements(Array("SELECT 2".utf8)),
            ])
        }
        #expect(results.map(\.affectedRows) == [nil, 2, nil] && count == "2")
    }

    @Test("no data at all is fine")
    func noData() async throws {
        let (results, _) = try await blocking { try run([copy("")]) }
        #expect(results.map(\.affectedRows) == [0])
    }

    @Test("ten megabytes go through")
    func muchData() async throws {
        let line = "1\t" + String(repeating: "x", count: 1000) + "\n"
        let (_, count) = try await blocking { try run([copy(String(repeating: line, count: 10_000))]) }
        #expect(count == "10000")
    }

    @Test("a bad line fails without its content, and the session goes on")
    func badLine() async throws {
        let error = try await failure(copy("canary\tone\n" + String(repeating: "1\tx\n", count: 1_000_000)))
        #expect(error.code == "22P02" && !error.message.contains("canary") && !error.effectIsUnknown)
    }

    @Test("a statement that takes data and has none is ended")
    func withoutData() async throws {
        let error = try await failure(.statements(Array("SELECT 1; COPY t FROM stdin; SELECT 2".utf8)))
        #expect(error.cause == .unsupported && error.completedStatements == 1 && !error.effectIsUnknown)
    }

    @Test("data for a statement that takes none is refused, after its effect")
    func unaskedData() async throws {
        let error = try await failure(copy("1\tone\n", statement: "SELECT 1"))
        #expect(error.cause == .unsupported && error.effectIsUnknown)
    }

    @Test("a statement that gives data is cancelled")
    func copyOut() async throws {
        let error = try await failure(
            .statements(Array("COPY (SELECT generate_series(1, 1000000000)) TO stdout; CREATE TABLE never ()".utf8)))
        #expect(error.cause == .unsupported && error.completedStatements == 0 && !error.effectIsUnknown)
    }

    @Test("data that is still going out when time is up fails on the server")
    func deadline() async throws {
        let (error, state) = try await blocking {
            let session = try TestServer.connect()
            // Each row takes a tenth of a second, so the server does not keep up.
            try session.run(
                """
                CREATE TEMP TABLE t (a integer);
                CREATE FUNCTION pg_temp.slow() RETURNS trigger LANGUAGE plpgsql
                    AS $$BEGIN PERFORM pg_sleep(0.1); RETURN NEW; END$$;
                CREATE TRIGGER slow BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION pg_temp.slow();
                """)
            let data = Array(String(repeating: "1\n", count: 10_000_000).utf8)
            let batch = Batch([.copy(statement: Array("COPY t FROM stdin".utf8), data: data)])
            let error = try #require(throws: DriverError.self) {
                try session.run(batch, deadline: .after(.milliseconds(300)))
            }
            return (error, session.transactionState)
        }
        #expect(error.cause == .statementTimeout && !error.effectIsUnknown && state == .idle)
    }
}
