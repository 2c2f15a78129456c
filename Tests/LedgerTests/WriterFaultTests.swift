import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import FlotillaSQLite
import Glibc
import Testing

@testable import FlotillaLedger

@Suite("When the ledger cannot write")
struct WriterFaultTests {
    let scratches = Scratches()

    @Test("a run that was taken for dead writes nothing any more", arguments: LedgerEngine.allCases)
    func leaseLost(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let run = try ledger.beginRun(.upgrade(), targets: targets("a", "b"))
        _ = try scratch.ledger(clockOffset: .seconds(31)).beginRun(.upgrade(), targets: targets("a"))
        ledger.job("b", in: run, .upgraded)
        #expect(try ledger.error { try $0.waitUntilDurable() } == .leaseLost)
        #expect(ledger.failure == .leaseLost)
        #expect(try ledger.error { try $0.endRun(run) } == .leaseLost)
        #expect(try scratch.ledger().summary(of: run).unrecorded == 2)
    }

    @Test("a failed ledger begins nothing new", arguments: LedgerEngine.allCases)
    func nothingNew(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        _ = try ledger.beginRun(.upgrade(), targets: targets("a"))
        _ = try scratch.ledger(clockOffset: .seconds(31)).beginRun(.upgrade(), targets: targets("a"))
        _ = try ledger.error { try $0.waitUntilDurable() }
        #expect(try ledger.error { _ = try $0.beginRun(.upgrade(), targets: targets("z")) } == .leaseLost)
    }

    @Test("a full disk is said at once, and what was durable stays")
    func diskFull() throws {
        let scratch = try scratches.make(.sqlite)
        try scratch.mountSmall(size: 600 << 10)
        let ledger = try scratch.ledger("small/ledger.db")
        let run = try ledger.beginRun(.upgrade(), targets: (0..<200).lazy.map { target("t\($0)") })
        for number in 0..<50 { ledger.job("t\(number)", in: run, .upgraded) }
        try ledger.waitUntilDurable()
        try fill(scratch("small/filler"))
        for number in 50..<200 {
            ledger.job("t\(number)", in: run, .failed(.other, String(repeating: "long ", count: 800)))
        }
        #expect(try ledger.error { try $0.waitUntilDurable() } == .diskFull)
        #expect(ledger.failure == .diskFull)
        #expect(try ledger.error { try $0.endRun(run) } == .diskFull)
        ledger.close()
        unlink(scratch("small/filler"))
        let later = try scratch.ledger("small/ledger.db")
        #expect(try later.summary(of: run)[.succeeded] == 50)
        #expect(try later.unfinishedJobs(of: run).count == 150)
        let file = try SQLiteConnection(path: scratch("small/ledger.db"), mode: .readWrite)
        #expect(try file.rows("PRAGMA integrity_check") { $0.text(0) } == ["ok"])
    }

    private func fill(_ path: String) throws {
        let file = open(path, O_CREAT | O_WRONLY, 0o600)
        try #require(file >= 0)
        let block = [UInt8](repeating: 1, count: 4096)
        while write(file, block, block.count) > 0 {}
        close(file)
    }

    @Test("a ledger whose file was deleted fails instead of writing into nothing")
    func deleted() throws {
        let scratch = try scratches.make(.sqlite)
        let ledger = try scratch.ledger()
        let run = try ledger.beginRun(.upgrade(), targets: targets("a"))
        unlink(scratch("ledger.db"))
        ledger.job("a", in: run, .upgraded)
        let error = try ledger.error { try $0.waitUntilDurable() }
        guard case .io(let code, _) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(code == "SQLITE_READONLY_DBMOVED")
    }

    @Test("an outcome that belongs to no job is not swallowed", arguments: LedgerEngine.allCases)
    func unplanned(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let run = try ledger.beginRun(.upgrade(), targets: targets("a"))
        ledger.job("stranger", in: run, .upgraded)
        #expect(throws: LedgerError.self) { try ledger.waitUntilDurable() }
        #expect(ledger.failure != nil)
    }

    @Test(
        "what cannot be written because another process is writing is written afterwards, and durable only then",
        arguments: LedgerEngine.allCases)
    func otherWriter(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        var settings = LedgerSettings()
        settings.lockWait = .milliseconds(1)
        let ledger = try scratch.ledger(settings)
        let run = try ledger.beginRun(.upgrade(), targets: targets("a"))
        let other = try scratch.writing()
        ledger.job("a", in: run, .upgraded)
        let seenOnceDurable = Counter()
        let waiting = Background {
            guard (try? ledger.waitUntilDurable()) != nil, let summary = try? ledger.summary(of: run) else { return }
            seenOnceDurable.add(summary[.succeeded])
        }
        // The writer tries every millisecond; meanwhile these see what is on the disk.
        for _ in 0..<300 { try #require(try ledger.summary(of: run).unrecorded == 1) }
        try other.stop()
        waiting.join()
        #expect(seenOnceDurable.value == 1)
    }

    @Test("who cannot write for a whole lease has lost it", arguments: LedgerEngine.allCases)
    func heldUp(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        var settings = LedgerSettings()
        settings.lockWait = .milliseconds(1)
        settings.lease = .milliseconds(20)
        let ledger = try scratch.ledger(settings)
        let run = try ledger.beginRun(.upgrade(), targets: targets("a"))
        let other = try scratch.writing()
        ledger.job("a", in: run, .upgraded)
        #expect(try ledger.error { try $0.waitUntilDurable() } == .leaseLost)
        try other.stop()
        #expect(ledger.failure == .leaseLost)
    }

    @Test("who tells more than the disk takes is made to wait, and then goes on", arguments: LedgerEngine.allCases)
    func backPressure(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        var settings = LedgerSettings()
        settings.capacity = 4
        let ledger = try scratch.ledger(settings)
        let run = try ledger.beginRun(.upgrade(), targets: (0..<20).lazy.map { target("t\($0)") })
        let other = try scratch.writing()
        let counter = Counter()
        let thread = Background {
            for number in 0..<20 {
                ledger.record(.started(TargetID("t\(number)"), attempt: 1), in: run)
                counter.add(1)
            }
        }
        counter.wait(for: 4)
        try other.stop()
        thread.join()
        try ledger.waitUntilDurable()
        #expect(counter.value == 20)
        #expect(try ledger.unfinishedJobs(of: run).allSatisfy { $0.startedAt != nil })
    }

    @Test("a failed ledger makes nobody wait")
    func noPressureAfterFailure() throws {
        let scratch = try scratches.make(.sqlite)
        var settings = LedgerSettings()
        settings.capacity = 2
        let ledger = try scratch.ledger(settings)
        let run = try ledger.beginRun(.upgrade(), targets: targets("a"))
        unlink(scratch("ledger.db"))
        for _ in 0..<100 { ledger.record(.started(TargetID("a"), attempt: 1), in: run) }
        #expect(throws: LedgerError.self) { try ledger.waitUntilDurable() }
    }

    @Test("a run gives signs of life without being told anything", arguments: LedgerEngine.allCases)
    func heartbeat(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        var settings = LedgerSettings()
        settings.heartbeat = .milliseconds(2)
        let ledger = try scratch.ledger(settings)
        let run = try ledger.beginRun(.upgrade(), targets: targets("a"))
        let first = try #require(try ledger.run(run)).heartbeatAt
        var last = first
        while last == first { last = try #require(try ledger.run(run)).heartbeatAt }
        #expect(last > first)
    }
}
