import FlotillaDriver
import FlotillaMySQL
import Testing

@Suite("Interrupting statements")
struct InterruptionTests {
    @Test("A statement is cancelled on the server when its deadline passes, and the session goes on")
    func deadline() throws {
        try Server().withScratch { scratch in
            let session = try scratch.connect()
            let error = try session.failure(of: "SELECT 1; SELECT SLEEP(60)", within: .milliseconds(300))
            #expect(error.cause == .statementTimeout)
            #expect(error.completedStatements == 1)
            #expect(!error.effectIsUnknown)
            #expect(try session.value("SELECT 'alive'") == "alive")
        }
    }

    @Test("A statement is cancelled on the server when the stop signal is raised")
    func stop() async throws {
        try await Server().withScratch { scratch in
            let stop = StopSignal()
            let cause = Task(executorPreference: BlockingPool(width: 1)) {
                try scratch.connect(stop: stop).failure(of: "SELECT SLEEP(60) AS stopped", within: .seconds(60)).cause
            }
            try scratch.awaitStatement("%AS stopped")
            stop.raise()
            #expect(try await cause.value == .cancelled)
        }
    }

    @Test("A statement that waits for a lock is cancelled too")
    func whileLocked() throws {
        try Server().withScratch { scratch in
            let holder = try scratch.connect()
            try holder.run("CREATE TABLE t (a INT); START TRANSACTION; SELECT * FROM t")
            let session = try scratch.connect()
            let error = try session.failure(of: "ALTER TABLE t ADD b INT", within: .milliseconds(300))
            #expect(error.cause == .statementTimeout)
            holder.close()
            #expect(try session.run("SHOW COLUMNS FROM t").last?.rows.count == 1)
        }
    }

    @Test("An ALTER that copies the table stops, and leaves the table as it was")
    func copyingAlter() throws {
        try Server().withScratch { scratch in
            let session = try scratch.connect()
            try session.run("CREATE TABLE t (a INT) SELECT seq AS a FROM seq_1_to_500000", within: .seconds(60))
            let error = try session.failure(
                of: "ALTER TABLE t ADD b CHAR(200) DEFAULT 'x', ALGORITHM = COPY", within: .milliseconds(50))
            #expect(error.cause == .statementTimeout)
            #expect(try session.run("SHOW COLUMNS FROM t").last?.rows.count == 1)
        }
    }

    @Test("A deadline that has passed sends nothing")
    func tooLate() throws {
        try Server().withScratch { scratch in
            let session = try scratch.connect()
            let error = try session.failure(of: "CREATE TABLE t (a INT)", within: .zero)
            #expect(error.cause == .statementTimeout)
            #expect(error.completedStatements == 0)
            #expect(try session.run("SHOW TABLES").last?.rows == [])
        }
    }

    @Test("A stop that is raised sends nothing")
    func stoppedBefore() throws {
        try Server().withScratch { scratch in
            let stop = StopSignal()
            let session = try scratch.connect(stop: stop)
            stop.raise()
            #expect(try session.failure(of: "CREATE TABLE t (a INT)").cause == .cancelled)
            #expect(try scratch.connect().run("SHOW TABLES").last?.rows == [])
        }
    }

    @Test("A request to cancel that comes too late does not hit the next statement")
    func lateRequest() throws {
        try Server().withScratch { scratch in
            let session = try scratch.connect()
            try scratch.connect().run("KILL QUERY \(session.server.sessionID)")
            #expect(try session.value("SELECT 'unhurt'") == "unhurt")
        }
    }
}
