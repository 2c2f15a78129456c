import FlotillaDriver
import FlotillaRollout
import Testing

@testable import FlotillaLedger

/// Several processes plan to take one rollout back, each from what it saw of it. The ledger lets the first begin; the others
/// may come when it is over.
@Suite("A rollout is taken back once", .serialized) struct TakingBackTests {
    private let scratches = Scratches()

    private func done(_ ledger: Ledger) throws -> SmallRollout {
        let rollout = try SmallRollout(ledger, [["a", "b"]])
        try end(rollout)
        return rollout
    }

    private func end(_ rollout: SmallRollout) throws {
        let worker = try rollout.worker()
        try rollout.end(rollout.claim(2, worker), .succeeded, worker)
    }

    private func description(_ takesBack: RunID) -> RolloutDescription {
        RolloutDescription(
            run: RunDescription(command: "revert", operation: .revert, revision: ""), author: SmallRollout.author,
            policy: "{}", shape: RolloutShape(waves: [.init(jobs: 1, budget: 1)], budget: 1), waveNames: ["all"],
            digest: "r", revisions: [], takesBack: takesBack)
    }

    @Test(
        "also by whoever planned it before the first revert began, and comes when that is over",
        arguments: LedgerEngine.allCases)
    func late(engine: LedgerEngine) throws {
        let ledger = try scratches.make(engine).ledger()
        let rollout = try done(ledger)
        let revert = try SmallRollout(ledger, [["a", "b"]], takesBack: rollout.run)
        try end(revert)
        #expect(try revert.record.state == .completed)
        #expect(throws: LedgerError.takenBack(rollout.run, by: revert.run)) {
            _ = try SmallRollout(ledger, [["b"]], takesBack: rollout.run)
        }
        #expect(try ledger.rollouts().count == 2)
        ledger.close()
    }

    @Test("by itself only while its policy's word stands", arguments: LedgerEngine.allCases)
    func automatic(engine: LedgerEngine) throws {
        let ledger = try scratches.make(engine).ledger()
        let rollout = try done(ledger)
        let jobs = [PlannedJob(entry: target("a"), wave: 0, expected: rows("2b"), goal: rows("1a"))]
        var asked = description(rollout.run)
        asked.isAskedFor = true
        #expect(throws: LedgerError.takenBack(rollout.run, by: nil)) {
            _ = try ledger.beginRollout(asked, jobs: jobs)
        }
        // A person needs no policy for it.
        #expect(throws: Never.self) { _ = try ledger.beginRollout(description(rollout.run), jobs: jobs) }
        ledger.close()
    }
}
