import FlotillaRuntime

/// What is lost, in a person's words: before it is asked about, and when it is refused.
enum DataLossText {
    /// Told one by one; the rest is a count.
    private static let shown = 20

    static func facts(_ steps: [LosingStep]) -> [Complaint.Fact] {
        let facts = steps.flatMap { step in
            step.parts.map { Complaint.Fact("loses data", "\(step.revision) (\(step.engine.rawValue)): \($0)") }
        }
        let rest = facts.count - shown
        return facts.prefix(shown) + (rest > 0 ? [.init("", "and \(Wording.count(rest)) more")] : [])
    }

    /// - Parameter work: `upgrade to head`, `the rollout`.
    static func refusal(_ work: String, _ loss: DataLoss) -> Complaint {
        Complaint(
            .usage, "\(work) loses data on \(Wording.count(loss.targets, "target"))",
            facts(loss.steps) + [.state("nothing was changed"), .next("if that is meant, add --lose-data")])
    }
}
