import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import Testing

@testable import FlotillaLedger

@Suite("Workers and coordinators in the ledger")
struct WorkerLedgerTests {
    let scratches = Scratches()

    @Test("the jobs of a worker that went lapse, and its late report is refused", arguments: LedgerEngine.allCases)
    func lapsing(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let rollout = try SmallRollout(try scratch.ledger(), [["a", "b"]])
        let other = try scratch.ledger()
        let lost = try rollout.worker(other)
        let items = try rollout.claim(1, lost, on: other)
        // By a clock that is a minute ahead its lease has run out.
        let later = try scratch.ledger(clockOffset: .seconds(60))
        #expect(try later.lapse(rollout.run) == 1)
        #expect(try rollout.record.rollout.unsettled == 1)
        #expect(throws: LedgerError.leaseLost, "a lease that has run out does not come to life again") {
            try rollout.end(items, .succeeded, lost, on: other)
        }
        #expect(!other.holdsLeases, "what still runs is cancelled")
        #expect(try rollout.record.rollout.tallies[0].arrived == 0)
        #expect(try rollout.talliesAreTrue())
    }

    @Test(
        "a job that lapsed is handed to another worker as one that somebody has to look at",
        arguments: LedgerEngine.allCases)
    func takeover(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let rollout = try SmallRollout(try scratch.ledger(), [["a"]])
        let other = try scratch.ledger()
        let lost = try rollout.worker(other)
        _ = try rollout.claim(1, lost, on: other)
        try other.dismiss(lost)
        #expect(try rollout.ledger.lapse(rollout.run) == 1)
        let worker = try rollout.worker()
        let again = try rollout.claim(1, worker)
        #expect(again.first?.job.wasUnsettled == true)
        #expect(again.first?.job.attempt == 2)
    }

    @Test("a pause between targets is told, so that nobody waits for longer", arguments: LedgerEngine.allCases)
    func pause(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let rollout = try SmallRollout(try scratch.ledger(), [["a", "b"]], pause: .seconds(40))
        let worker = try rollout.worker()
        func claim() throws -> Claim {
            try #require(try rollout.ledger.claim(9, of: rollout.run, for: worker, openWindows: []))
        }
        let (first, second) = (try claim(), try claim())
        #expect(first.items.count == 1 && first.untilDue == .seconds(40))
        #expect(second.items.isEmpty)
        #expect(try #require(second.untilDue) <= .seconds(40))
    }

    @Test("in a rollout that ends early lost jobs are only looked at", arguments: LedgerEngine.allCases)
    func probing(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let rollout = try SmallRollout(try scratch.ledger(), [["a", "b"]])
        let other = try scratch.ledger()
        let lost = try rollout.worker(other)
        _ = try rollout.claim(1, lost, on: other)
        try other.dismiss(lost)
        try rollout.ledger.lapse(rollout.run)
        try rollout.steer(.abortRequested(takesBack: false))
        #expect(try rollout.record.state.phase == .aborting)
        let worker = try rollout.worker()
        let probes = try rollout.claim(9, worker)
        #expect(probes.map(\.job.isProbe) == [true])
        try rollout.end(probes, .cancelled, worker)
        #expect(try rollout.record.state == .aborted)
    }

    @Test("many workers at once get every job exactly once", arguments: LedgerEngine.allCases)
    func together(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let names = (0..<120).map { "t\($0)" }
        let rollout = try SmallRollout(try scratch.ledger(), [names], total: 200, perServer: 200)
        let ledgers = try (0..<4).map { _ in try scratch.ledger() }
        let workers = try ledgers.map { try rollout.worker($0) }
        let claimed = Monitor<[JobNumber]>([])
        let threads = (0..<4).map { index in
            Background {
                do {
                    while true {
                        let items = try rollout.claim(7, workers[index], on: ledgers[index])
                        guard !items.isEmpty else { return }
                        claimed.access { $0 += items.map(\.job.number) }
                        try rollout.end(items, .succeeded, workers[index], on: ledgers[index])
                    }
                } catch {
                    Issue.record(error)
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(claimed.access { $0.count } == names.count)
        #expect(Set(claimed.access { $0 }).count == names.count)
        #expect(try rollout.record.state == .completed)
        #expect(try rollout.talliesAreTrue())
    }

    @Test("one coordinator at a time, and another when it is gone", arguments: LedgerEngine.allCases)
    func leading(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let rollout = try SmallRollout(try scratch.ledger(), [["a"]])
        let first = try rollout.worker()
        let second = try rollout.worker()
        #expect(try rollout.ledger.lead(rollout.run, first))
        #expect(try !rollout.ledger.lead(rollout.run, second))
        #expect(try rollout.ledger.lead(rollout.run, first))
        try rollout.ledger.dismiss(first)
        #expect(try rollout.ledger.lead(rollout.run, second))
    }

    @Test(
        "measurements belong to the gate that is open, and approvals to the gate they were given for",
        arguments: LedgerEngine.allCases)
    func gates(_ engine: LedgerEngine) throws {
        let rollout = try SmallRollout(try scratches.make(engine).ledger(), [["a"], ["b"]], gates: 2)
        let worker = try rollout.worker()
        try rollout.end(try rollout.claim(1, worker), .succeeded, worker)
        #expect(try rollout.record.state == .gating(wave: 0, gate: 0))
        var progress = try #require(try rollout.record.gate)
        progress.apply(.fail("too slow"), at: progress.openedAt + .seconds(1))
        try rollout.ledger.keepGate(progress, of: rollout.run)
        #expect(try rollout.record.gate?.lastWords == "too slow")
        try rollout.ledger.approve(rollout.run, wave: 0, gate: 0, author: SmallRollout.author)
        #expect(try rollout.ledger.approvals(of: rollout.run, wave: 0, gate: 0) == ["ann"])
        try rollout.steer(.gatePassed(wave: 0, gate: 0))
        #expect(try rollout.record.state == .gating(wave: 0, gate: 1))
        #expect(try rollout.record.gate?.measurements == 0)
        #expect(try rollout.ledger.approvals(of: rollout.run, wave: 0, gate: 1).isEmpty)
        try rollout.ledger.keepGate(progress, of: rollout.run)
        #expect(try rollout.record.gate?.measurements == 0, "what was measured of the gate before is not this one's")
    }

    @Test(
        "a plain run keeps off targets that a rollout's worker is at, and off no others",
        arguments: LedgerEngine.allCases)
    func plainRuns(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let rollout = try SmallRollout(try scratch.ledger(), [["a", "b"]])
        let worker = try rollout.worker()
        _ = try rollout.claim(1, worker)
        let other = try scratch.ledger()
        #expect(throws: LedgerError.self) { _ = try other.beginRun(.upgrade(), targets: targets("a")) }
        _ = try other.beginRun(.upgrade(), targets: targets("b"))
    }
}
