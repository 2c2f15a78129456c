import FlotillaDriver
import Foundation
import Testing

@Suite("A ledger whose disk is full")
struct LedgerFaultTests {
    /// A project whose ledger lies on a small file system in memory. Only root can mount one, as in CI.
    private final class SmallDisk {
        let project: Project
        let databases: [Database]
        private let disk: String

        init() throws {
            let project = try Project(settings: "ledger: disk/ledger.db\ndefaults:\n  concurrency:\n    total: 1\n")
            disk = project.path + "/disk"
            try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
            try #require(mount("tmpfs", disk, "tmpfs", 0, "size=700k") == 0, "mounting needs root")
            databases = try (1...300).map { try project.addSQLite("t\($0)") }
            try project.revision(
                "a", after: nil, up: "INSERT INTO effects VALUES ('one');\nSELECT * FROM missing_\(Self.long);",
                down: "SELECT 1;")
            self.project = project
        }

        /// Each target fails with a long message, so that the ledger grows.
        private static let long = String(repeating: "long_", count: 500)

        deinit { umount2(disk, Int32(MNT_DETACH)) }

        func fill() throws {
            let file = open(disk + "/filler", O_CREAT | O_WRONLY | O_APPEND, 0o600)
            defer { close(file) }
            let block = [UInt8](repeating: 1, count: 4096)
            while write(file, block, block.count) > 0 {}
        }

        func makeSpace() { unlink(disk + "/filler") }

        func correct() throws {
            try project.revision("a", after: nil, up: "INSERT INTO effects VALUES ('one');", down: "SELECT 1;")
        }

        func ledger(_ sql: String) throws -> String? { try Database("sqlite:\(disk)/ledger.db").value(sql) }

        func withEffect() throws -> Int { try databases.filter { try project.effects($0) == ["one"] }.count }
    }

    @Test("refuses a run before any target is touched")
    func refuses() throws {
        let small = try SmallDisk()
        try small.correct()
        try small.fill()
        let run = try small.project.flotilla("upgrade", "--all", "--yes")
        #expect(run.status == 69, "\(run.errors)")
        #expect(run.errors.contains("no space left"))
        #expect(try small.withEffect() == 0)
    }

    @Test("stops a run that is under way, loses nothing that was durable, and the next run completes it")
    func stops() throws {
        let small = try SmallDisk()
        let run = try small.project.flotilla("upgrade", "--all", "--yes", "--retries", "0")
        let recorded = try small.ledger("SELECT count(*) FROM jobs WHERE outcome = 'failed'") ?? ""
        #expect(run.status == 69 && run.errors.contains("no space left"), "\(run.status) \(run.errors.prefix(2000))")
        #expect(run.output.hasPrefix("300 targets: ✗ ") && run.errors.contains("flotilla status --live --all"))
        #expect(Int(recorded).map { $0 > 0 && $0 < 300 } == true, "\(recorded) recorded")
        #expect(try small.ledger("PRAGMA integrity_check") == "ok")
        try small.correct()
        try #require(mount("tmpfs", small.project.path + "/disk", "tmpfs", UInt(MS_REMOUNT), "size=20m") == 0)
        let second = try small.project.upgrade()
        #expect(second.status == 0, "\(second.errors)")
        #expect(try small.withEffect() == 300)
        let succeeded = try small.ledger(
            "SELECT count(*) FROM jobs WHERE outcome = 'succeeded' AND run = (SELECT max(id) FROM runs)")
        #expect(succeeded == "300")
    }
}
