import FlotillaDriver
import FlotillaRollout
import FlotillaSQLite
import Glibc
import Testing

@Suite("The identity of a SQLite file")
struct IdentityTests {
    let scratch: Scratch
    init() throws { scratch = try Scratch() }

    @Test("links lead to the same identity")
    func links() throws {
        let url = try scratch.database("CREATE TABLE t(a)")
        symlink(url.database, scratch("soft.db"))
        link(url.database, scratch("hard.db"))
        let identity = try connect(url).identity()
        #expect(try FileIdentity(path: scratch("soft.db")) == identity)
        #expect(try FileIdentity(path: scratch("hard.db")) == identity)
    }

    @Test("two files have two identities")
    func twoFiles() throws {
        let one = try FileIdentity(path: scratch.database("", name: "1.db").database)
        #expect(try FileIdentity(path: scratch.database("", name: "2.db").database) != one)
    }

    @Test("a missing file has no identity")
    func missing() throws {
        let error = try #require(throws: DriverError.self) { try FileIdentity(path: scratch("none.db")) }
        #expect(error.cause == .missingDatabase)
    }

    /// A session with an open change on a file that `change` then does something to.
    private func refusal(_ change: (ConnectionURL) throws -> Void) throws -> (DriverError, TransactionState) {
        let url = try scratch.database("CREATE TABLE t(a)")
        let session = try connect(url)
        try session.run("BEGIN IMMEDIATE; INSERT INTO t VALUES (1)")
        try change(url)
        return (try session.failure("COMMIT"), session.transactionState)
    }

    @Test("nothing is committed to a file that was replaced while it was open")
    func replaced() throws {
        let (error, state) = try refusal { url in
            let other = try scratch.database("CREATE TABLE t(a)", name: "other.db")
            rename(other.database, url.database)
        }
        #expect(error.cause == .connectionLost)
        #expect(error.code == "SQLITE_READONLY_DBMOVED")
        #expect(!error.effectIsUnknown)
        #expect(state == .idle)
    }

    @Test("nothing is committed to a file that was deleted while it was open")
    func deleted() throws {
        #expect(try refusal { unlink($0.database) }.0.cause == .connectionLost)
    }

    @Test("nothing is committed once the link in the path points elsewhere")
    func relinked() throws {
        let first = try scratch.database("CREATE TABLE t(a)", name: "1.db")
        let second = try scratch.database("CREATE TABLE t(a)", name: "2.db")
        symlink(first.database, scratch("current.db"))
        let session = try connect(ConnectionURL(engine: .sqlite, database: scratch("current.db")))
        try session.run("BEGIN IMMEDIATE; INSERT INTO t VALUES (1)")
        unlink(scratch("current.db"))
        symlink(second.database, scratch("current.db"))
        #expect(try session.failure("COMMIT").cause == .connectionLost)
        #expect(try connect(first).value("SELECT count(*) FROM t") == "0")
    }

    @Test("a file in write-ahead mode is watched as well")
    func writeAheadLog() throws {
        let url = try scratch.database("PRAGMA journal_mode=WAL; CREATE TABLE t(a)")
        let session = try connect(url)
        try session.run("BEGIN IMMEDIATE; INSERT INTO t VALUES (1)")
        unlink(url.database)
        #expect(try session.failure("COMMIT").cause == .connectionLost)
    }

    @Test("a file that stays where it is takes every commit")
    func inPlace() throws {
        let session = try connect(scratch.database("CREATE TABLE t(a)"))
        try session.run("INSERT INTO t VALUES (1); BEGIN; INSERT INTO t VALUES (2); COMMIT")
        #expect(try session.value("SELECT count(*) FROM t") == "2")
    }
}
