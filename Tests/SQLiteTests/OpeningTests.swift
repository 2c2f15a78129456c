import FlotillaDriver
import FlotillaRollout
import FlotillaSQLite
import Glibc
import Testing

@Suite("Opening a SQLite file")
struct OpeningTests {
    let scratch: Scratch
    init() throws { scratch = try Scratch() }

    private func failure(_ url: ConnectionURL, _ options: [String: String] = [:]) throws -> DriverError {
        try #require(throws: DriverError.self) { try connect(url, options) }
    }

    @Test("a missing file is a missing database and stays missing")
    func missingFile() throws {
        let error = try failure(ConnectionURL(engine: .sqlite, database: scratch("none.db")))
        #expect(error.cause == .missingDatabase)
        #expect(error.code == "SQLITE_CANTOPEN")
        #expect(access(scratch("none.db"), F_OK) != 0)
    }

    @Test("a file in a missing folder is a missing database", arguments: ["rw", "rwc", "ro"])
    func missingFolder(mode: String) throws {
        let url = ConnectionURL(engine: .sqlite, database: scratch("no/where.db"))
        #expect(try failure(url, ["mode": mode]).cause == .missingDatabase)
    }

    @Test("a folder is a missing database")
    func folder() throws {
        #expect(try failure(ConnectionURL(engine: .sqlite, database: scratch.path)).cause == .missingDatabase)
    }

    @Test("mode=rwc creates a missing file")
    func create() throws {
        let session = try connect(ConnectionURL(engine: .sqlite, database: scratch("new.db")), ["mode": "rwc"])
        try session.run("CREATE TABLE t(a)")
        #expect(try session.value("SELECT count(*) FROM sqlite_schema") == "1")
    }

    @Test("mode=ro reads and refuses to write")
    func readOnly() throws {
        let session = try connect(scratch.database("CREATE TABLE t(a); INSERT INTO t VALUES (7)"), ["mode": "ro"])
        #expect(session.isReadOnly)
        #expect(try session.value("SELECT a FROM t") == "7")
        #expect(try session.failure("INSERT INTO t VALUES (8)").cause == .readOnly)
    }

    @Test(
        "an option that makes no sense is a configuration error",
        arguments: [
            ["mode": "memory"], ["mode": ""], ["busy_timeout": "soon"], ["busy_timeout": "-1"],
        ])
    func badOption(options: [String: String]) throws {
        #expect(try failure(scratch.database(""), options).cause == .configuration)
    }

    @Test(
        "a name that means a database in memory, or none, is a configuration error",
        arguments: [
            ":memory:", "",
        ])
    func noFile(name: String) throws {
        #expect(try failure(ConnectionURL(engine: .sqlite, database: name)).cause == .configuration)
    }

    @Test("a name with a zero byte is a configuration error")
    func zeroByte() throws {
        #expect(try failure(ConnectionURL(engine: .sqlite, database: "a\0b")).cause == .configuration)
    }

    @Test("a path that looks like an SQLite URI is a path")
    func uri() throws {
        let url = try scratch.database("CREATE TABLE t(a)")
        let trick = ConnectionURL(engine: .sqlite, database: "file:\(url.database)?vfs=unix-none")
        #expect(try failure(trick).cause == .missingDatabase)
    }

    @Test("a file that may not be read is a permission error")
    func unreadable() throws {
        let url = try scratch.database("CREATE TABLE t(a)")
        chmod(url.database, 0o000)
        #expect(try asNobody { try failure(url) }.cause == .permission)
    }

    @Test("a raised stop signal prevents opening")
    func stopped() throws {
        let stop = StopSignal()
        stop.raise()
        let url = try scratch.database("")
        let error = try #require(throws: DriverError.self) { try connect(url, stop: stop) }
        #expect(error.cause == .cancelled)
    }

    @Test("the server's facts are known without asking")
    func facts() throws {
        let session = try connect(scratch.database(""))
        let version = try #require(try session.value("SELECT sqlite_version()"))
        let numbers = version.split(separator: ".").compactMap { Int($0) }
        #expect(session.server.product == "SQLite")
        #expect(session.server.version == version)
        #expect(session.server.versionNumber == numbers[0] * 10_000 + numbers[1] * 100 + numbers[2])
    }
}
