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
    /// What a job leaves in its target when it succeeds: an answer about a statement in doubt does not yet go on with it.
    private let leaves: Remnant?
    /// The run's number in the ledger.
    let number: Int64?

    public init(_ place: Place, leaves: Remnant? = nil) {
        self.place = place
        self.leaves = leaves
        if case .run(_, let run) = place { number = run.number } else { number = nil }
    }

    /// Whether what is done can still be written down. When not, nothing new may be started. Waits, for a lease at most,
    /// while the ledger cannot be reached.
    var isHealthy: Bool {
        switch place {
        case .run(let ledger, _), .versions(let ledger): ledger.failureUnlessHealing() == nil
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
                failure: result.failure.map(JobFailure.init),
                remnant: result.failure.flatMap { Remnant($0.state) } ?? (result.outcome == .succeeded ? leaves : nil),
                running: result.duration)
            ledger.record(.ended(result.target, job), in: run)
        case .versions(let ledger):
            guard let rows = result.after, let target else { return }
            ledger.recordVersion(rows, of: TargetEntry(target))
            if let estimates = result.estimates { ledger.recordEstimates(estimates, of: result.target) }
        case .nowhere: break
        }
    }

    /// Returns once everything recorded is on disk and the run is marked as ended, with the number of targets that were on
    /// another version than the ledger had for them; or why that cannot be.
    func finish(isInterrupted: Bool) -> Result<Int, LedgerError> {
        Result { () throws(LedgerError) in
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
}

extension JobFailure {
    init(_ failure: TargetFailure) {
        self.init(
            failure.cause, code: failure.code, message: failure.message, revision: failure.place?.revision,
            line: failure.place?.line)
    }
}

extension Remnant {
    init?(_ state: TargetState) {
        switch state {
        case .unchanged: return nil
        case .partWay: self = .partWay
        case .halfApplied: self = .halfApplied
        case .inDoubt: self = .inDoubt
        }
    }
}

extension TargetEntry {
    public init(_ target: Target) {
        self.init(
            id: target.id, engine: target.engine, server: target.url.serverKey ?? Roster.unknownServer,
            redactedURL: target.url.redacted, labels: target.labels)
    }
}
