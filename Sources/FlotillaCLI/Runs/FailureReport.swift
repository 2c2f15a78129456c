import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import FlotillaRuntime

/// What went wrong in a run, for standard error: every cause once, with how many targets it hit, up to three examples,
/// the state they are in now, and one command that acts on all of them.
struct FailureReport {
    var report: RunReport
    /// `upgrade to head`
    var work: String
    var repetition: Repetition
    var terminal: Terminal

    /// Empty when nothing failed.
    var lines: [String] {
        if report.total == 1, let result = report.single {
            return result.failure.map { lines(result, $0) } ?? []
        }
        return report.failures.flatMap { lines($0) + [""] }
    }

    private func lines(_ result: TargetResult, _ failure: TargetFailure) -> [String] {
        let text = FailureText(
            subject: result.target.text, isPlural: false, version: result.after, outcome: result.outcome,
            failure: failure, again: repetition.command(forSingle: result.target, failure),
            example: repetition.naming(result.target))
        return Complaint(.failed, "\(work): \(result.target) \(result.outcome.verb): \(text.cause)", text.facts)
            .lines(on: terminal)
    }

    private func lines(_ group: FailureGroup) -> [String] {
        let isPlural = group.count != 1
        let example = group.examples.first?.text ?? ""
        let failure = TargetFailure(
            cause: group.cause, code: group.code, message: group.message, place: group.place, state: group.state)
        let text = FailureText(
            subject: isPlural ? "all of them" : example, isPlural: isPlural, outcome: group.outcome, failure: failure,
            again: repetition.command(for: group), example: repetition.naming(TargetID(example)))
        let who = isPlural ? Wording.count(group.count, "target") : DisplayText.escaped(example)
        let title = "\(Ornaments(terminal).glyph(group.outcome)) \(who) \(group.outcome.verb): "
        let examples = isPlural ? [Complaint.Fact("e.g.", group.examples.map(\.text).joined(separator: ", "))] : []
        let head = title + DisplayText.escaped(text.cause)
        return (terminal.width.map { DisplayText.wrapped(head, to: $0) } ?? [head])
            .map { group.outcome.tone.paint($0, on: terminal) }
            + FactLines.lines(examples + text.facts, on: terminal)
    }
}

extension Outcome {
    /// What targets with this outcome did, singular and plural alike.
    var verb: String {
        switch self {
        case .succeeded: "succeeded"
        case .skipped: "had nothing to do"
        case .failed: "failed"
        case .unreachable: "could not be opened"
        case .unknown: "ended in doubt"
        case .cancelled: "stopped"
        }
    }
}
