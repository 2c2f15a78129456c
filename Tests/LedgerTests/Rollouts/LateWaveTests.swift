import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import FlotillaSQL
import Testing

@testable import FlotillaLedger

@Suite("A wave for targets that joined late")
struct LateWaveTests {
    let scratches = Scratches()

    /// A rollout of one target that looks for further ones.
    private func sweeping(_ engine: LedgerEngine) throws -> (SmallRollout, WriterID) {
        let rollout = try SmallRollout(try scratches.make(engine).ledger(), [["a"]], sweeps: 2)
        let worker = try rollout.worker()
        try rollout.end(try rollout.claim(1, worker), .succeeded, worker)
        #expect(try rollout.record.state == .sweeping(wave: 1))
        return (rollout, worker)
    }

    private func add(_ names: [String], to rollout: SmallRollout, wave: Int = 1) throws -> Steering {
        let late = LateWave(number: wave, name: "late-joiners", shape: .init(jobs: names.count, budget: 5))
        let jobs = names.map { PlannedJob(entry: target($0), wave: wave, expected: rows("1a")) }
        return try rollout.ledger.addWave(late, jobs, to: rollout.run, author: SmallRollout.author)
    }

    @Test("is written down with its jobs, and worked on by whoever reaches them", arguments: LedgerEngine.allCases)
    func adding(_ engine: LedgerEngine) throws {
        let (rollout, worker) = try sweeping(engine)
        let answer = try add(["c", "b"], to: rollout)
        #expect(answer == .done(from: .sweeping(wave: 1), to: .advancing(wave: 1)))
        let record = try rollout.record
        #expect(record.waveNames == ["wave 0", "late-joiners"] && record.rollout.tallies.map(\.planned) == [0, 2])
        #expect(record.rollout.shape.sweeps == 1)
        #expect(try rollout.talliesAreTrue())
        #expect(try Set((rollout.ledger.scope(of: rollout.run)?.known ?? []).map(\.text)) == ["a", "b", "c"])
        #expect(try rollout.claim(9, worker).isEmpty, "the worker does not reach them")
        try rollout.ledger.extendReach(of: worker, by: [(target("b"), 7), (target("c"), 8), (target("a"), 9)])
        let items = try rollout.claim(9, worker)
        #expect(items.map(\.place) == [8, 7] && items.first?.expected == rows("1a"))
        let kinds = try rollout.ledger.newestEvents(EventFilter(run: rollout.run), limit: 9)
        #expect(kinds.contains { $0.kind == "wave added" && $0.body == "late-joiners, 2 targets" })
        #expect(kinds.contains { $0.kind == "targets joined" })
    }

    @Test("is refused when another look was quicker, and then nothing of it is there", arguments: LedgerEngine.allCases)
    func stale(_ engine: LedgerEngine) throws {
        let (rollout, _) = try sweeping(engine)
        _ = try add(["b"], to: rollout)
        let second = try add(["b", "c"], to: rollout)
        #expect(second == .refused(.noSuchTransition(from: .advancing, on: .targetsJoined), in: .advancing(wave: 1)))
        #expect(try rollout.record.waveNames.count == 2)
        #expect(try rollout.talliesAreTrue())
    }

    @Test("is there as a whole or not at all", arguments: LedgerEngine.allCases)
    func whole(_ engine: LedgerEngine) throws {
        let (rollout, _) = try sweeping(engine)
        let before = try rollout.ledger.newestEvents(EventFilter(run: rollout.run), limit: 9)
        let late = LateWave(number: 1, name: "late-joiners", shape: .init(jobs: 2, budget: 0))
        let twice = Array(repeating: PlannedJob(entry: target("b"), wave: 1, expected: []), count: 2)
        #expect(throws: LedgerError.self) {
            _ = try rollout.ledger.addWave(late, twice, to: rollout.run, author: SmallRollout.author)
        }
        #expect(try rollout.record.state == .sweeping(wave: 1) && rollout.record.waveNames.count == 1)
        #expect(try rollout.ledger.countedJobs(of: rollout.run)[1] == nil)
        #expect(try rollout.ledger.newestEvents(EventFilter(run: rollout.run), limit: 9) == before)
    }

    @Test("waits for whoever holds one of its targets", arguments: LedgerEngine.allCases)
    func busy(_ engine: LedgerEngine) throws {
        let (rollout, _) = try sweeping(engine)
        let other = try SmallRollout(rollout.ledger, [["b"]])
        let error = #expect(throws: LedgerError.self) { _ = try add(["b", "c"], to: rollout) }
        guard case .busy(let holder) = error else {
            Issue.record("not busy: \(String(describing: error))")
            return
        }
        #expect(holder.run == other.run && holder.sample.map(\.text) == ["b"])
        #expect(try rollout.record.state == .sweeping(wave: 1))
    }

    @Test("is for targets that begin where the plan begins, on engines that it knows", arguments: LedgerEngine.allCases)
    func starts(_ engine: LedgerEngine) throws {
        let (rollout, _) = try sweeping(engine)
        let starts = try rollout.ledger.starts(of: rollout.run)
        #expect(starts.map(\.rows) == [rows("1a")])
        #expect(starts.allSatisfy { $0.engine != nil })
    }
}
