import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout

/// Writes down what a run does.
public struct RunRecorder: Sendable {
    public enum Place: Sendable {
        /// A run whose jobs are planned in the ledger.
        case run(Ledger, RunID)
        /// Versions are read and nothing is done, so only what was seen is kept.
        case versions(Ledger)
        /// A run over a single database given by its URL, which no ledger knows.
        case nowhere
    }

    private let place: Place
    /// The run's number in the ledger.
    let number: Int64?

    public init(_ place: Place) {
        self.place = place
        if case .run(_, let run) = place { number = run.number } else { number = nil }
    }

    /// Whether what is done can still be written down. When not, nothing new may be started.
    var isHealthy: Bool {
        switch place {
        case .run(let ledger, _), .versions(let ledger): ledger.failure == nil
        case .nowhere: true
        }
    }

    func attemptFailed(_ target: TargetID, _ attempt: Int, _ failure: TargetFailure, took: Duration) {
        guard case .run(let ledger, let run) = place else { return }
        ledger.record(.attemptFailed(target, attempt: attempt, JobFailure(failure), took: took), in: run)
    }

    /// - Parameter target: `nil` when its entry could not be read back.
    func ended(_ result: TargetResult, _ target: Target?) {
        switch place {
        case .run(let ledger, let run):
            let job = JobResult(
                result.outcome, before: result.before, after: result.after,
                failure: result.failure.map(JobFailure.init), running: result.duration)
            ledger.record(.ended(result.target, job), in: run)
        case .versions(let ledger):
            if let rows = result.after, let target { ledger.recordVersion(rows, of: TargetEntry(target)) }
        case .nowhere: break
        }
    }

    /// Returns once everything recorded is on disk and the run is marked as ended, with the number of targets that were on
    /// another version than the ledger had for them.
    func finish(isInterrupted: Bool) throws(LedgerError) -> Int {
        switch place {
        case .run(let ledger, let run):
            defer { ledger.close() }
            return try ledger.endRun(run, isInterrupted ? .interrupted : .finished).foundElsewhere
        case .versions(let ledger):
            defer { ledger.close() }
            try ledger.waitUntilDurable()
            return 0
        case .nowhere: return 0
        }
    }
}

extension JobFailure {
    init(_ failure: TargetFailure) {
        self.init(
            failure.cause, code: failure.code, message: failure.message, revision: failure.place?.revision,
            line: failure.place?.line)
    }
}

extension TargetEntry {
    public init(_ target: Target) {
        self.init(
            id: target.id, engine: target.engine, server: target.url.serverKey ?? Roster.unknownServer,
            redactedURL: target.url.redacted, labels: target.labels)
    }
}
