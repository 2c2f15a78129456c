import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import Glibc
import Testing

@testable import FlotillaLedger

/// A folder of its own for one test, under `FLOTILLA_TEST_DIR`; removed afterwards.
final class Scratch {
    let path: String
    private var mounted: [String] = []

    init() throws {
        let root = try #require(
            getenv("FLOTILLA_TEST_DIR").map { String(cString: $0) }, "set FLOTILLA_TEST_DIR to a scratch folder")
        path = "\(root)/ledger-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        try #require(mkdir(path, 0o777) == 0)
    }

    deinit {
        for folder in mounted { umount2(folder, Int32(MNT_DETACH)) }
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

    func ledger(_ name: String = "ledger.db", clockOffset: Duration = .zero) throws(LedgerError) -> Ledger {
        var settings = LedgerSettings()
        settings.clockOffset = clockOffset
        return try Ledger.open(at: .file(self(name)), settings: settings)
    }

    /// A file system in memory of `size` bytes, at `small`. Only root can mount one.
    func mountSmall(size: Int) throws {
        try #require(mkdir(self("small"), 0o777) == 0)
        try #require(mount("tmpfs", self("small"), "tmpfs", 0, "size=\(size)") == 0, "mounting needs root")
        mounted.append(self("small"))
    }

    /// Every byte of every file of the ledger.
    func bytes(of name: String) -> [UInt8] {
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

func target(_ name: String) -> TargetEntry {
    TargetEntry(
        id: TargetID(name), url: ConnectionURL(engine: .postgresql, hosts: [.init(name: "db")], database: name),
        labels: ["tier": "free"])
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
