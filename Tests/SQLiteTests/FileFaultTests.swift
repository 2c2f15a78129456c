import FlotillaDriver
import FlotillaRollout
import FlotillaSQLite
import Glibc
import Testing

@Suite("What can be wrong with a SQLite file")
struct FileFaultTests {
    let scratch: Scratch
    init() throws { scratch = try Scratch() }

    @Test("bytes that are no database are corrupt")
    func notADatabase() throws {
        try scratch.write(Array(repeating: 0x5A, count: 8_192), to: "x.db")
        let session = try connect(ConnectionURL(engine: .sqlite, database: scratch("x.db")))
        let error = try session.failure("SELECT * FROM sqlite_schema")
        #expect(error.cause == .corrupt)
        #expect(error.code == "SQLITE_NOTADB")
    }

    @Test("a file cut short is corrupt")
    func truncated() throws {
        let url = try scratch.database(
            "CREATE TABLE t(a); WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM s WHERE n < 9999) "
                + "INSERT INTO t SELECT n || 'xxxxxxxxxxxxxxxx' FROM s")
        truncate(url.database, 20_480)
        #expect(try connect(url).failure("SELECT sum(length(a)) FROM t").cause == .corrupt)
    }

    @Test("a protected file can be read and is read-only for writers")
    func protectedFile() throws {
        let url = try scratch.database("CREATE TABLE t(a)")
        chmod(url.database, 0o444)
        let error = try asNobody {
            let session = try connect(url)
            #expect(try session.value("SELECT count(*) FROM t") == "0")
            return try session.failure("BEGIN IMMEDIATE; INSERT INTO t VALUES (1)")
        }
        #expect(error.cause == .readOnly)
    }

    @Test("a folder that takes no journal is read-only")
    func protectedFolder() throws {
        mkdir(scratch("folder"), 0o755)
        let url = try scratch.database("CREATE TABLE t(a)", name: "folder/x.db")
        chmod(url.database, 0o666)
        let error = try asNobody { try connect(url).failure("BEGIN IMMEDIATE; INSERT INTO t VALUES (1); COMMIT") }
        #expect(error.cause == .readOnly)
        #expect(error.code == "SQLITE_READONLY_DIRECTORY")
    }

    /// A database whose writer died in the middle of a transaction, with its journal.
    private func crashed() throws -> ConnectionURL {
        let url = try scratch.database("CREATE TABLE t(a); INSERT INTO t VALUES ('before')", name: "live.db")
        let writer = try connect(url)
        // A cache of one page makes SQLite write to the file before the commit.
        try writer.run("PRAGMA cache_size=1; BEGIN IMMEDIATE; UPDATE t SET a='after'; CREATE TABLE u(a)")
        try writer.run("INSERT INTO u VALUES (randomblob(30000)); INSERT INTO u VALUES (randomblob(30000))")
        try scratch.write(scratch.read("live.db"), to: "copy.db")
        try scratch.write(scratch.read("live.db-journal"), to: "copy.db-journal")
        return ConnectionURL(engine: .sqlite, database: scratch("copy.db"))
    }

    @Test("the next session rolls back what a crashed writer left")
    func hotJournal() throws {
        let session = try connect(crashed())
        #expect(try session.value("SELECT a FROM t") == "before")
        #expect(try session.value("PRAGMA quick_check") == "ok")
    }

    @Test("a file with the journal of a crashed writer cannot be read read-only")
    func hotJournalReadOnly() throws {
        let error = try connect(crashed(), ["mode": "ro"]).failure("SELECT a FROM t")
        #expect(error.cause == .readOnly)
        #expect(error.code == "SQLITE_READONLY_ROLLBACK")
    }

    @Test("a full disk undoes a table rebuild")
    func diskFull() throws {
        let folder = try scratch.smallFileSystem(size: 1 << 20)
        let url = try scratch.database(
            "CREATE TABLE t(a); INSERT INTO t SELECT randomblob(300000) UNION SELECT randomblob(300000)",
            name: "small/x.db")
        let session = try connect(url)
        let before = try session.value("SELECT group_concat(sql) || sum(length(a)) FROM sqlite_schema, t")
        let error = try session.failure(
            "BEGIN IMMEDIATE; CREATE TABLE n(a, b); INSERT INTO n SELECT a, 1 FROM t; DROP TABLE t; "
                + "ALTER TABLE n RENAME TO t; COMMIT")
        session.close()
        #expect(error.cause == .diskFull)
        let after = try connect(url).value("SELECT group_concat(sql) || sum(length(a)) FROM sqlite_schema, t")
        #expect(after == before, "in \(folder)")
    }
}
