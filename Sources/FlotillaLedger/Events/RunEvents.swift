import FlotillaRevisions
import FlotillaRollout

/// What the record of events says of runs, and of their jobs. No server's words go into it: they may quote a tenant's
/// rows, and entries stay for ever.
extension EventDraft {
    static func begun(_ run: RunDescription, as id: RunID, targets: Int) -> EventDraft {
        EventDraft(
            run: id, kind: "run begun", author: EventAuthor(run.process), reason: run.reason,
            body: "\(run.command), \(targets) targets")
    }

    static func ended(_ run: RunID, _ ending: RunEnding, _ summary: RunSummary) -> EventDraft {
        let counts = Outcome.allCases.filter { summary[$0] > 0 }.map { "\(summary[$0]) \($0.rawValue)" }
        let rest = summary.unrecorded > 0 ? ["\(summary.unrecorded) without outcome"] : []
        return EventDraft(
            run: run, kind: "run ended", author: .current,
            body: "\(ending.rawValue): " + (counts + rest).joined(separator: ", "))
    }

    /// A run that was found not to be alive, by somebody who wanted its targets or others.
    static func found(_ run: RunID, _ liveness: Liveness, of process: ProcessMark, by author: EventAuthor) -> EventDraft
    {
        EventDraft(
            run: run, kind: "run \(liveness.rawValue)", author: author,
            body: "was process \(process.pid) of \(process.user) on \(process.host)")
    }

    /// `nil` for a job that has not ended.
    static func ended(_ job: JobChange) -> EventDraft? {
        job.result.map { result in
            EventDraft(
                run: job.run, kind: "job ended", target: job.target.text, author: .current,
                body: body(result, attempt: job.attempt, before: job.before))
        }
    }

    /// `succeeded, attempt 1, 1a -> 2b`; `failed, attempt 3, on 1a, syntax 42601, at 2b line 7`.
    static func body(_ result: JobResult, attempt: Int?, before: [RevisionID]?) -> String {
        var parts = [result.outcome.rawValue]
        if let attempt { parts.append("attempt \(attempt)") }
        if let way = way(from: result.before ?? before, to: result.after) { parts.append(way) }
        if let failure = result.failure {
            parts.append(failure.code.isEmpty ? failure.cause.rawValue : "\(failure.cause.rawValue) \(failure.code)")
            if let revision = failure.revision {
                parts.append("at \(revision.text)" + (failure.line.map { " line \($0)" } ?? ""))
            }
        }
        return parts.joined(separator: ", ")
    }

    private static func way(from before: [RevisionID]?, to after: [RevisionID]?) -> String? {
        guard let before else { return after.map { "on " + text($0) } }
        guard let after, Set(after) != Set(before) else { return "on " + text(before) }
        return "\(text(before)) -> \(text(after))"
    }

    private static func text(_ rows: [RevisionID]) -> String { rows.isEmpty ? "base" : VersionText.encode(rows) }
}
