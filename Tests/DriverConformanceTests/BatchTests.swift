import FlotillaDriver
import FlotillaRollout
import Testing

@Suite("A batch")
struct BatchTests {
    private static let table = "CREATE TEMPORARY TABLE t (id INTEGER PRIMARY KEY, word VARCHAR(100))"

    @Test("gives one result per statement, in order", arguments: EngineUnderTest.all)
    func results(engine: EngineUnderTest) async throws {
        let values = try await engine.session { try $0.run("SELECT 1; SELECT 2; SELECT 3").map(\.rows) }
        #expect(values == [[["1"]], [["2"]], [["3"]]])
    }

    @Test("of several parts gives the results of all", arguments: EngineUnderTest.all)
    func parts(engine: EngineUnderTest) async throws {
        let values = try await engine.session { session in
            let parts = ["SELECT 1", "SELECT 2; SELECT 3;"].map { Batch.Part.statements(Array($0.utf8)) }
            return try session.run(Batch(parts), deadline: .after(.seconds(20))).map(\.rows)
        }
        #expect(values == [[["1"]], [["2"]], [["3"]]])
    }

    @Test("without parts gives no result", arguments: EngineUnderTest.all)
    func noParts(engine: EngineUnderTest) async throws {
        let results = try await engine.session { try $0.run(Batch([]), deadline: .after(.seconds(20))) }
        #expect(results.isEmpty)
    }

    @Test("without a statement gives no result", arguments: EngineUnderTest.all, ["", "-- a remark\n", " ; "])
    func noStatement(engine: EngineUnderTest, sql: String) async throws {
        let results = try await engine.session { try $0.run(sql) }
        #expect(results.isEmpty)
    }

    @Test("says how many rows changed, where rows can change", arguments: EngineUnderTest.all)
    func affectedRows(engine: EngineUnderTest) async throws {
        let counts = try await engine.session { session in
            try session.run(Self.table)
            return try session.run(
                """
                INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c');
                UPDATE t SET word = 'x' WHERE id > 1;
                SELECT id FROM t;
                DELETE FROM t WHERE id = 1
                """
            ).map(\.affectedRows)
        }
        #expect(counts == [3, 2, nil, 1])
    }

    @Test("stops at the first statement that fails and says how many came before it", arguments: EngineUnderTest.all)
    func stopsAtFailure(engine: EngineUnderTest) async throws {
        let (error, later) = try await engine.session { session in
            try session.run(Self.table)
            let error = try session.failure(
                "INSERT INTO t VALUES (1, 'a'); INSERT INTO t VALUES (1, 'b'); INSERT INTO t VALUES (2, 'c')")
            return (error, try session.value("SELECT count(*) FROM t WHERE id = 2"))
        }
        #expect(error.completedStatements == 1 && later == "0")
    }

    @Test("that breaks a constraint says so without the row", arguments: EngineUnderTest.all)
    func constraint(engine: EngineUnderTest) async throws {
        let error = try await engine.session { session in
            try session.run("CREATE TEMPORARY TABLE person (email VARCHAR(100) PRIMARY KEY)")
            try session.run("INSERT INTO person VALUES ('canary@example.org')")
            return try session.failure("INSERT INTO person VALUES ('canary@example.org')")
        }
        #expect(error.cause == .constraintViolation && !error.code.isEmpty && !error.message.contains("canary"))
    }

    @Test("that is no SQL is a syntax error", arguments: EngineUnderTest.all)
    func syntax(engine: EngineUnderTest) async throws {
        let error = try await engine.session { try $0.failure("SELEC 1") }
        #expect(error.cause == .syntax && error.completedStatements == 0 && !error.effectIsUnknown)
    }

    @Test("that failed leaves the session usable", arguments: EngineUnderTest.all)
    func usableAfterFailure(engine: EngineUnderTest) async throws {
        let value = try await engine.session { session in
            _ = try session.failure("SELEC 1")
            return try session.value("SELECT 1")
        }
        #expect(value == "1")
    }
}

@Suite("The state of the transaction")
struct TransactionStateTests {
    @Test("is open after BEGIN", arguments: EngineUnderTest.all)
    func open(engine: EngineUnderTest) async throws {
        let state = try await engine.session { session in
            try session.run("BEGIN")
            return session.transactionState
        }
        #expect(state == .open)
    }

    @Test("is idle after the end", arguments: EngineUnderTest.all, ["COMMIT", "ROLLBACK"])
    func ended(engine: EngineUnderTest, end: String) async throws {
        let state = try await engine.session { session in
            try session.run("BEGIN")
            try session.run(end)
            return session.transactionState
        }
        #expect(state == .idle)
    }

    @Test("is what the engine makes of it after a failure", arguments: EngineUnderTest.all)
    func failed(engine: EngineUnderTest) async throws {
        let state = try await engine.session { session in
            try session.run("BEGIN")
            _ = try session.failure("SELECT * FROM no_such_table")
            return session.transactionState
        }
        #expect(state == engine.stateAfterFailure)
    }
}
