import FlotillaDriver
import FlotillaSQLite
import Glibc
import Testing

@testable import FlotillaLedger

@Suite("Opening a ledger")
struct OpeningTests {
    let scratches = Scratches()

    private func mode(_ path: String) -> mode_t {
        var facts = stat()
        stat(path, &facts)
        return facts.st_mode & 0o777
    }

    @Test("a new ledger can be read by its owner only, its companions too")
    func mode0600() throws {
        let scratch = try scratches.make(.sqlite)
        let ledger = try scratch.ledger()
        _ = try ledger.beginRun(.upgrade(), targets: targets("acme"))
        for suffix in ["", "-wal", "-shm"] { #expect(mode(scratch("ledger.db") + suffix) == 0o600, "\(suffix)") }
    }

    @Test("missing folders are made, for the owner only")
    func folders() throws {
        let scratch = try scratches.make(.sqlite)
        _ = try scratch.ledger("a/b/ledger.db")
        #expect(mode(scratch("a/b")) == 0o700)
    }

    @Test("a ledger that is closed and opened again remembers", arguments: LedgerEngine.allCases)
    func reopened(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let first = try scratch.ledger()
        let run = try first.beginRun(.upgrade(), targets: targets("acme"))
        first.close()
        #expect(try scratch.ledger().run(run)?.command == "flotilla upgrade --all")
    }

    @Test("a ledger that a newer program wrote is refused and left alone", arguments: LedgerEngine.allCases)
    func newer(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        try scratch.ledger().close()
        try scratch.execute("UPDATE schema_version SET version = 99")
        let before = try scratch.everything()
        let error = try #require(throws: LedgerError.self) { try scratch.ledger() }
        #expect(error == .schemaTooNew(found: 99, known: Schema.form))
        #expect(try scratch.everything() == before)
    }

    @Test("a ledger of the form before is brought up to date and keeps what it has", arguments: LedgerEngine.allCases)
    func older(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let first = try scratch.ledger()
        first.recordVersion(rows("2b"), of: target("acme"))
        first.close()
        try scratch.execute(
            """
            ALTER TABLE targets DROP COLUMN estimates; ALTER TABLE targets DROP COLUMN estimated_at;
            UPDATE schema_version SET version = 3
            """)
        #expect(try Ledger.openIfThere(at: scratch.address) === nil)
        let ledger = try scratch.ledger()
        #expect(try ledger.target(TargetID("acme")).version == rows("2b"))
        ledger.recordEstimates([RowEstimate(table: "users", rows: 10_000)], of: TargetID("acme"))
        try ledger.waitUntilDurable()
        #expect(try ledger.estimates().count == 1)
    }

    @Test("a ledger that is not there is not made by who only asks whether it is", arguments: LedgerEngine.allCases)
    func missing(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        #expect(try Ledger.openIfThere(at: scratch.address) === nil)
        #expect(try Ledger.openIfThere(at: scratch.address) === nil)
        try scratch.ledger().close()
        let ledger = try #require(try Ledger.openIfThere(at: scratch.address))
        #expect(try ledger.census() == [])
        #expect(throws: LedgerError.closed) { try ledger.waitUntilDurable() }
        ledger.close()
    }

    @Test(
        "a ledger that is opened once more in one process keeps its locks, without which others take it for abandoned")
    func locks() throws {
        let scratch = try scratches.make(.sqlite)
        let first = try scratch.ledger()
        _ = try first.beginRun(.upgrade(), targets: targets("acme"))
        var facts = stat()
        stat(scratch("ledger.db"), &facts)
        // Of each lock the table names process and file: `1: POSIX  ADVISORY  READ 4711 08:01:1234 0 EOF`.
        func isLocked() throws -> Bool {
            let table = try #require(SmallFile.read("/proc/locks"))
            return table.split(separator: "\n").contains {
                $0.contains(" \(getpid()) ") && $0.contains(":\(facts.st_ino) ")
            }
        }
        #expect(try isLocked())
        try scratch.ledger().close()
        #expect(try isLocked())
        first.close()
    }

    @Test("another program's database is refused")
    func tenant() throws {
        let scratch = try scratches.make(.sqlite)
        try SQLiteConnection(path: scratch("ledger.db"), mode: .create).execute("CREATE TABLE accounts(id)")
        let error = try #require(throws: LedgerError.self) { try scratch.ledger() }
        #expect(error == .cannotOpen(place: scratch("ledger.db"), reason: "it is a database of another program"))
    }

    @Test("a damaged file is corrupt")
    func corrupt() throws {
        let scratch = try scratches.make(.sqlite)
        try scratch.ledger().close()
        let file = open(scratch("ledger.db"), O_WRONLY)
        let junk = [UInt8](repeating: 0x5A, count: 4096)
        #expect(write(file, junk, junk.count) == 4096)
        close(file)
        let error = try #require(throws: LedgerError.self) { try scratch.ledger() }
        guard case .corrupt(scratch("ledger.db"), _) = error else {
            Issue.record("\(error)")
            return
        }
    }

    @Test("a folder in place of the file cannot be opened")
    func folder() throws {
        let scratch = try scratches.make(.sqlite)
        mkdir(scratch("a"), 0o755)
        let error = try #require(throws: LedgerError.self) { try scratch.ledger("a") }
        #expect(error == .cannotOpen(place: scratch("a"), reason: "Is a directory"))
    }

    @Test("a folder that cannot be made is told with the reason, not as a missing file")
    func blockedFolder() throws {
        let scratch = try scratches.make(.sqlite)
        close(open(scratch("a"), O_CREAT | O_WRONLY, 0o600))
        let error = try #require(throws: LedgerError.self) { try scratch.ledger("a/b/ledger.db") }
        #expect(
            error
                == .cannotOpen(
                    place: scratch("a/b/ledger.db"),
                    reason: "its folder \(scratch("a/b")) cannot be made: Not a directory"))
    }

    @Test("a ledger that may only be read answers questions and takes no orders")
    func readOnly() throws {
        let scratch = try scratches.make(.sqlite)
        try scratch.mountSmall(size: 1 << 20)
        let ledger = try scratch.ledger("small/ledger.db")
        let run = try ledger.beginRun(.upgrade(), targets: targets("acme"))
        ledger.job("acme", in: run, .upgraded)
        try ledger.endRun(run)
        ledger.close()
        try #require(
            mount("tmpfs", scratch("small"), "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), "size=1048576") == 0)
        let error = try #require(throws: LedgerError.self) { try scratch.ledger("small/ledger.db") }
        #expect(error == .cannotOpen(place: scratch("small/ledger.db"), reason: "Read-only file system"))
        let looking = try Ledger.openToRead(at: .file(scratch("small/ledger.db")))
        #expect(try looking.census() == [VersionCount(version: rows("2b"), targets: 1)])
        #expect(try looking.history(of: TargetID("acme")).map(\.outcome) == [.succeeded])
        #expect(try looking.error { _ = try $0.beginRun(.upgrade(), targets: targets("acme")) } == .closed)
        looking.close()
    }

    @Test("many processes may open a new ledger at once", arguments: LedgerEngine.allCases)
    func together(_ engine: LedgerEngine) async throws {
        let scratch = try scratches.make(engine)
        let address = scratch.address
        let opened = try await withThrowingTaskGroup(of: Ledger.self) { group in
            for _ in 0..<8 { group.addTask { try Ledger.open(at: address) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(opened.count == 8)
    }

    @Test("a closed ledger takes no orders", arguments: LedgerEngine.allCases)
    func closed(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        ledger.close()
        #expect(try ledger.error { try $0.waitUntilDurable() } == .closed)
        #expect(try ledger.error { _ = try $0.census() } == .closed)
    }

    @Test(
        "a network file system is told by its mount",
        arguments: [
            ("36 35 0:42 / /srv rw - nfs4 server:/export rw", "nfs4"),
            ("36 35 0:42 / /srv rw shared:1 master:2 - cifs //server/share rw", "cifs"),
            ("36 35 0:42 / /srv rw - ext4 /dev/sda1 rw", nil),
            ("36 35 0:43 / /srv rw - nfs server:/export rw", nil),
            ("garbage", nil),
        ] as [(String, String?)])
    func networkFileSystem(line: String, kind: String?) {
        #expect(MountTable("1 0 8:1 / / rw - ext4 /dev/sda2 rw\n" + line).networkFileSystem(device: 42) == kind)
    }
}
