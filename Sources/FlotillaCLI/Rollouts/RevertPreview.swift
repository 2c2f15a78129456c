import FlotillaKit
import FlotillaRuntime

/// What a person is told before a rollout is taken back.
struct RevertPreview {
    var plan: RevertPlan
    var terminal: Terminal

    var lines: [String] {
        var facts: [Complaint.Fact] = []
        if !plan.waveNames.isEmpty { facts.append(.init("waves", plan.waveNames.joined(separator: ", "))) }
        facts += Self.unfinished(plan)
        facts.append(.init("takes back", plan.revisions.map(\.text).joined(separator: ", ")))
        if !plan.missing.isEmpty { facts.append(.init("not listed", Wording.sample(plan.missing.map(\.text)))) }
        let first = plan.record.state.phase.isFinal ? "" : "abort and "
        return ["\(first)revert rollout \(plan.record.run): \(Wording.count(plan.targets.count, "target"))"]
            + FactLines.lines(facts + DataLossText.facts(plan.losing), on: terminal)
    }

    /// Targets of which the ledger does not say what the rollout has made of them.
    private static func unfinished(_ plan: RevertPlan) -> [Complaint.Fact] {
        let underWay = Wording.sample(plan.undecided.map(\.text)) + ": taken back too as far as they were changed"
        let halfApplied =
            Wording.sample(plan.halfApplied.map(\.text))
            + ": what the step did that stopped there is not taken back; 'flotilla current' shows which step"
        return (plan.undecided.isEmpty ? [] : [.init("under way", underWay)])
            + (plan.halfApplied.isEmpty ? [] : [.init("half applied", halfApplied)])
    }

    /// A rollout that goes on when this is said goes on afterwards, too.
    private static func state(_ plan: RevertPlan) -> Complaint.Fact {
        let (run, phase) = (plan.record.run, plan.record.state.phase)
        return .state(
            phase.isFinal
                ? "nothing was taken back; rollout \(run) is \(phase.rawValue)"
                : "nothing was changed; rollout \(run) is still \(phase.rawValue)")
    }

    static func irreversible(_ plan: RevertPlan) -> Complaint {
        let run = plan.record.run
        let ending: [Complaint.Fact] =
            plan.record.state.phase.isFinal ? [] : [.next("end it: flotilla rollout abort \(run)")]
        return Complaint(
            .failed,
            "rollout \(run) cannot be taken back: there is no way back from "
                + Wording.sample(plan.irreversible.map(\.text)),
            [state(plan)] + ending + [.next("write a revision that repairs what is wrong, and roll it out")])
    }

    static func wouldLose(_ plan: RevertPlan) -> Complaint {
        let run = plan.record.run
        return Complaint(
            .usage,
            "taking rollout \(run) back loses data on \(Wording.count(plan.reachable, "target"))",
            DataLossText.facts(plan.losing) + unfinished(plan) + [
                state(plan), .next("if that is meant: flotilla rollout revert \(run) --lose-data"),
            ])
    }

    var cannotAsk: Complaint {
        Complaint(
            .usage,
            "the revert would change \(Wording.count(plan.reachable, "target")), "
                + "and nobody is there to be asked",
            Self.unfinished(plan) + [.state("nothing was changed"), .next("add --yes to go on without being asked")])
    }
}

extension RevertPlan {
    /// How many targets it may take back.
    fileprivate var reachable: Int { targets.count + undecided.count }
}
