import FlotillaKit
import FlotillaRuntime

/// What a person is told before a rollout is taken back.
struct RevertPreview {
    var plan: RevertPlan
    var terminal: Terminal

    var lines: [String] {
        let facts = [
            Complaint.Fact("waves", plan.waveNames.joined(separator: ", ")),
            Complaint.Fact("takes back", plan.revisions.map(\.text).joined(separator: ", ")),
        ]
        let missing =
            plan.missing.isEmpty ? [] : [Complaint.Fact("not listed", Wording.sample(plan.missing.map(\.text)))]
        return ["revert rollout \(plan.record.run): \(Wording.count(plan.targets.count, "target"))"]
            + FactLines.lines(facts + missing + losing, on: terminal)
    }

    private var losing: [Complaint.Fact] {
        plan.losing.flatMap { step in
            step.statements.map { Complaint.Fact("loses data", "\(step.revision) (\(step.engine.rawValue)): \($0)") }
        }
    }

    var irreversible: Complaint {
        Complaint(
            .failed,
            "rollout \(plan.record.run) cannot be taken back: there is no way back from "
                + Wording.sample(plan.irreversible.map(\.text)),
            [.state("nothing was changed"), .next("write a revision that repairs what is wrong, and roll it out")])
    }

    var wouldLose: Complaint {
        Complaint(
            .usage,
            "taking rollout \(plan.record.run) back loses data on \(Wording.count(plan.targets.count, "target"))",
            losing + [.state("nothing was changed"), .next("add --lose-data if that is meant")])
    }

    var cannotAsk: Complaint {
        Complaint(
            .usage,
            "the revert would change \(Wording.count(plan.targets.count, "target")), and nobody is there to be asked",
            [.state("nothing was changed"), .next("add --yes to go on without being asked")])
    }
}
