import FlotillaDriver
import FlotillaRollout
import FlotillaSQLite
import Testing

@Suite("Running a script on SQLite")
struct ScriptTests {
    let scratch: Scratch
    let session: SQLiteSession

    init() throws {
        scratch = try Scratch()
        session = try connect(scratch.database("CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT UNIQUE)"), rowLimit: 3)
    }

    @Test("each statement has a result, comments and empty statements have none")
    func results() throws {
        let results = try session.run("\u{FEFF}-- first\r\nSELECT 1 AS x;; /* ; */ ; SELECT 2, NULL; -- last")
        #expect(results.map(\.columns) == [["x"], ["2", "NULL"]])
        #expect(results.map(\.rows) == [[["1"]], [["2", nil]]])
    }

    @Test("a script without statements has no results", arguments: ["", " \n", "-- only this", ";;"])
    func empty(script: String) throws { #expect(try session.run(script).isEmpty) }

    @Test("the semicolons of a trigger's body end no statement")
    func trigger() throws {
        let results = try session.run(
            """
            CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET b = 'x;y' WHERE a = NEW.a; SELECT 1; END;
            INSERT INTO t VALUES (1, 'z'); SELECT b FROM t
            """)
        #expect(results.count == 3)
        #expect(results.last?.rows == [["x;y"]])
    }

    @Test("a statement sees the schema that the one before it made")
    func schema() throws {
        #expect(
            try session.value("ALTER TABLE t ADD COLUMN c DEFAULT 5; INSERT INTO t(a) VALUES (1); SELECT c FROM t")
                == "5")
    }

    @Test("rows beyond the limit are left out, and the result says so")
    func rowLimit() throws {
        let results = try session.run(
            "SELECT value FROM json_each('[1,2,3,4]'); SELECT value FROM json_each('[1,2,3]')")
        #expect(results.map(\.rows.count) == [3, 3])
        #expect(results.map(\.isTruncated) == [true, false])
    }

    @Test("only statements that change rows count them, and an earlier count is not repeated")
    func affectedRows() throws {
        let results = try session.run(
            """
            INSERT INTO t VALUES (1, 'x'), (2, 'y'); UPDATE t SET b = b || a; DELETE FROM t WHERE a > 9;
            CREATE INDEX i ON t (b); SELECT 1; WITH s AS (SELECT 3) INSERT INTO t SELECT *, 'z' FROM s
            """)
        #expect(results.map(\.affectedRows) == [2, 2, 0, 0, nil, 1])
    }

    @Test("bytes that are not UTF-8 reach the database as they are")
    func bytes() throws {
        let sql = Array("INSERT INTO t VALUES (1, '".utf8) + [0xFF, 0xC3] + Array("'); SELECT hex(b) FROM t".utf8)
        let results = try session.run(Batch([.statements(sql)]), deadline: .after(.seconds(5)))
        #expect(results.last?.rows == [["FFC3"]])
    }

    @Test("a zero byte is refused, because SQLite would take it for the end")
    func zeroByte() throws {
        let error = try session.failure("SELECT 1; \0 INSERT INTO t VALUES (1, 'x')")
        #expect(error.cause == .syntax)
        #expect(error.completedStatements == 1)
        #expect(error.position == 10)
    }

    @Test("the first failing statement ends the script")
    func stopsAtFailure() throws {
        let error = try session.failure("INSERT INTO t VALUES (1, 'x'); SELEC 2; INSERT INTO t VALUES (2, 'y')")
        #expect(error.cause == .syntax)
        #expect(error.code == "SQLITE_ERROR")
        #expect(error.completedStatements == 1)
        #expect(try session.value("SELECT count(*) FROM t") == "1")
    }

    @Test("a position counts characters from the start of the batch")
    func position() throws {
        let script = "SELECT 'äöü€🚢'; SELECT 1 FRM t"
        let error = try session.failure(script)
        let scalars = Array(script.unicodeScalars)
        let position = try #require(error.position)
        #expect(String(String.UnicodeScalarView(scalars[position...])) == "t")
    }

    @Test("a position counts over the parts of a batch")
    func positionInParts() throws {
        let parts = ["SELECT 'ä';", "SELECT nowhere"].map { Batch.Part.statements(Array($0.utf8)) }
        let error = try #require(throws: DriverError.self) {
            try session.run(Batch(parts), deadline: .after(.seconds(5)))
        }
        #expect(error.position == 11 + 7)
        #expect(error.completedStatements == 1)
    }

    @Test("COPY is unsupported")
    func copy() throws {
        let batch = Batch([.copy(statement: Array("COPY t FROM stdin".utf8), data: [])])
        let error = try #require(throws: DriverError.self) { try session.run(batch, deadline: .after(.seconds(5))) }
        #expect(error.cause == .unsupported)
    }

    @Test("an extension cannot be loaded")
    func loadExtension() throws {
        #expect(try session.failure("SELECT load_extension('x')").cause != .missingDatabase)
    }

    @Test(
        "maintenance statements work",
        arguments: [
            "VACUUM", "PRAGMA journal_mode=WAL", "ANALYZE", "REINDEX", "PRAGMA integrity_check",
            "CREATE VIEW v AS SELECT * FROM pragma_table_info('t'); SELECT * FROM v; ALTER TABLE t RENAME TO u",
        ])
    func maintenance(script: String) throws { #expect(try !session.run(script).isEmpty) }
}
