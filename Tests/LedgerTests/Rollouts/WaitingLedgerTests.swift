import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import Testing

@testable import FlotillaLedger

@Suite("What a rollout waits for, in the ledger")
struct WaitingLedgerTests {
    let scratches = Scratches()

    @Test("each job on offer is counted once, by what keeps it from beginning", arguments: LedgerEngine.allCases)
    func counting(_ engine: LedgerEngine) throws {
        let rollout = try SmallRollout(
            try scratches.make(engine).ledger(), [["a", "b", "c", "d", "e"], ["later"]], windows: ["c": 0, "d": 1])
        let before = try rollout.ledger.waitingJobs(of: rollout.run, .wave(0))
        #expect(before.unreached == 5 && before.byWindow.isEmpty && before.lastStart == nil)

        let worker = try rollout.worker(reaching: ["a", "b", "c", "d"])
        let items = try rollout.claim(1, worker)
        let putBack = StagedReport(
            JobReport(items[0].job, .putBack(after: .seconds(600), hasLooked: true)),
            .attemptFailed(TargetID("a"), attempt: 1, JobFailure(.lockTimeout, message: "locked"), took: .zero))
        _ = try rollout.ledger.exchange([putBack], claiming: 0, of: rollout.run, for: worker, openWindows: [])
        let waiting = try rollout.ledger.waitingJobs(of: rollout.run, .wave(0))
        #expect((waiting.unreached, waiting.delayed, waiting.ready) == (1, 1, 1))
        #expect(waiting.byWindow == [0: 1, 1: 1])
        let now = try rollout.record.now
        #expect(try #require(waiting.lastStart) <= now)
        #expect((Duration.seconds(500)...Duration.seconds(600)).contains(try #require(waiting.firstDue) - now))

        try rollout.ledger.dismiss(worker)
        #expect(try rollout.ledger.waitingJobs(of: rollout.run, .wave(0)).unreached == 5)
        #expect(try rollout.ledger.waitingJobs(of: rollout.run, .wave(1)).unreached == 1)
        let none = try rollout.ledger.waitingJobs(of: rollout.run, .unsettled)
        #expect(none.unreached == 0)
        #expect(try rollout.ledger.waitingJobs(of: rollout.run, .reopened).unreached == 0)
    }
}
