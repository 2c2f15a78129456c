import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import Testing

@testable import FlotillaLedger

@Suite("How rollouts and their jobs end in the ledger")
struct RolloutEndTests {
    let scratches = Scratches()

    @Test("what its last report says counts among a rollout's outcomes", arguments: LedgerEngine.allCases)
    func counts(_ engine: LedgerEngine) throws {
        let ledger = try scratches.make(engine).ledger()
        let run = try ledger.beginRollout(of: ["acme", "globex"])
        let worker = try ledger.enrol(["acme", "globex"])
        for item in try #require(try ledger.claim(2, of: run, for: worker, openWindows: [])).items {
            let name = TargetID(["acme", "globex"][item.place])
            let report = JobReport(number: item.job.number, attempt: 1, ending: .ended(.succeeded))
            try ledger.tell(report, .ended(name, .upgraded), of: run, by: worker)
        }
        try ledger.waitUntilDurable()
        #expect(try ledger.rollout(run)?.state == .completed)
        #expect(try ledger.runs().first?.summary?.counts == [.succeeded: 2])
    }

    @Test("a job that cost every worker its life is recorded as unknown", arguments: LedgerEngine.allCases)
    func lost(_ engine: LedgerEngine) throws {
        let ledger = try scratches.make(engine).ledger()
        let run = try ledger.beginRollout(of: ["acme"])
        for _ in 1...10 {
            let worker = try ledger.enrol(["acme"])
            #expect(try ledger.claim(1, of: run, for: worker, openWindows: [])?.items.count == 1)
            try ledger.dismiss(worker)
            #expect(try ledger.lapse(run) == 1)
        }
        #expect(try ledger.failedJobs(of: run).map(\.outcome) == [.unknown])
        let target = try ledger.target(TargetID("acme"))
        #expect(target.outcome == .unknown && target.failure?.cause == .other)
        #expect(try ledger.unrecordedTargets().isEmpty)
        #expect(try ledger.runs().first?.summary?.counts == [.unknown: 1])
    }
}

extension Ledger {
    fileprivate func beginRollout(of names: [String]) throws -> RunID {
        let policy = RolloutPolicy(
            failures: FailurePolicy(tolerate: .share(basisPoints: 10_000)), latecomers: .name)
        let description = RolloutDescription(
            run: .upgrade(), author: .current, policy: "", shape: RolloutShape(policy, sizes: [names.count]),
            waveNames: ["all"], digest: "", revisions: [])
        return try beginRollout(
            description, jobs: names.map { PlannedJob(entry: .named($0), wave: 0, expected: rows("1a")) })
    }

    fileprivate func enrol(_ names: [String]) throws -> WriterID {
        try enrol(selection: "", targets: names.enumerated().map { (entry: .named($1), place: $0) })
    }
}
