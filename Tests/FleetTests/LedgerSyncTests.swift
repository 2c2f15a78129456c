import FlotillaDriver
import Foundation
import Testing

@Suite("A ledger whose disk fails when it is to keep something")
struct LedgerSyncTests {
    private final class Fleet {
        let project: Project
        let databases: [Database]

        init() throws {
            let project = try Project(settings: "defaults:\n  concurrency:\n    total: 1\n")
            databases = try (1...30).map { try project.addSQLite("t\($0)") }
            try project.revision("a", after: nil, up: "INSERT INTO effects VALUES ('one');", down: "SELECT 1;")
            self.project = project
        }

        /// Has the kernel report EIO for the ledger's syncs, and for nothing else.
        ///
        /// - Parameter which: as strace counts: `8` is the eighth alone, `8+` the eighth and all after it.
        func upgrade(failing which: String) throws -> Finished {
            let files = ["", "-wal", "-journal"].flatMap { ["-P", "\(project.path)/.flotilla/ledger.db\($0)"] }
            return try run(
                "/usr/bin/strace",
                ["-f", "-o", "/dev/null", "-e", "trace=fsync,fdatasync"] + files
                    + ["-e", "inject=fsync,fdatasync:error=EIO:when=\(which)", Environment.binary()]
                    + ["upgrade", "--all", "--yes", "--progress", "none"], in: project.path)
        }

        func effects() throws -> Int { try databases.map { try project.effects($0).count }.reduce(0, +) }

        func recorded(inRun run: Int) throws -> Int {
            try project.ledger("SELECT count(*) FROM jobs WHERE outcome = 'succeeded' AND run = \(run)")
                .flatMap { Int($0) } ?? 0
        }
    }

    @Test("refuses a run before any target is touched")
    func refuses() throws {
        let fleet = try Fleet()
        let run = try fleet.upgrade(failing: "1+")
        #expect(run.status == 69 && run.errors.contains("I/O error"), "\(run.status) \(run.errors)")
        #expect(try fleet.effects() == 0)
    }

    @Test(
        "stops a run that is under way, even if it fails only once, and the next run completes it",
        arguments: ["8", "8+"])
    func stops(_ which: String) throws {
        let fleet = try Fleet()
        let run = try fleet.upgrade(failing: which)
        #expect(run.status == 69 && run.errors.contains("I/O error"), "\(run.status) \(run.errors)")
        let (recorded, done) = (try fleet.recorded(inRun: 1), try fleet.effects())
        #expect(recorded <= done && done > 0, "\(recorded) recorded, \(done) done")
        #expect(try fleet.project.ledger("PRAGMA integrity_check") == "ok")
        let second = try fleet.project.upgrade()
        #expect(second.status == 0, "\(second.errors)")
        #expect(try fleet.databases.allSatisfy { try fleet.project.effects($0) == ["one"] })
    }
}
