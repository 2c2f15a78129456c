import FlotillaDriver
import FlotillaPostgreSQL
import FlotillaRollout
import Testing

@Suite("More than anybody wants to know")
struct FloodTests {
    @Test("of a million notices the first few are kept, each cut")
    func notices() async throws {
        let notices = try await blocking {
            let session = try TestServer.connect(noticeLimit: 3)
            try session.run(
                "DO $$BEGIN FOR i IN 1..1000000 LOOP RAISE NOTICE '% %', i, repeat('x', 2000); END LOOP; END$$",
                within: .seconds(120))
            return session.notices
        }
        #expect(notices.count == 3 && notices.allSatisfy { $0.hasPrefix("NOTICE: ") && $0.utf8.count < 1100 })
    }

    @Test("notices are those of the last batch")
    func lastBatch() async throws {
        let notices = try await blocking {
            let session = try TestServer.connect()
            try session.run("DO $$BEGIN RAISE NOTICE 'one'; END$$")
            try session.run("DO $$BEGIN RAISE WARNING 'two'; END$$")
            return session.notices
        }
        #expect(notices == ["WARNING: two"])
    }

    @Test("notices outlive a failed batch and the session")
    func afterFailure() async throws {
        let notices = try await blocking {
            let session = try TestServer.connect()
            _ = try session.failure("DO $$BEGIN RAISE NOTICE 'one'; RAISE EXCEPTION 'two'; END$$")
            session.close()
            return session.notices
        }
        #expect(notices == ["NOTICE: one"])
    }

    @Test("an error text of a hundred megabytes is cut, and the session goes on")
    func errorText() async throws {
        let (error, next) = try await blocking {
            let session = try TestServer.connect()
            // Or the server's log would have it too.
            try session.run("SET log_min_messages = panic")
            let error = try session.failure("DO $$BEGIN RAISE EXCEPTION '%', repeat('x', 100000000); END$$")
            return (error, try session.value("SELECT 1"))
        }
        #expect(error.code == "P0001" && error.message.utf8.count <= DriverError.messageLimit && next == "1")
    }

    @Test("rows beyond the limit are dropped as they come")
    func rows() async throws {
        let result = try await blocking {
            try TestServer.connect(rowLimit: 10)
                .run("SELECT repeat('x', 1000) FROM generate_series(1, 200000)")[0]
        }
        #expect(result.rows.count == 10 && result.isTruncated)
    }
}
