import FlotillaDriver
import FlotillaMySQL
import FlotillaRollout
import Testing

@Suite("What errors of statements mean")
struct ErrorClassTests {
    @Test(
        "A statement's error has its class and its number",
        arguments: [
            ("SELEC 1", FailureCause.syntax, "1064"),
            ("SELECT * FROM nowhere", .other, "1146"),
            ("INSERT INTO t VALUES (1, 1)", .constraintViolation, "1062"),
            ("INSERT INTO t VALUES (NULL, 1)", .constraintViolation, "1048"),
            ("INSERT INTO t VALUES (2, 99)", .constraintViolation, "1452"),
            ("INSERT INTO t VALUES (3, -1)", .constraintViolation, "4025"),
            ("DELETE FROM t WHERE id = 1", .constraintViolation, "1451"),
            ("START TRANSACTION READ ONLY; INSERT INTO t VALUES (4, 1)", .readOnly, "1792"),
            ("SET STATEMENT max_statement_time = 0.05 FOR SELECT SLEEP(20)", .statementTimeout, "1969"),
            ("KILL QUERY CONNECTION_ID()", .cancelled, "1317"),
            ("LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE t", .unsupported, "4166"),
            ("USE mysqltests_gone", .missingDatabase, "1049"),
            ("CREATE TABLE u (a INT) ENGINE = nothing", .unsupported, "1286"),
        ])
    func classes(sql: String, cause: FailureCause, code: String) throws {
        try Server().withScratch { scratch in
            let session = try scratch.connect()
            try session.run(
                """
                CREATE TABLE t (id INT NOT NULL PRIMARY KEY, parent INT NOT NULL CHECK (parent > 0),
                    FOREIGN KEY (parent) REFERENCES t (id));
                INSERT INTO t VALUES (1, 1), (5, 1)
                """)
            let error = try session.failure(of: sql)
            #expect(error.cause == cause)
            #expect(error.code == code)
        }
    }

    @Test("A duplicate key is reported with the key's name and without the row's value")
    func duplicate() throws {
        try Server().withScratch { scratch in
            let session = try scratch.connect()
            let insert = "INSERT INTO t VALUES ('canary''s for key @example.com')"
            try session.run("CREATE TABLE t (email VARCHAR(99), UNIQUE KEY one_email (email)); \(insert)")
            #expect(try session.failure(of: insert).message == "Duplicate entry '…' for key 'one_email'")
        }
    }

    @Test("A value that does not fit its column is reported without the value")
    func incorrectValue() throws {
        try Server().withScratch { scratch in
            let session = try scratch.connect()
            try session.run("SET sql_mode = 'STRICT_ALL_TABLES'; CREATE TABLE t (n INT)")
            let message = try session.failure(of: "INSERT INTO t VALUES ('canary')").message
            #expect(message == "Incorrect integer value: '…' for column `\(scratch.name)`.`t`.`n` at row 1")
        }
    }

    @Test("A right that the user does not have is a matter of permission")
    func permission() throws {
        try Server().withScratch { scratch in
            try scratch.connect().run("CREATE TABLE t (a INT)")
            let session = try scratch.connect(try scratch.addUser("SELECT"))
            let error = try session.failure(of: "DROP TABLE t")
            #expect(error.cause == .permission)
            #expect(error.code == "1142")
        }
    }

    @Test("A table that another transaction uses gives a lock timeout")
    func metadataLock() throws {
        try Server().withScratch { scratch in
            let holder = try scratch.connect()
            try holder.run("CREATE TABLE t (a INT); START TRANSACTION; SELECT * FROM t")
            let error = try scratch.connect().failure(of: "SET lock_wait_timeout = 1; ALTER TABLE t ADD b INT")
            #expect(error.cause == .lockTimeout)
            #expect(error.completedStatements == 1)
            holder.close()
        }
    }

    @Test("A row that another transaction holds gives a lock timeout, and our transaction stays open")
    func rowLock() throws {
        try Server().withScratch { scratch in
            let holder = try scratch.connect()
            try holder.run("CREATE TABLE t (a INT); INSERT INTO t VALUES (1); START TRANSACTION; UPDATE t SET a = 2")
            let session = try scratch.connect()
            let error = try session.failure(
                of: "SET innodb_lock_wait_timeout = 1; START TRANSACTION; UPDATE t SET a = 3")
            #expect(error.cause == .lockTimeout)
            #expect(session.transactionState == .open)
            holder.close()
        }
    }

    @Test("A deadlock is one, and has ended our transaction")
    func deadlock() async throws {
        try await Server().withScratch { scratch in
            let session = try scratch.connect()
            try session.run(
                """
                CREATE TABLE t (id INT PRIMARY KEY, a INT); INSERT INTO t VALUES (1, 0), (2, 0);
                START TRANSACTION; UPDATE t SET a = 1 WHERE id = 1
                """)
            // The other one is the heavier: the server sacrifices the transaction with fewer changes.
            let other = Task(executorPreference: BlockingPool(width: 1)) {
                let other = try scratch.connect()
                try other.run(
                    """
                    CREATE TEMPORARY TABLE heavy SELECT seq FROM seq_1_to_500;
                    CREATE TABLE weight (seq INT);
                    START TRANSACTION; INSERT INTO weight SELECT seq FROM heavy; UPDATE t SET a = 2 WHERE id = 2
                    """)
                return try other.run("UPDATE t SET a = 2 WHERE id = 1; COMMIT").count
            }
            try scratch.awaitStatement("UPDATE t SET a = 2 WHERE id = 1%")
            let error = try session.failure(of: "UPDATE t SET a = 1 WHERE id = 2")
            #expect(error.cause == .deadlock)
            #expect(session.transactionState == .idle)
            #expect(try await other.value == 2)
        }
    }

    @Test("A session that is killed is lost")
    func killed() throws {
        try Server().withScratch { scratch in
            let session = try scratch.connect()
            try scratch.connect().run("KILL CONNECTION \(session.server.sessionID)")
            #expect(try session.failure(of: "SELECT 1").cause == .connectionLost)
            #expect(session.transactionState == .unknown)
        }
    }

    @Test("A session that is killed in the middle of a statement is lost, and the effect is unknown")
    func killedAtWork() async throws {
        try await Server().withScratch { scratch in
            let victim = Task(executorPreference: BlockingPool(width: 1)) {
                try scratch.connect().failure(of: "SELECT 1; SELECT SLEEP(20) AS victim")
            }
            let id = try scratch.awaitStatement("%AS victim")
            try scratch.connect().run("KILL CONNECTION \(id)")
            let error = try await victim.value
            #expect(error.cause == .connectionLost)
            #expect(error.effectIsUnknown)
        }
    }
}
