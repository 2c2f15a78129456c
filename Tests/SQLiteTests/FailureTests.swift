import FlotillaDriver
import FlotillaRollout
import FlotillaSQLite
import Testing

@Suite("SQLite's errors and limits")
struct FailureTests {
    let scratch: Scratch
    let url: ConnectionURL

    /// Runs until it is stopped.
    static let endless = "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s) SELECT count(*) FROM s"

    init() throws {
        scratch = try Scratch()
        url = try scratch.database(
            """
            CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT UNIQUE NOT NULL CHECK (b <> 'bad-canary'));
            CREATE TABLE child(t INTEGER NOT NULL REFERENCES t(a)); PRAGMA foreign_keys=ON;
            INSERT INTO t VALUES (1, 'canary')
            """)
    }

    @Test(
        "a violated constraint is named, the row's values are not",
        arguments: [
            ("INSERT INTO t VALUES (2, 'canary')", "SQLITE_CONSTRAINT_UNIQUE", "t.b"),
            ("INSERT INTO t VALUES (1, 'canary2')", "SQLITE_CONSTRAINT_PRIMARYKEY", "t.a"),
            ("INSERT INTO t VALUES (3, NULL)", "SQLITE_CONSTRAINT_NOTNULL", "t.b"),
            ("PRAGMA foreign_keys=ON; INSERT INTO child VALUES (77)", "SQLITE_CONSTRAINT_FOREIGNKEY", "FOREIGN KEY"),
        ])
    func constraint(script: String, code: String, words: String) throws {
        let error = try connect(url).failure(script)
        #expect(error.cause == .constraintViolation)
        #expect(error.code == code)
        #expect(error.message.contains(words))
        #expect(!error.message.contains("canary"))
    }

    @Test("an error while a statement runs is not a syntax error")
    func runtime() throws {
        let error = try connect(url).failure("SELECT abs(-9223372036854775808)")
        #expect(error.cause == .other)
        #expect(error.position == nil)
    }

    @Test("a transaction is open from BEGIN to its end, and closing the session rolls it back")
    func transaction() throws {
        let session = try connect(url)
        #expect(session.transactionState == .idle)
        try session.run("BEGIN; DELETE FROM t")
        #expect(session.transactionState == .open)
        session.close()
        session.close()
        #expect(session.transactionState == .unknown)
        #expect(try connect(url).value("SELECT count(*) FROM t") == "1")
    }

    @Test("a failed statement leaves its transaction open")
    func failedStatement() throws {
        let session = try connect(url)
        _ = try session.failure("BEGIN; INSERT INTO t VALUES (1, 'x')")
        #expect(session.transactionState == .open)
    }

    @Test("a closed session runs nothing")
    func closed() throws {
        let session = try connect(url)
        session.close()
        #expect(try session.failure("SELECT 1").cause == .connectionLost)
    }

    @Test("a statement ends when its deadline passes")
    func deadline() throws {
        let error = try connect(url).failure(Self.endless, deadline: .after(.milliseconds(20)))
        #expect(error.cause == .statementTimeout)
        #expect(!error.effectIsUnknown)
    }

    @Test("a statement ends when its own limit passes, though the batch has time")
    func statementLimit() throws {
        var batch = Batch("SELECT 1; " + Self.endless)
        batch.statementLimit = .milliseconds(20)
        let session = try connect(url)
        #expect(throws: DriverError.self) { try session.run(batch, deadline: .never) }
    }

    @Test("no statement begins after the deadline")
    func deadlineBetween() throws {
        let error = try connect(url).failure("SELECT 1", deadline: .after(.zero))
        #expect(error.cause == .statementTimeout)
        #expect(error.completedStatements == 0)
    }

    @Test("a raised stop signal ends a running statement")
    func stop() throws {
        let stop = StopSignal()
        let session = try connect(url, stop: stop)
        let raising = Background { stop.raise() }
        let error = try session.failure(Self.endless)
        raising.join()
        #expect(error.cause == .cancelled)
    }

    /// A session that holds the write lock until it is closed.
    private func holder() throws -> SQLiteSession {
        let holder = try connect(url)
        try holder.run("BEGIN IMMEDIATE")
        return holder
    }

    @Test("a lock that another session keeps is a lock timeout")
    func locked() throws {
        let holder = try holder()
        let error = try connect(url, ["busy_timeout": "30"]).failure("BEGIN IMMEDIATE")
        holder.close()
        #expect(error.cause == .lockTimeout)
        #expect(error.code == "SQLITE_BUSY")
    }

    @Test("the deadline ends waiting for a lock")
    func lockedDeadline() throws {
        let holder = try holder()
        let error = try connect(url).failure("BEGIN IMMEDIATE", deadline: .after(.milliseconds(20)))
        holder.close()
        #expect(error.cause == .statementTimeout)
    }

    @Test("a raised stop signal ends waiting for a lock")
    func lockedStop() throws {
        let holder = try holder()
        let stop = StopSignal()
        let session = try connect(url, ["busy_timeout": "600000"], stop: stop)
        let raising = Background { stop.raise() }
        let error = try session.failure("BEGIN IMMEDIATE")
        raising.join()
        holder.close()
        #expect(error.cause == .cancelled)
    }

    @Test("a lock that is freed in time is granted")
    func lockFreed() throws {
        let url = url
        let stop = StopSignal()
        let releasing = Background {
            guard let holder = try? connect(url) else { return }
            _ = try? holder.run("BEGIN IMMEDIATE; SELECT 1")
            stop.raise()
            holder.close()
        }
        while !stop.isRaised {}
        try connect(url, ["busy_timeout": "60000"]).run("BEGIN IMMEDIATE")
        releasing.join()
        #expect(stop.isRaised)
    }

    @Test("a snapshot that can no longer be written from is a lock timeout")
    func snapshot() throws {
        let reader = try connect(url)
        try reader.run("PRAGMA journal_mode=WAL; BEGIN; SELECT * FROM t")
        try connect(url).run("INSERT INTO t VALUES (2, 'b')")
        let error = try reader.failure("INSERT INTO t VALUES (3, 'c')")
        #expect(error.cause == .lockTimeout)
        #expect(error.code == "SQLITE_BUSY_SNAPSHOT")
    }
}
