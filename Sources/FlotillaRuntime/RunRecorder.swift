import FlotillaDriver
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout

/// Writes down what a run does, in the ledger if it has one. A run over a single database given by its URL has none.
public struct RunRecorder: Sendable {
    private let entry: (ledger: Ledger, run: RunID)?

    /// - Parameter entry: where to write; `nil` for a run without a ledger.
    public init(entry: (ledger: Ledger, run: RunID)?) { self.entry = entry }

    /// The run's number in the ledger.
    var number: Int64? { entry?.run.number }

    /// Whether what is done can still be written down. When not, nothing new may be started.
    var isHealthy: Bool { entry?.ledger.failure == nil }

    func attemptFailed(_ target: TargetID, _ attempt: Int, _ failure: TargetFailure, took: Duration) {
        entry?.ledger.record(.attemptFailed(target, attempt: attempt, JobFailure(failure), took: took), in: run)
    }

    func ended(_ result: TargetResult) {
        let job = JobResult(
            result.outcome, before: result.before, after: result.after, failure: result.failure.map(JobFailure.init),
            running: result.duration)
        entry?.ledger.record(.ended(result.target, job), in: run)
    }

    /// Returns once everything recorded is on disk and the run is marked as ended.
    func finish(isInterrupted: Bool) throws(LedgerError) {
        try entry?.ledger.endRun(run, isInterrupted ? .interrupted : .finished)
    }

    private var run: RunID { entry?.run ?? RunID(0) }
}

extension JobFailure {
    init(_ failure: TargetFailure) {
        self.init(
            failure.cause, code: failure.code, message: failure.message, revision: failure.place?.revision,
            line: failure.place?.line)
    }
}
