import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import Testing

@testable import FlotillaCLI
@testable import FlotillaInventory
@testable import FlotillaKit
@testable import FlotillaLedger
@testable import FlotillaRuntime

/// A state of a rollout, as somebody may look at it.
struct Scene: Sendable, CustomTestStringConvertible {
    let name: String
    let state: RolloutState
    var outcomes: [Outcome: Int] = [.succeeded: 5]
    var underWay = 0

    var testDescription: String { name }

    static let all = [
        Scene(name: "advancing", state: .advancing(wave: 1), underWay: 8),
        Scene(name: "gating", state: .gating(wave: 0, gate: 1)),
        Scene(name: "retrying", state: .retrying(Hold(.wave(1), .budget(wave: 1)), resumes: true), underWay: 1),
        Scene(name: "pausing", state: .pausing(Hold(.wave(1), .request)), underWay: 2),
        Scene(name: "paused-request", state: .paused(Hold(.wave(1), .request))),
        Scene(
            name: "paused-budget", state: .paused(Hold(.wave(1), .budget(wave: nil))),
            outcomes: [.succeeded: 40, .failed: 2, .unreachable: 1]),
        Scene(name: "paused-gate", state: .paused(Hold(.gate(wave: 0, gate: 0), .gateFailed(wave: 0, gate: 0)))),
        Scene(
            name: "paused-inconclusive",
            state: .paused(Hold(.gate(wave: 0, gate: 0), .gateInconclusive(wave: 0, gate: 0)))),
        Scene(name: "paused-reopening", state: .paused(Hold(.completed, .reopening))),
        Scene(name: "aborting", state: .aborting(takesBack: true), underWay: 3),
        Scene(name: "aborted", state: .aborted, outcomes: [.succeeded: 5, .cancelled: 93]),
        Scene(name: "completed", state: .completed, outcomes: [.succeeded: 95, .skipped: 3]),
        Scene(
            name: "completed-failures", state: .completed, outcomes: [.succeeded: 95, .failed: 2, .unknown: 1]),
    ]
}

extension RolloutRecord {
    static func sample(
        _ scene: Scene, _ policy: String = "{}", pace: Pace = Pace(), unsettled: Int = 0,
        operation: RunKind = .upgrade, takenBackBy: RunID? = nil
    ) -> RolloutRecord {
        let shape = RolloutShape(
            waves: [.init(jobs: 2, gates: 2, budget: 0), .init(jobs: 98, gates: 0, budget: 2)], budget: 2, pace: pace)
        let ended = scene.outcomes.values.reduce(0, +)
        let first = Tally(planned: 0, underWay: 0, unsettled: 0, reopened: 0, outcomes: [.succeeded: 2])
        let second = Tally(
            planned: 98 - ended - scene.underWay, underWay: scene.underWay, unsettled: unsettled, reopened: 0,
            outcomes: scene.outcomes)
        let start = LedgerTime(microseconds: 1_795_600_000_000_000)
        return RolloutRecord(
            run: RunID(7), command: "upgrade to head", operation: operation, destination: "3512b954651e",
            author: "mia", process: ProcessMark(host: "ops1", scope: "s", pid: 4, startTicks: 1, user: "mia"),
            startedAt: start, endedAt: scene.state.phase.isFinal ? start + .seconds(500) : nil,
            rollout: Rollout(shape: shape, state: scene.state, tallies: [first, second]), since: start + .seconds(500),
            waveNames: ["canary", "rest"], policy: policy, digest: "d1", takesBack: nil, takenBackBy: takenBackBy,
            isTakeBackAsked: false, gate: GateProgress(openedAt: start + .seconds(500)), coordinator: WriterID(1),
            now: start + .seconds(560))
    }
}

extension RolloutView {
    static func sample(_ scene: Scene, _ policy: String = "{}") -> RolloutView {
        let record = RolloutRecord.sample(scene, policy)
        let underWay = (0..<scene.underWay).map { number in
            RolloutJobRecord(
                number: JobNumber(Int64(number)), target: TargetID("t\(number)"), wave: 1,
                job: Job(state: .underWay, attempt: 1), outcome: nil, before: nil, after: nil, holder: WriterID(1))
        }
        return RolloutView(
            record: record, groups: groups(scene), underWay: underWay, workers: [],
            approvals: scene.name == "gating" ? ["noor"] : [],
            lastEvents: [
                LedgerEvent(
                    number: 9, at: record.since, run: record.run, kind: "pause requested", target: "", actor: "noor",
                    host: "ops2", reason: "the pager", body: "", seal: "")
            ], latecomers: nil)
    }

    private static func groups(_ scene: Scene) -> [JobGroup] {
        scene.outcomes.filter { ![.succeeded, .cancelled].contains($0.key) }.sorted {
            $0.key.rawValue < $1.key.rawValue
        }
        .map { outcome, count in
            JobGroup(
                outcome: outcome, cause: .constraintViolation, code: "23505",
                message: outcome == .skipped ? "the inventory does not list it any more" : "duplicate key",
                jobs: (0..<count).map { JobNumber(Int64($0)) }, targets: (0..<count).map { TargetID("x\($0)") },
                failedRevision: outcome == .failed ? "3512b954651e" : nil, failedLine: outcome == .failed ? 14 : nil)
        }
    }
}

@Suite("A rollout that is shown") struct RolloutViewTests {
    private func written(_ view: RolloutView, _ format: OutputFormat = .table, _ terminal: Terminal = .plain) -> String
    {
        let output = Recording()
        let writer = ReportWriter(WaveRows.layout, format: format, terminal: terminal, write: { output.write($0) })
        RolloutRendering(view: view, terminal: terminal).write(to: writer)
        return output.text
    }

    @Test("says what it does, why, and what to type next", arguments: Scene.all)
    func states(scene: Scene) {
        expectGolden(written(.sample(scene)), "rollout-\(scene.name)")
    }

    @Test("fits the terminal", arguments: [40, 80, 200])
    func widths(width: Int) {
        expectGolden(written(.sample(Scene.all[5]), .table, .screen(width)), "rollout-table-\(width)")
    }

    @Test("is a document for programs", arguments: [OutputFormat.json, .csv, .markdown])
    func formats(format: OutputFormat) {
        expectGolden(written(.sample(Scene.all[5]), format), "rollout-\(format.rawValue)")
    }

    @Test("says who may approve, and that whoever started it may not", arguments: [OutputFormat.table, .json])
    func approval(format: OutputFormat) {
        let view = RolloutView.sample(Scene.all[1], RolloutPolicy.careful.canonicalText)
        expectGolden(written(view, format), "rollout-approval-\(format.rawValue)")
    }

    @Test("names targets that came too late, with the command that brings them along")
    func latecomers() {
        var view = RolloutView.sample(Scene.all[11])
        view.latecomers = Latecomers(
            targets: ["n1", "n2", "n3", "n4"], selection: .selector("tier in (free,pro)"),
            edited: [
                EditedRevision(
                    revision: "3512b954651e", targets: ["n2", "n3"], reworded: ["n3"], textDigest: "5f")
            ])
        expectGolden(written(view), "rollout-latecomers")
    }

    @Test("is not offered to be taken back when that would be refused")
    func takingBack() {
        func next(_ scene: Int, _ change: (inout RolloutView) -> Void) -> [String] {
            var view = RolloutView.sample(Scene.all[scene])
            change(&view)
            return written(view).split(separator: "\n").filter { $0.contains("rollout revert") }.map(String.init)
        }
        #expect(next(4) { _ in } == ["   or: flotilla rollout revert 7"])
        #expect(next(12) { _ in } == ["   or: flotilla rollout revert 7"])
        for scene in [4, 12] {
            #expect(next(scene) { $0.hasChanges = false }.isEmpty)
            #expect(next(scene) { $0.record = .sample(Scene.all[scene], operation: .downgrade) }.isEmpty)
            #expect(next(scene) { $0.record = .sample(Scene.all[scene], operation: .revert) }.isEmpty)
        }
    }

    @Test("names before it is taken back what is under way or half applied, ten of each at most")
    func unfinished() {
        let plan = RevertPlan(
            record: .sample(Scene.all[0]), targets: [], undecided: (1...12).map { TargetID("t\($0)") },
            halfApplied: ["m1"], waveNames: [], revisions: ["3512b954651e"], losing: [], irreversible: [], missing: [])
        let text = RevertPreview(plan: plan, terminal: .plain).lines.joined(separator: "\n")
        #expect(text.contains("t1, t2, t3, t4, t5, t6, t7, t8, t9, t10 and 2 more: taken back too"), "\(text)")
        #expect(text.contains("m1: what the step did that stopped there is not taken back"), "\(text)")
    }

    @Test("names the rollout that has taken it back, or a part of it")
    func takenBack() {
        var view = RolloutView.sample(Scene.all[11])
        view.record = .sample(Scene.all[11], takenBackBy: RunID(8))
        view.hasChanges = false
        #expect(written(view).contains("\ntaken back by rollout 8\n"))
        view.hasChanges = true
        #expect(written(view).contains("\nrollout 8 takes it back, so far not all of it\n"))
    }

    @Test("that ended early over its budget says so")
    func endedOverBudget() {
        let scene = Scene(name: "", state: .aborted, outcomes: [.succeeded: 5, .failed: 3, .cancelled: 90])
        let words = "ended early: 3 targets failed in wave 2 of 2, \"rest\", and the budget bears 2;"
        #expect(written(.sample(scene)).contains(words))
        #expect(!written(.sample(Scene.all[10])).contains("budget bears"))
    }

    @Test("is counted as a whole, whoever works on it")
    func meter() throws {
        let meter = RolloutMeter()
        #expect(meter.progress(own: nil) == nil)
        meter.look(.sample(Scene.all[0]))
        let progress = try #require(meter.progress(own: .sample(isStopping: true)))
        #expect((progress.total, progress.finished, progress.running) == (100, 7, 8))
        #expect(progress.outcomes == [.succeeded: 7] && progress.elapsed == .seconds(560) && progress.isStopping)
    }
}
