import FlotillaDriver
import FlotillaKit
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout
import FlotillaRuntime

/// Why something about a rollout cannot be done; what concerns plans stands beside this file.
extension Complaint {
    init(_ problem: RolloutProblem) {
        switch problem {
        case .noSuchRollout(let run, let last): self = .noSuchRollout(run, last)
        case .noRollouts:
            self.init(.usage, "no rollout has been started yet", [.next("flotilla rollout plan")])
        case .severalOpen(let runs):
            self.init(
                .usage, "several rollouts go on: \(Wording.list(runs.map { String($0.number) }))",
                [.next("name one: flotilla rollout show \(runs[0])")])
        case .refused(let run, let refusal, let state): self = .refused(run, refusal, state)
        case .hasEnded(let run, let phase, let failures): self = .ended(run, phase, failures)
        case .relativeRevision(let text): self = .relativeRevision(text)
        case .failingTargets(let exclusions): self = .failing(exclusions)
        case .nothingToDo(let count, let exclusions): self = .nothingToDo(count, exclusions)
        case .planChanged(let differences): self = .planChanged(differences)
        case .editedRevisions(let edited): self = .edited(edited)
        case .planUnusable(let path, let error): self = .unusable(path, error)
        case .planNotSaved(let error): self = .notSaved(error)
        case .idleRules(let rules): self = .idle(rules)
        case .notListed: self = .notListed
        case .revisionsDiffer(let run, let revisions): self = .revisionsDiffer(run, revisions)
        case .mayNotApprove(let run, let actor, let author, let approvers):
            self = .mayNotApprove(run, actor, author, approvers)
        case .ledgerLost(let run, let error): self = .ledgerLost(run, error)
        case .nobodyMayApprove(let author, let wave, let approvers):
            self = .nobodyMayApprove(author, wave, approvers)
        case .nothingToApprove(let run, let state):
            self.init(
                .failed, "rollout \(run) waits for nobody's approval: it is \(state.phase.rawValue)",
                [.next("flotilla rollout show \(run)")])
        case .nothingToRetry(let run):
            self.init(
                .failed, "rollout \(run) has no such target that could be tried again",
                [.next("flotilla rollout show \(run)")])
        case .isRevert(let run, let other):
            self.init(
                .usage, "rollout \(run) itself takes rollout \(other) back",
                [.next("to go forward again, start a rollout: flotilla rollout start")])
        case .isDowngrade(let run, let rows, let phase): self = .isDowngrade(run, rows, phase)
        case .downgradeTakenBack(let policy):
            self.init(
                .usage, "policy '\(policy)' takes back what fails, and a downgrade cannot be taken back",
                [.state("nothing was done"), .next("use a policy that says then: pause, or then: abort")])
        case .nothingToRevert(let run, by: nil):
            self.init(
                .failed, "rollout \(run) has changed nothing that could be taken back",
                [.next("flotilla rollout show \(run)")])
        case .nothingToRevert(let run, by: let taker?):
            self.init(
                .failed, "rollout \(taker) has taken rollout \(run) back; nothing of it is left",
                [.next("flotilla rollout show \(taker)")])
        case .changedNotListed(let run, let targets): self = .changedNotListed(run, targets)
        case .revertWouldLose(let plan): self = RevertPreview.wouldLose(plan)
        case .irreversible(let plan): self = RevertPreview.irreversible(plan)
        case .wouldLoseData(let loss): self = DataLossText.refusal("the rollout", loss)
        }
    }

    private static func noSuchRollout(_ run: RunID, _ last: RunID?) -> Complaint {
        let latest = last.map { "the latest is \($0); " } ?? ""
        return Complaint(
            .usage, "the ledger has no rollout \(run)", [.next(latest + "flotilla rollout list shows all")])
    }

    private static func ended(_ run: RunID, _ phase: RolloutPhase, _ failures: Int) -> Complaint {
        Complaint(
            .failed, "rollout \(run) has ended: it is \(phase.rawValue)",
            [
                .next(
                    failures > 0
                        ? "try the \(Wording.count(failures)) failed again: flotilla rollout retry \(run)"
                        : "flotilla rollout show \(run)")
            ])
    }

    private static func changedNotListed(_ run: RunID, _ targets: [TargetID]) -> Complaint {
        Complaint(
            .failed,
            "the inventory lists none of the \(Wording.count(targets.count, "target")) that rollout \(run) changed",
            [
                .init("changed", Wording.sample(targets.map(\.text))), .state("nothing was taken back"),
                .next("list them again, and repeat: flotilla rollout revert \(run)"),
            ])
    }

    private static func isDowngrade(_ run: RunID, _ rows: [[RevisionID]], _ phase: RolloutPhase) -> Complaint {
        let before = Set(rows.filter { $0.count == 1 }.map { $0[0].text }).sorted()
        let up = before.count == 1 ? before[0] : "REVISION"
        let were: [Fact] = before.isEmpty ? [] : [.init("were at", Wording.sample(before))]
        let ending: [Fact] = phase.isFinal ? [] : [.next("end it: flotilla rollout abort \(run)")]
        return Complaint(
            .usage,
            "rollout \(run) took revisions back itself; what they had made is gone, and only an upgrade makes it anew",
            were + [.state("nothing was changed")] + ending
                + [.next("bring the targets up again: flotilla rollout start \(up)")])
    }

    private static func revisionsDiffer(_ run: RunID, _ revisions: [RevisionID]) -> Complaint {
        Complaint(
            .badSettings, "the revision files here are not those that rollout \(run) was planned with",
            [
                .init("differ", revisions.map(\.text).joined(separator: ", ")), .state("nothing was done here"),
                .next("use the migrations folder that the rollout was planned with"),
            ])
    }

    private static func mayNotApprove(
        _ run: RunID, _ actor: String, _ author: String, _ approvers: Approvers
    ) -> Complaint {
        Complaint(
            .failed,
            actor == author
                ? "\(actor) started rollout \(run) and may not approve it" : "\(actor) may not approve rollout \(run)",
            [.next("somebody else has to" + (approvers.names.isEmpty ? "" : ": \(ApproverWords.of(approvers))"))])
    }

    private static func ledgerLost(_ run: RunID, _ error: LedgerError) -> Complaint {
        let told = Complaint(error)
        return Complaint(
            told.status, "the ledger was lost while rollout \(run) was under way: \(told.headline)",
            told.facts.filter { $0.label != "state" && $0.label != Fact.nextLabel } + [
                .state(
                    "nothing is under way here any more; what was begun may have been done, and stands in the targets "
                        + "themselves"),
                .next("make the ledger reachable and writable again, then: flotilla rollout resume \(run)"),
            ])
    }

    private static func nobodyMayApprove(_ author: String, _ wave: String, _ approvers: Approvers) -> Complaint {
        Complaint(
            .failed, "nobody could approve the gate behind wave \"\(wave)\": who starts a rollout may not",
            [
                .init("starts", author), .init("asked", ApproverWords.of(approvers)), .state("nothing was begun"),
                .next("name somebody else too, in the policy or in the group; or have somebody else start it"),
            ])
    }

    private static func impossible(_ event: RolloutEventKind) -> String {
        switch event {
        case .pauseRequested: "it cannot be paused"
        case .resumeRequested: "it cannot be resumed"
        case .abortRequested: "it cannot be aborted"
        default: "\(event.rawValue) makes no sense then"
        }
    }

    private static func refused(_ run: RunID, _ refusal: IllegalTransition, _ state: RolloutState) -> Complaint {
        let show = Fact.next("flotilla rollout show \(run)")
        switch refusal {
        case .noSuchTransition(let phase, let event):
            return Complaint(.failed, "rollout \(run) is \(phase.rawValue): \(impossible(event))", [show])
        case .budgetExceeded(let failures, let budget):
            return Complaint(
                .waiting,
                "\(Wording.count(failures, "target")) of rollout \(run) failed, and the budget bears \(Wording.count(budget)): "
                    + "it would be held again at once",
                [
                    .next("try the failed ones again: flotilla rollout retry \(run)"),
                    .next("or bear them: flotilla rollout resume \(run) --tolerate \(failures) --reason TEXT"),
                ])
        case .noGate: return Complaint(.failed, "rollout \(run) stands at no gate", [show])
        case .staleGate, .staleSweep, .miscounted:
            return Complaint(.failed, "rollout \(run) has moved on meanwhile", [show])
        }
    }
}
