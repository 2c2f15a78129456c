import FlotillaDriver
import FlotillaRollout
import FlotillaSQLite
import Testing

@Suite("A connection that lives long")
struct ConnectionTests {
    let scratch: Scratch
    let connection: SQLiteConnection

    init() throws {
        scratch = try Scratch()
        connection = try SQLiteConnection(path: scratch("x.db"), mode: .create)
        try connection.execute("CREATE TABLE t(a, b)")
    }

    @Test("every kind of value comes back as it went in")
    func values() throws {
        try connection.run("INSERT INTO t VALUES (?1, ?2)", .text("a\0ü"), .integer(.min))
        try connection.run("INSERT INTO t VALUES (?1, ?2)", .blob([0, 255]), .real(0.5))
        try connection.run("INSERT INTO t VALUES (?1, ?2)", .null, SQLiteValue(nil as String?))
        let texts = try connection.rows("SELECT a, b FROM t WHERE typeof(a) = 'text'") { ($0.text(0), $0.integer(1)) }
        #expect(texts.first?.0 == "a\0ü")
        #expect(texts.first?.1 == .min)
        let others = try connection.rows("SELECT a, b FROM t ORDER BY rowid LIMIT 2 OFFSET 1") {
            ($0.blob(0), $0.real(1))
        }
        #expect(others.first?.0 == [0, 255])
        #expect(others.first?.1 == 0.5)
        #expect(others.last?.0 == nil)
        #expect(others.last?.1 == nil)
    }

    @Test("a statement is compiled once")
    func cached() throws {
        #expect(try connection.statement("SELECT 1") === connection.statement("SELECT 1"))
    }

    @Test("running a statement tells how many rows it changed")
    func changes() throws {
        #expect(try connection.run("INSERT INTO t VALUES (1, 1), (2, 2)") == 2)
        #expect(try connection.run("DELETE FROM t WHERE a = ?1", .integer(9)) == 0)
    }

    @Test("reading can end before the last row, and the statement can be used again")
    func earlyEnd() throws {
        try connection.run("INSERT INTO t VALUES (1, 1), (2, 2)")
        var seen = 0
        let statement = try connection.statement("SELECT a FROM t")
        for _ in 0..<2 {
            try statement.forEachRow { _ in
                seen += 1
                return false
            }
        }
        #expect(seen == 2)
    }

    @Test("a transaction keeps all or nothing")
    func transaction() throws {
        try connection.transaction { () throws(DriverError) in _ = try connection.run("INSERT INTO t VALUES (1, 1)") }
        let error = try #require(throws: DriverError.self) {
            try connection.transaction { () throws(DriverError) in
                try connection.run("INSERT INTO t VALUES (2, 2)")
                try connection.execute("SELEC")
            }
        }
        #expect(error.cause == .syntax)
        #expect(try connection.rows("SELECT count(*) FROM t") { $0.integer(0) } == [1])
    }

    @Test("an error in a statement's text is a syntax error")
    func syntax() throws {
        let error = try #require(throws: DriverError.self) { try connection.run("SELECT * FROM nowhere") }
        #expect(error.cause == .syntax)
    }

    @Test("a statement of a closed connection fails")
    func closed() throws {
        let statement = try connection.statement("SELECT 1")
        connection.close()
        #expect(throws: DriverError.self) { try statement.rows { $0.integer(0) } }
    }
}
