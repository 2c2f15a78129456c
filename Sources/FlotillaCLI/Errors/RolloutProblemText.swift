import FlotillaKit
import FlotillaLedger
import FlotillaRollout
import FlotillaRuntime

extension Complaint {
    init(_ problem: RolloutProblem) {
        switch problem {
        case .noSuchRollout(let run, let last):
            self.init(
                .usage, "the ledger has no rollout \(run)",
                last.map { [.next("the latest is \($0); flotilla rollout list shows all")] }
                    ?? [.next("flotilla rollout list shows all")])
        case .noRollouts:
            self.init(.usage, "no rollout has been started yet", [.next("flotilla rollout plan")])
        case .severalOpen(let runs):
            self.init(
                .usage, "several rollouts go on: \(Wording.list(runs.map { String($0.number) }))",
                [.next("name one: flotilla rollout show \(runs[0])")])
        case .refused(let run, let refusal, let state): self = .refused(run, refusal, state)
        case .hasEnded(let run, let phase, let failures):
            self.init(
                .failed, "rollout \(run) has ended: it is \(phase.rawValue)",
                [
                    .next(
                        failures > 0
                            ? "try the \(Wording.count(failures)) failed again: flotilla rollout retry \(run)"
                            : "flotilla rollout show \(run)")
                ])
        case .relativeRevision(let text):
            self.init(
                .usage, "'\(text)' leads from every version somewhere else, and a rollout brings all targets to one",
                [.next("name the revision, or head")])
        case .failingTargets(let exclusions): self = .failing(exclusions)
        case .nothingToDo(let count, let exclusions):
            self.init(
                .failed, "there is nothing to do: \(Wording.count(count, "target")) there already",
                exclusions.isEmpty
                    ? []
                    : [.state("\(Wording.count(exclusions.count, "target")) left out; flotilla rollout plan says why")])
        case .planChanged(let differences):
            self.init(
                .failed, "the plan does not fit any more",
                differences.map { .init("differs", Self.words($0)) }
                    + [.state("nothing was done"), .next("make a new one: flotilla rollout plan")])
        case .editedRevisions(let edited): self = .edited(edited)
        case .planUnusable(let path, let error): self = .unusable(path, error)
        case .planNotSaved(let error):
            self.init(
                .failed, "the plan could not be saved as \(error.path)",
                [.words(error.words), .state("nothing was changed")])
        case .notListed:
            self.init(
                .usage, "a rollout is for targets of an inventory, not for a single database",
                [.next("flotilla upgrade --database URL")])
        case .revisionsDiffer(let run, let revisions):
            self.init(
                .badSettings, "the revision files here are not those that rollout \(run) was planned with",
                [
                    .init("differ", revisions.map(\.text).joined(separator: ", ")), .state("nothing was done here"),
                    .next("use the migrations folder that the rollout was planned with"),
                ])
        case .mayNotApprove(let run, let actor, let author, let names):
            self.init(
                .failed,
                actor == author
                    ? "\(actor) started rollout \(run) and may not approve it"
                    : "\(actor) may not approve rollout \(run)",
                [.next("somebody else has to" + (names.isEmpty ? "" : ": \(Wording.list(names, joining: "or"))"))])
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
        case .nothingToRevert(let run):
            self.init(.failed, "rollout \(run) has changed nothing that could be taken back")
        }
    }

    private static func refused(_ run: RunID, _ refusal: IllegalTransition, _ state: RolloutState) -> Complaint {
        let show = Fact.next("flotilla rollout show \(run)")
        switch refusal {
        case .noSuchTransition(let phase, let event):
            return Complaint(
                .failed, "rollout \(run) is \(phase.rawValue): \(event.rawValue) makes no sense then", [show])
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
        case .staleGate, .miscounted:
            return Complaint(.failed, "rollout \(run) has moved on meanwhile", [show])
        }
    }

    private static func failing(_ exclusions: [Exclusion]) -> Complaint {
        var groups: [String: [String]] = [:]
        var count = 0
        for exclusion in exclusions {
            guard case .failing = exclusion.reason else { continue }
            groups[PlanGroups.words(exclusion.reason), default: []].append(exclusion.target.text)
            count += 1
        }
        let facts = groups.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map { reason, names in
            Fact(
                Wording.count(names.count),
                "\(reason) (\(names.prefix(20).joined(separator: ", "))"
                    + (names.count > 20 ? " and \(Wording.count(names.count - 20)) more)" : ")"))
        }
        return Complaint(
            .failed, "\(Wording.count(count, "target")) would fail",
            facts + [
                .state("nothing was changed"),
                .next("mend them; or leave them out: flotilla rollout start --without-failing"),
            ])
    }

    private static func edited(_ edited: [EditedRevision]) -> Complaint {
        let facts = edited.map {
            Fact(
                $0.revision.text,
                "applied on \(Wording.count($0.count, "target")) with another file than the one here "
                    + "(\($0.examples.map(\.text).joined(separator: ", "))\($0.count > $0.examples.count ? ", ..." : ""))"
            )
        }
        let accepting = edited.flatMap { ["--accept-edited", $0.revision.text] }
        return Complaint(
            .failed, "revisions were edited after targets got them, so that targets on one version differ",
            facts + [
                .state("nothing was changed"),
                .next("take the edit back, and write a revision of its own for it"),
                .next(
                    "or, if both files do the same: \(CommandText.line(["rollout", "start"] + accepting)) --reason TEXT"
                ),
            ])
    }

    private static func unusable(_ path: String, _ error: PlanDocumentError) -> Complaint {
        let again = Fact.next("make a new one: flotilla rollout plan --save \(CommandText.quoted(path))")
        switch error {
        case .file(let error): return Complaint(error)
        case .otherKind(let kind):
            return Complaint(.badSettings, "\(path) is no plan of a rollout: it says that it is \(kind)", [again])
        case .malformed(let member):
            return Complaint(
                .badSettings, "\(path) is no plan of a rollout: there is nothing usable under \(member)", [again])
        case .digestDiffers:
            return Complaint(
                .badSettings, "\(path) was changed after it was made: its digest does not fit what it says",
                [.state("nothing was done"), again])
        }
    }

    private static func words(_ difference: PlanDifference) -> String {
        switch difference {
        case .joined(let targets): "targets that joined: \(names(targets.map(\.text)))"
        case .left(let targets): "targets that left: \(names(targets.map(\.text)))"
        case .moved(let targets): "targets on another version: \(names(targets.map(\.text)))"
        case .edited(let revisions): "edited revisions: \(names(revisions.map(\.text)))"
        case .failing(let targets): "targets that would fail now: \(names(targets.map(\.text)))"
        case .quarantined(let targets): "targets that were set aside: \(names(targets.map(\.text)))"
        case .reformatted(let revisions):
            "revisions of which only line ends differ, not the text: \(names(revisions.map(\.text)))"
        case .missing(let revisions): "missing revisions: \(names(revisions.map(\.text)))"
        }
    }

    private static func names(_ texts: [String]) -> String {
        texts.prefix(10).joined(separator: ", ")
            + (texts.count > 10 ? " and \(Wording.count(texts.count - 10)) more" : "")
    }
}
