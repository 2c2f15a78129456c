import FlotillaDriver
import FlotillaRollout
import Testing

@testable import FlotillaCLI
@testable import FlotillaInventory
@testable import FlotillaKit
@testable import FlotillaLedger
@testable import FlotillaRevisions
@testable import FlotillaRuntime

/// Errors of rollouts and of the ledger.
extension ErrorSamples {
    private static let run = RunID(7)

    static var steering: [RolloutProblem] {
        [
            .noSuchRollout(run, last: RunID(6)), .noSuchRollout(run, last: nil), .noRollouts,
            .severalOpen([run, RunID(8)]),
            .refused(run, .noSuchTransition(from: .completed, on: .pauseRequested), in: .completed),
            .refused(run, .budgetExceeded(failures: 3, budget: 2), in: .paused(Hold(.wave(0), .budget(wave: 0)))),
            .refused(run, .noGate, in: .advancing(wave: 0)),
            .refused(run, .staleGate(wave: 0, gate: 0), in: .advancing(wave: 1)),
            .refused(run, .staleSweep(wave: 0), in: .completed),
            .refused(run, .miscounted(wave: 0), in: .advancing(wave: 1)),
            .hasEnded(run, .completed, failures: 0), .hasEnded(run, .aborted, failures: 12),
            .mayNotApprove(run, actor: "mia", author: "mia", Approvers([], in: [:])),
            .mayNotApprove(
                run, actor: "noor", author: "mia", Approvers(["oncall", "lead"], in: ["oncall": ["mia", "omar"]])),
            .nobodyMayApprove(author: "mia", wave: "canary", Approvers(["oncall"], in: ["oncall": ["mia"]])),
            .ledgerLost(run, .unreachable(place: "postgresql://db/ledger", code: "57P01", message: "terminating")),
            .nothingToApprove(run, in: .advancing(wave: 0)), .nothingToRetry(run), .nothingToRevert(run, by: nil),
            .nothingToRevert(run, by: RunID(8)),
            .wouldLoseData(
                DataLoss(
                    steps: [LosingStep(revision: "3512b954651e", engine: .sqlite, parts: ["drop table users"])],
                    targets: 3)),
            .changedNotListed(run, (0..<12).map { TargetID("t\($0)") }),
            .isDowngrade(run, from: [["3512b954651e"], ["3512b954651e"]], .paused),
            .isDowngrade(run, from: [["3512b954651e"], ["ae1027a6acf"], []], .completed),
            .downgradeTakenBack(policy: "strict"), .isRevert(run, of: RunID(6)),
            .revisionsDiffer(run, ["3512b954651e"]), .revertWouldLose(takingBack), .irreversible(takingBack),
        ]
    }

    private static var takingBack: RevertPlan {
        RevertPlan(
            record: .sample(Scene.all[4]),
            targets: [RevertPlan.Target(id: "t1", from: ["3512b954651e"], to: [], wave: 0)], undecided: [],
            halfApplied: [],
            waveNames: ["canary, reverted"], revisions: ["3512b954651e"],
            losing: [LosingStep(revision: "3512b954651e", engine: .sqlite, parts: ["drop table users"])],
            irreversible: ["3512b954651e"], missing: [])
    }

    static var planning: [RolloutProblem] {
        [
            .relativeRevision("+2"), .failingTargets(RolloutPlan.sample.exclusions),
            .nothingToDo(upToDate: 3, exclusions: []),
            .nothingToDo(upToDate: 3, exclusions: RolloutPlan.sample.exclusions), .notListed,
            .planChanged([
                .joined(["n1"]), .left(["t1"]), .moved((0..<12).map { TargetID("t\($0)") }), .failing(["t2"]),
                .quarantined(["t3"]), .edited(["3512b954651e"]), .reformatted(["1975ea83b712"]),
                .missing(["ae1027a6acf"]),
            ]),
            .planUnusable(path: "my plan.json", .digestDiffers),
            .planUnusable(path: "plan.json", .otherKind("flotilla/v1 RunReport")),
            .planUnusable(path: "plan.json", .malformed("targets")),
            .planUnusable(
                path: "plan.json",
                .file(InventoryError(.unreadable(words: "No such file or directory"), at: Place(file: "plan.json")))),
            .planNotSaved(PlanFileError(path: "/nowhere/plan.json", words: "No such file or directory")),
            .editedRevisions(RolloutPlan.sample.edited),
            .idleRules([
                IdleRule(
                    .wave("canary"), .selector("ring=canry"),
                    nearMisses: [.unknownValue(key: "ring", value: "canry", nearest: ["canary"])]),
                IdleRule(.window, .selector("regio=eu"), nearMisses: [.unknownKey("regio", nearest: ["region"])]),
                IdleRule(
                    .quarantine(owner: "mia"), .target("t01"),
                    nearMisses: [.unknownValue(key: "id", value: "t01", nearest: ["t001"])]),
            ]),
        ]
    }

    private static let holder = RunHolder(
        run: RunID(41), operation: .upgrade,
        process: ProcessMark(host: "ops1", scope: "", pid: 4242, startTicks: 1, user: "ada"),
        startedAt: LedgerTime(microseconds: 1_795_335_791_000_000), sample: ["acme", "globex"])

    /// One of them tells how long ago it began, so that they are made anew each time.
    static var ledgers: [LedgerError] {
        [
            .cannotOpen(place: ".flotilla/ledger.db", reason: "Permission denied"), .diskFull, .busy(holder),
            .takenBack(RunID(7), by: RunID(8)),
            .schemaTooNew(found: 3, known: 1),
            .corrupt(place: ".flotilla/ledger.db", message: "database disk image is malformed"),
            .io(code: "SQLITE_IOERR", message: "disk I/O error"), .leaseLost, .notFound("acmee", near: ["acme"]),
            .notFound("zzz", near: []), .closed,
            .unreachable(place: "postgresql://u:***@db/ops", code: "", message: "connection refused"),
            .refused(
                place: "postgresql://u:***@db/ops", code: "28P01",
                message: "password authentication failed for user \"u\""),
            .missingPrivilege(
                LedgerPrivileges(
                    ConnectionURL(engine: .postgresql, hosts: [.init(name: "db")], user: "u", database: "ops")),
                message: "permission denied for database ops"),
            .unavailable(since: .now, message: "connection refused"),
        ]
    }

    static let ledgerSettings: [LedgerProblem] = [.badURL(.malformed), .engine(.mysql), .schema]
}

@Suite("What cannot be done with a rollout") struct RolloutProblemTests {
    private func text(_ problems: [RolloutProblem], _ terminal: Terminal = .plain) -> [String] {
        problems.map { Complaint(.rollout($0)) }
            .flatMap { ["[\($0.status.rawValue)]"] + $0.lines(on: terminal) + [""] }
    }

    @Test("while it goes on")
    func whileSteering() { expectGolden(text(ErrorSamples.steering), "error-rollouts") }

    @Test("before it begins")
    func whilePlanning() { expectGolden(text(ErrorSamples.planning), "error-plans") }

    @Test("fits the terminal", arguments: [40, 80])
    func widths(width: Int) { expectGolden(text(ErrorSamples.planning, .screen(width)), "error-plans-\(width)") }
}
