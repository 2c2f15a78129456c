import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import Testing

@testable import FlotillaLedger

@Suite("A rollout's targets in the ledger", .serialized) struct VanishedTargetsTests {
    private let scratches = Scratches()

    private func begin(_ ledger: Ledger, _ names: [String], digest: String = "a") throws(LedgerError) -> RunID {
        var description = RolloutDescription(
            run: RunDescription(command: "upgrade to head", operation: .upgrade, revision: "r1"), author: .current,
            policy: "{}", shape: RolloutShape(waves: [.init(jobs: names.count, budget: 0)], budget: 0),
            waveNames: ["all"], digest: "d",
            revisions: [PlannedRevision(id: RevisionID("r1"), digest: digest, textDigest: "t")])
        description.selection = "{\"all\":true}"
        description.beside = [TargetID("there"), TargetID("aside")]
        return try ledger.beginRollout(
            description, jobs: names.map { PlannedJob(entry: target($0), wave: 0, expected: []) })
    }

    private func enrol(_ ledger: Ledger, _ names: String...) throws(LedgerError) -> WriterID {
        try ledger.enrol(selection: "", targets: names.enumerated().map { (target($0.element), $0.offset) })
    }

    @Test("are known with those that had nothing to be done to them", arguments: LedgerEngine.allCases)
    func scope(engine: LedgerEngine) throws {
        let ledger = try scratches.make(engine).ledger()
        let run = try begin(ledger, ["a", "b"])
        let scope = try ledger.scope(of: run)
        #expect(scope?.selection == "{\"all\":true}")
        #expect(Set((scope?.known ?? []).map(\.text)) == ["a", "b", "there", "aside"])
        ledger.close()
    }

    @Test("that no living worker reaches are found, and skipped with the reason", arguments: LedgerEngine.allCases)
    func skipping(engine: LedgerEngine) throws {
        let ledger = try scratches.make(engine).ledger()
        let run = try begin(ledger, ["a", "b"])
        let gone = try enrol(ledger, "b")
        try ledger.dismiss(gone)
        _ = try enrol(ledger, "a")
        let unreached = try ledger.unreached(of: run, .wave(0))
        #expect(unreached.map(\.target.text) == ["b"])
        #expect(try ledger.giveUp(unreached.map(\.number), of: run, reason: "not listed") == 1)
        let groups = try ledger.failedJobs(of: run)
        #expect(groups.map(\.outcome) == [.skipped] && groups.first?.message == "not listed")
        #expect(try ledger.rollout(run)?.rollout.tallies[0][.skipped] == 1)
        ledger.close()
    }

    @Test("that make up most of a wave are unreachable, and can be tried again", arguments: LedgerEngine.allCases)
    func massively(engine: LedgerEngine) throws {
        let ledger = try scratches.make(engine).ledger()
        let run = try begin(ledger, ["a", "b"])
        let unreached = try ledger.unreached(of: run, .wave(0)).map(\.number)
        #expect(try ledger.giveUp(unreached, of: run, reason: "not listed") == 2)
        let groups = try ledger.failedJobs(of: run)
        #expect(groups.map(\.outcome) == [.unreachable] && groups.map(\.cause) == [.unreachable])
        #expect(try ledger.rollout(run)?.state.phase == .paused)
        #expect(try ledger.reopen(unreached, of: run, resumes: false, author: .current).count == 2)
        ledger.close()
    }

    @Test("are not skipped when a worker has come that reaches them", arguments: LedgerEngine.allCases)
    func reachedAgain(engine: LedgerEngine) throws {
        let ledger = try scratches.make(engine).ledger()
        let run = try begin(ledger, ["a"])
        let unreached = try ledger.unreached(of: run, .wave(0))
        _ = try enrol(ledger, "a")
        #expect(unreached.count == 1)
        #expect(try ledger.giveUp(unreached.map(\.number), of: run, reason: "not listed") == 0)
        #expect(try ledger.rollout(run)?.state == .advancing(wave: 0))
        ledger.close()
    }

    @Test("keep with which file they got a revision: only changes of files are noted", arguments: LedgerEngine.allCases)
    func revisionFiles(engine: LedgerEngine) throws {
        let ledger = try scratches.make(engine).ledger()
        let first = try begin(ledger, ["a"])
        let second = try begin(ledger, ["b"])
        let third = try begin(ledger, ["c"], digest: "b")
        let uses = try ledger.revisionFiles()
        #expect(uses.map(\.since) == [first, third] && uses.map(\.revision.digest) == ["a", "b"])
        #expect(first < second)
        ledger.close()
    }
}
