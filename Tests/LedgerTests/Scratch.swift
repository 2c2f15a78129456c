import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import FlotillaSQLite
import Glibc
import Synchronization
import Testing

@testable import FlotillaLedger

/// What a ledger may lie in. Each rule of the ledger holds for all of them.
enum LedgerEngine: CaseIterable, Sendable {
    case sqlite, postgresql
}

/// Keeps what one test made until it is over.
final class Scratches: Sendable {
    private let made = Mutex<[Scratch]>([])

    func make(_ engine: LedgerEngine) throws -> Scratch {
        let scratch = try Scratch(engine)
        made.withLock { $0.append(scratch) }
        return scratch
    }
}

/// A place of its own for one test: a folder under `FLOTILLA_TEST_DIR`, and for PostgreSQL a database. Removed afterwards.
final class Scratch: Sendable {
    let path: String
    /// Of the database; `nil` with SQLite.
    private let url: ConnectionURL?
    private let mounted = Mutex<[String]>([])

    init(_ engine: LedgerEngine) throws {
        let root = try #require(
            getenv("FLOTILLA_TEST_DIR").map { String(cString: $0) }, "set FLOTILLA_TEST_DIR to a scratch folder")
        let name = "ledger-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        path = "\(root)/\(name)"
        try #require(mkdir(path, 0o777) == 0)
        url = engine == .postgresql ? try TestServer.createDatabase(name) : nil
    }

    var address: LedgerAddress { url.map { .database($0) } ?? .file(self("ledger.db")) }

    deinit {
        if let url { TestServer.drop(url) }
        for folder in mounted.withLock({ $0 }) { umount2(folder, Int32(MNT_DETACH)) }
        for folder in ["/small", "/a/b", "/a", ""] { remove(path + folder) }
    }

    private func remove(_ folder: String) {
        guard let listing = opendir(folder) else { return }
        defer { closedir(listing) }
        while let entry = readdir(listing) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            unlink(folder + "/" + name)
        }
        rmdir(folder)
    }

    /// The path of `name` inside.
    func callAsFunction(_ name: String) -> String { path + "/" + name }

    /// An SQLite file other than ``address``.
    func ledger(_ name: String) throws(LedgerError) -> Ledger { try Ledger.open(at: .file(self(name))) }

    func ledger(_ settings: LedgerSettings = LedgerSettings()) throws(LedgerError) -> Ledger {
        try Ledger.open(at: address, settings: settings)
    }

    func ledger(clockOffset: Duration) throws(LedgerError) -> Ledger {
        var settings = LedgerSettings()
        settings.clockOffset = clockOffset
        return try ledger(settings)
    }

    /// A file system in memory of `size` bytes, at `small`. Only root can mount one.
    func mountSmall(size: Int) throws {
        try #require(mkdir(self("small"), 0o777) == 0)
        try #require(mount("tmpfs", self("small"), "tmpfs", 0, "size=\(size)") == 0, "mounting needs root")
        mounted.withLock { $0.append(self("small")) }
    }

    /// Runs a script in the ledger, past this program.
    func execute(_ script: String) throws {
        switch address {
        case .file(let path): try SQLiteConnection(path: path, mode: .readWrite).execute(script)
        case .database(let url): try TestServer.execute("SET search_path = flotilla; \(script)", in: url)
        }
    }

    /// All that is written in the ledger, bytes of deleted rows included where they can be got at.
    func everything() throws -> String {
        switch address {
        case .file: String(decoding: bytes(of: "ledger.db"), as: UTF8.self)
        case .database(let url): try TestServer.texts(in: url)
        }
    }

    /// Another process that is writing, until it is told to stop.
    func writing() throws -> OtherWriter { try OtherWriter(address) }

    private func bytes(of name: String) -> [UInt8] {
        ["", "-wal", "-shm"].flatMap { suffix -> [UInt8] in
            let file = open(self(name) + suffix, O_RDONLY)
            guard file >= 0 else { return [] }
            defer { close(file) }
            var all: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while case let count = read(file, &buffer, buffer.count), count > 0 { all += buffer[..<count] }
            return all
        }
    }
}

/// The targets `names`, on one server each.
func targets(_ names: String...) -> [TargetEntry] { names.map(target) }

func target(_ name: String) -> TargetEntry { .named(name) }

extension TargetEntry {
    /// On the server behind the name's `@`, or on one called `db`.
    static func named(_ name: String) -> TargetEntry {
        let parts = name.split(separator: "@").map(String.init)
        let host = parts.count == 2 ? parts[1] : "db"
        return TargetEntry(
            id: TargetID(name), url: ConnectionURL(engine: .postgresql, hosts: [.init(name: host)], database: name),
            labels: ["tier": "free"])
    }
}

func rows(_ texts: String...) -> [RevisionID] { texts.map(RevisionID.init) }

extension RunDescription {
    static func upgrade(_ process: ProcessMark = .current) -> RunDescription {
        RunDescription(command: "flotilla upgrade --all", operation: .upgrade, revision: "head", process: process)
    }
}

extension ProcessMark {
    /// A process of this machine that is gone, and whose number another one, this test, has since.
    static var dead: ProcessMark {
        ProcessMark(
            host: current.host, scope: current.scope, pid: current.pid, startTicks: current.startTicks - 1,
            user: "somebody")
    }

    /// A process that cannot be seen from here, though no process here has its number.
    static var elsewhere: ProcessMark {
        ProcessMark(host: current.host, scope: "other boot/1", pid: .max, startTicks: 1, user: "ann")
    }
}

extension Ledger {
    /// Tells of a job from its beginning to its end.
    func job(_ name: String, in run: RunID, _ result: JobResult) {
        record(.started(TargetID(name), attempt: 1), in: run)
        record(.ended(TargetID(name), result), in: run)
    }

    func error(_ body: (Ledger) throws -> Void) throws -> LedgerError {
        try #require(throws: LedgerError.self) { try body(self) }
    }
}

extension JobResult {
    static let upgraded = JobResult(.succeeded, before: rows("1a"), after: rows("2b"))

    static func failed(_ cause: FailureCause, _ message: String) -> JobResult {
        JobResult(.failed, before: rows("1a"), failure: JobFailure(cause, code: "X1", message: message))
    }
}
