import FlotillaDriver
import FlotillaMySQL
import Testing

@Suite("Running statements")
struct StatementTests {
    @Test("A batch gives one result per statement, in order")
    func results() throws {
        try Server().withScratch { scratch in
            let results = try scratch.connect().run(
                "CREATE TABLE t (a INT, b TEXT); INSERT INTO t VALUES (1, 'x'), (2, NULL); SELECT * FROM t ORDER BY a")
            #expect(results.map(\.affectedRows) == [0, 2, nil])
            #expect(results.last?.columns == ["a", "b"])
            #expect(results.last?.rows == [["1", "x"], ["2", nil]])
        }
    }

    @Test("A batch of several parts is one list of results")
    func parts() throws {
        try Server().withScratch { scratch in
            let batch = Batch([.statements(Array("SELECT 1; SELECT 2".utf8)), .statements(Array("SELECT 3".utf8))])
            let results = try scratch.connect().run(batch, deadline: .after(.seconds(10)))
            #expect(results.map { $0.rows[0][0] } == ["1", "2", "3"])
        }
    }

    @Test("A batch stops at the first statement that fails, and says how many had completed")
    func partialFailure() throws {
        try Server().withScratch { scratch in
            let session = try scratch.connect()
            let error = try session.failure(
                of: "CREATE TABLE a (i INT); CREATE TABLE b (i INT); CREATE TABLE a (i INT); CREATE TABLE c (i INT)")
            #expect(error.completedStatements == 2)
            #expect(error.completedResults.count == 2)
            #expect(!error.effectIsUnknown)
            #expect(try session.run("SHOW TABLES").last?.rows == [["a"], ["b"]])
        }
    }

    @Test("An update counts the rows it found, changed or not")
    func foundRows() throws {
        try Server().withScratch { scratch in
            let results = try scratch.connect().run(
                "CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (2); UPDATE t SET a = 1")
            #expect(results.last?.affectedRows == 2)
        }
    }

    @Test("A COPY is unsupported, and nothing of its batch is sent")
    func copy() throws {
        try Server().withScratch { scratch in
            let session = try scratch.connect()
            let batch = Batch([
                .statements(Array("CREATE TABLE t (a INT)".utf8)), .copy(statement: Array("COPY t".utf8), data: []),
            ])
            let error = try #require(throws: DriverError.self) {
                try session.run(batch, deadline: .after(.seconds(10)))
            }
            #expect(error.cause == .unsupported)
            #expect(try session.run("SHOW TABLES").last?.rows == [])
        }
    }

    @Test("Bytes that are not UTF-8 reach the server as they are")
    func bytes() throws {
        try Server().withScratch { scratch in
            let session = try scratch.connect()
            let sql = Array("SELECT HEX(_binary'".utf8) + [0xff, 0xfe, 0x80, 0xc0] + Array("')".utf8)
            let results = try session.run(Batch([.statements(sql)]), deadline: .after(.seconds(10)))
            #expect(results.last?.rows == [["FFFE80C0"]])
        }
    }

    @Test("Characters beyond the basic plane survive the way there and back")
    func emoji() throws {
        try Server().withScratch { scratch in
            let text = "🚢é\u{0}x"
            let answer = try scratch.connect().value("SELECT '\(text)'")
            #expect(answer == text)
        }
    }

    @Test("Rows beyond the limit are read and dropped, and the session goes on")
    func rowLimit() throws {
        try Server().withScratch { scratch in
            let session = try scratch.connect(rowLimit: 3)
            let results = try session.run("SELECT seq FROM seq_1_to_5000; SELECT 'next'")
            #expect(results[0].rows == [["1"], ["2"], ["3"]])
            #expect(results[0].isTruncated)
            #expect(results[1].rows == [["next"]])
        }
    }

    @Test("A value of more than 16 MiB, which takes several packets, comes back whole")
    func largeResult() throws {
        try Server().withScratch { scratch in
            let session = try scratch.connect()
            let sql = "SELECT REPEAT('a', 9437184), REPEAT('b', 9437184)"
            let row = try #require(try session.run(sql, within: .seconds(60)).last?.rows.first)
            #expect(row.map { $0?.utf8.count } == [9_437_184, 9_437_184])
            #expect(row[1]?.utf8.allSatisfy { $0 == UInt8(ascii: "b") } == true)
        }
    }

    @Test("The state of the transaction is the server's")
    func transactionState() throws {
        try Server().withScratch { scratch in
            let session = try scratch.connect()
            #expect(session.transactionState == .idle)
            try session.run("CREATE TABLE t (a INT); START TRANSACTION; INSERT INTO t VALUES (1)")
            #expect(session.transactionState == .open)
            try session.run("COMMIT")
            #expect(session.transactionState == .idle)
        }
    }

    @Test("A transaction that a failing statement has committed is not reported as open")
    func implicitCommit() throws {
        try Server().withScratch { scratch in
            let session = try scratch.connect()
            try session.run("CREATE TABLE t (a INT); START TRANSACTION; INSERT INTO t VALUES (1)")
            _ = try session.failure(of: "CREATE TABLE t (a INT)")
            #expect(session.transactionState == .idle)
        }
    }

    @Test("Closing rolls back, may be done twice, and ends the session")
    func closing() throws {
        try Server().withScratch { scratch in
            let session = try scratch.connect()
            try session.run("CREATE TABLE t (a INT); START TRANSACTION; INSERT INTO t VALUES (1)")
            session.close()
            session.close()
            #expect(session.transactionState == .unknown)
            #expect(try session.failure(of: "SELECT 1").cause == .connectionLost)
            #expect(try scratch.connect().value("SELECT COUNT(*) FROM t") == "0")
        }
    }

    @Test("A procedure's result sets are results of their own")
    func procedure() throws {
        try Server().withScratch { scratch in
            let results = try scratch.connect().run(
                "CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END; CALL p()")
            #expect(results.map(\.rows) == [[], [["1"]], [["2"]], []])
        }
    }
}
