import FlotillaDriver
import FlotillaPostgreSQL
import FlotillaRollout
import Testing

@Suite("What the server refuses")
struct FailureTests {
    /// Runs `setup`, then says what goes wrong with `sql`.
    private func failure(_ sql: String, after setup: String = "") async throws -> DriverError {
        try await blocking {
            let session = try TestServer.connect()
            defer { session.close() }
            if !setup.isEmpty { try session.run(setup) }
            return try session.failure(sql)
        }
    }

    @Test("a syntax error has its place in the batch, counted in characters from 0")
    func syntax() async throws {
        let error = try await failure("SELECT 'é'; SELEC 1")
        #expect(error.cause == .syntax && error.code == "42601" && error.position == 12)
    }

    @Test("a place counts the parts of the batch before it")
    func placeInLaterPart() async throws {
        let error = try await blocking {
            let parts = ["SELECT 'é';", "SELEC 1"].map { Batch.Part.statements(Array($0.utf8)) }
            return try #require(throws: DriverError.self) {
                try TestServer.connect().run(Batch(parts), deadline: .after(.seconds(20)))
            }
        }
        #expect(error.position == 11 && error.completedStatements == 1)
    }

    @Test("a duplicate names the constraint and not the row")
    func duplicate() async throws {
        let error = try await failure(
            "INSERT INTO person VALUES ('canary@example.org')",
            after: """
                CREATE TEMP TABLE person (email text CONSTRAINT person_email_key UNIQUE);
                INSERT INTO person VALUES ('canary@example.org')
                """)
        #expect(
            error
                == DriverError(
                    .constraintViolation, code: "23505",
                    message: #"duplicate key value violates unique constraint "person_email_key""#,
                    completedStatements: 0))
    }

    @Test("an index that cannot be unique does not name the row")
    func uniqueIndex() async throws {
        let error = try await failure(
            "CREATE UNIQUE INDEX person_email ON person (email)",
            after: "CREATE TEMP TABLE person AS SELECT 'canary@example.org' AS email FROM generate_series(1, 2)")
        #expect(error.cause == .constraintViolation && !error.message.contains("canary"))
    }

    @Test("a value that does not fit a new type is not quoted")
    func conversion() async throws {
        let error = try await failure(
            "ALTER TABLE person ALTER COLUMN age TYPE integer USING age::integer",
            after: #"CREATE TEMP TABLE person AS SELECT 'canary "42" canary' AS age"#)
        #expect(error.code == "22P02" && error.message == #"invalid input syntax for type integer: "…""#)
    }

    @Test("a constraint that the message leaves out is added")
    func constraintName() async throws {
        let error = try await failure(
            "DO $$BEGIN RAISE EXCEPTION 'no' USING CONSTRAINT = 'fence', ERRCODE = '23514'; END$$")
        #expect(error.message == #"no (constraint "fence")"#)
    }

    @Test("a lock that is not granted in time is a lock timeout")
    func lockTimeout() async throws {
        let error = try await blocking {
            try TestSchema.with { schema in
                let holder = try TestServer.connect()
                defer { holder.close() }
                try holder.run("CREATE TABLE \(schema.name).t ()")
                try holder.run("BEGIN; LOCK TABLE \(schema.name).t")
                let waiter = try TestServer.connect()
                defer { waiter.close() }
                let error = try waiter.failure("SET lock_timeout = '50ms'; ALTER TABLE \(schema.name).t ADD a int")
                try holder.run("ROLLBACK")
                return error
            }
        }
        #expect(error.cause == .lockTimeout && error.code == "55P03" && error.completedStatements == 1)
    }

    @Test("the server's own limit on a statement is a statement timeout")
    func statementTimeout() async throws {
        let error = try await failure("SELECT pg_sleep(60)", after: "SET statement_timeout = '50ms'")
        #expect(error.cause == .statementTimeout && error.code == "57014" && !error.effectIsUnknown)
    }

    @Test("a write in a read-only transaction is read-only")
    func readOnly() async throws {
        let error = try await failure("CREATE TABLE t ()", after: "SET default_transaction_read_only = on")
        #expect(error.cause == .readOnly && error.code == "25006")
    }

    @Test("a role that may not gets a permission error")
    func permission() async throws {
        let error = try await failure("CREATE TABLE pg_catalog.t ()", after: "SET ROLE pg_monitor")
        #expect(error.cause == .permission && error.code == "42501")
    }

    @Test("a schema that does not exist is a missing database")
    func missingSchema() async throws {
        let error = try await failure("CREATE TABLE no_such_schema.t ()")
        #expect(error.cause == .missingDatabase && error.code == "3F000")
    }

    @Test("a server that cannot do something does not support it")
    func unsupported() async throws {
        let error = try await failure("SELECT 1; SELECT 1 UNION SELECT 2 FOR UPDATE")
        #expect(error.cause == .unsupported && error.code == "0A000" && error.completedStatements == 1)
    }

    @Test("a NUL byte is refused with its place before anything is sent")
    func nulByte() async throws {
        let error = try await failure("SELECT 1;\0 DROP TABLE x")
        #expect(
            error == DriverError(.syntax, message: "a NUL byte in the statement", completedStatements: 0, position: 9))
    }

    @Test("of two transactions that wait for each other, one is a deadlock and one goes on")
    func deadlock() async throws {
        let schema = try await blocking { try TestSchema() }
        async let first = deadlockParty(in: schema, own: 1, other: 2)
        async let second = deadlockParty(in: schema, own: 2, other: 1)
        let outcomes = try await [first, second]
        try await blocking { try schema.drop() }
        #expect(outcomes.compactMap(\.self) == [.deadlock])
    }

    private func deadlockParty(in schema: TestSchema, own: Int, other: Int) async throws -> FailureCause? {
        try await blocking { () throws -> FailureCause? in
            let session = try TestServer.connect()
            defer { session.close() }
            // Both hold their own lock before either asks for the other's: the table of locks says so.
            try session.run("BEGIN; SELECT pg_advisory_xact_lock(hashtext('\(schema.name)'), \(own))")
            let bothHeld = """
                SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted
                AND classid::bigint = (hashtext('\(schema.name)')::bigint & 4294967295)
                """
            while try session.value(bothHeld) != "2" {}
            do throws(DriverError) {
                try session.run("SELECT pg_advisory_xact_lock(hashtext('\(schema.name)'), \(other))")
                return nil
            } catch {
                return error.cause
            }
        }
    }
}
