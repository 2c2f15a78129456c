import FlotillaDriver
import FlotillaPostgreSQL
import FlotillaRollout
import Testing

@Suite("Many statements in one round trip")
struct PipelineTests {
    private typealias Call = PostgreSQLConnection.Call

    private static func connect() throws -> PostgreSQLConnection {
        let connection = try PostgreSQLConnection(
            to: TestServer.url(), settings: SessionSettings(applicationName: "flotilla-test"),
            deadline: .after(.seconds(20)))
        try connection.execute("CREATE TEMP TABLE kept (id INT PRIMARY KEY, text TEXT)", deadline: soon)
        return connection
    }

    private static var soon: Deadline { .after(.seconds(30)) }

    private static func texts(_ connection: PostgreSQLConnection) throws -> [String?] {
        var found: [String?] = []
        try connection.run([Call("SELECT text FROM kept ORDER BY id")], deadline: soon) { _, row in
            found.append(row.text(0))
            return true
        }
        return found
    }

    @Test("each of ten thousand tells how many rows it changed, more than any buffer holds on the way")
    func many() async throws {
        let counts = try await blocking {
            let connection = try Self.connect()
            let text = String(repeating: "x", count: 500)
            let inserts = (0..<10_000).map { Call("INSERT INTO kept VALUES ($1, $2)", [String($0), text]) }
            return try connection.run(inserts + [Call("DELETE FROM kept")], deadline: .after(.seconds(60)))
        }
        #expect(counts.dropLast().allSatisfy { $0 == 1 } && counts.last == 10_000 && counts.count == 10_001)
    }

    @Test("when one fails none has an effect, its error is the one that is told, and the connection goes on")
    func failure() async throws {
        let (error, kept) = try await blocking {
            let connection = try Self.connect()
            let insert = "INSERT INTO kept VALUES ($1, 'x')"
            let error = #expect(throws: DriverError.self) {
                try connection.run(
                    [Call(insert, ["1"]), Call("SELECT 1/$1::int", ["0"]), Call(insert, ["2"])], deadline: Self.soon)
            }
            return (error, try Self.texts(connection))
        }
        #expect(error?.code == "22012" && error?.effectIsUnknown == false)
        #expect(kept == [])
    }

    @Test("a statement that could not be prepared can be asked again")
    func unprepared() async throws {
        let kept = try await blocking {
            let connection = try Self.connect()
            let calls = [Call("INSERT INTO kept VALUES (1, 'x')"), Call("INSERT INTO late VALUES (1)")]
            #expect(throws: DriverError.self) { try connection.run(calls, deadline: Self.soon) }
            try connection.execute("CREATE TEMP TABLE late (id INT)", deadline: Self.soon)
            try connection.run(calls, deadline: Self.soon)
            return try Self.texts(connection)
        }
        #expect(kept == ["x"])
    }

    @Test("values come back as they were: nothing, empty, quotes; a NUL as the sign for what cannot be shown")
    func values() async throws {
        let kept = try await blocking {
            let connection = try Self.connect()
            let values: [String?] = [nil, "", "'; DROP TABLE kept; --", "ü\0"]
            let calls = values.enumerated().map { Call("INSERT INTO kept VALUES ($1, $2)", [String($0), $1]) }
            try connection.run(calls, deadline: Self.soon)
            return try Self.texts(connection)
        }
        #expect(kept == [nil, "", "'; DROP TABLE kept; --", "ü\u{FFFD}"])
    }

    @Test("who stops reading early leaves the connection in order")
    func early() async throws {
        let (first, again) = try await blocking {
            let connection = try Self.connect()
            var first: [Int64?] = []
            try connection.run([Call("SELECT generate_series(1, 1000)")], deadline: Self.soon) { _, row in
                first.append(row.integer(0))
                return first.count < 2
            }
            return (first, try Self.texts(connection))
        }
        #expect(first == [1, 2] && again == [])
    }

    @Test("rows come with the number of their statement, also behind statements that have none")
    func numbered() async throws {
        let found = try await blocking {
            let connection = try Self.connect()
            var found: [[Int64?]] = []
            let calls = [
                Call("SELECT generate_series(1, 2)"), Call("SET LOCAL lock_timeout = 0"), Call("SELECT 3 WHERE false"),
                Call("SELECT 4"),
            ]
            try connection.run(calls, deadline: Self.soon) { number, row in
                found.append([Int64(number), row.integer(0)])
                return true
            }
            return found
        }
        #expect(found == [[0, 1], [0, 2], [3, 4]])
    }

    @Test("a server that does not answer in time loses the connection, and the effect is unknown")
    func late() async throws {
        let (error, isOpen) = try await blocking {
            let connection = try Self.connect()
            let error = #expect(throws: DriverError.self) {
                try connection.run([Call("SELECT pg_sleep(60)")], deadline: .after(.milliseconds(50)))
            }
            return (error, connection.isOpen)
        }
        #expect(error?.cause == .connectionLost && error?.effectIsUnknown == true && !isOpen)
    }

    @Test("a connection that was cut while nothing was asked is told before anything is sent")
    func cut() async throws {
        let error = try await blocking {
            let connection = try Self.connect()
            var process: Int64?
            try connection.run([Call("SELECT pg_backend_pid()")], deadline: Self.soon) { _, row in
                process = row.integer(0)
                return true
            }
            try TestServer.connect().run("SELECT pg_terminate_backend(\(process ?? 0), 10000)")
            return #expect(throws: DriverError.self) { try connection.run([Call("SELECT 1")], deadline: Self.soon) }
        }
        #expect(error?.cause == .connectionLost && error?.code == "57P01" && error?.effectIsUnknown == false)
    }

    @Test("a pooler is found out", arguments: ["FLOTILLA_TEST_POSTGRESQL", "FLOTILLA_TEST_PGBOUNCER"])
    func pooler(_ variable: String) async throws {
        let isDirect = try await blocking {
            try PostgreSQLConnection(
                to: TestServer.url(variable), settings: SessionSettings(applicationName: "flotilla-test"),
                deadline: Self.soon
            ).isDirect(deadline: Self.soon)
        }
        #expect(isDirect == (variable == "FLOTILLA_TEST_POSTGRESQL"))
    }
}
