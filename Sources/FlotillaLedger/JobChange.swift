import FlotillaDriver
import FlotillaRevisions

/// All that was told of one job since the last write, folded into what has to be written: a quick job begins and ends
/// within one write and then costs one.
struct JobChange {
    let run: RunID
    let target: TargetID
    /// The number of the last try that began.
    private(set) var attempt: Int?
    private(set) var before: [RevisionID]?
    private(set) var failedAttempts: [FailedAttempt] = []
    private(set) var result: JobResult?

    struct FailedAttempt {
        let number: Int
        let failure: JobFailure
        let took: Duration
    }

    private init(run: RunID, target: TargetID) {
        self.run = run
        self.target = target
    }

    private mutating func add(_ event: JobEvent) {
        switch event {
        case .started(_, let attempt, let before):
            self.attempt = attempt
            self.before = before ?? self.before
        case .attemptFailed(_, let attempt, let failure, let took):
            failedAttempts.append(FailedAttempt(number: attempt, failure: failure, took: took))
        case .notBegun: break
        case .ended(_, let result):
            self.result = result
            before = result.before ?? before
        }
    }

    /// One change per job, in the order in which the jobs were first heard of.
    static func fold(_ events: [(RunID, JobEvent)]) -> [JobChange] {
        struct Key: Hashable {
            let run: RunID
            let target: TargetID
        }
        var changes: [JobChange] = []
        var positions: [Key: Int] = [:]
        for (run, event) in events {
            let key = Key(run: run, target: event.target)
            let position = positions[key] ?? changes.count
            if position == changes.count {
                positions[key] = position
                changes.append(JobChange(run: run, target: event.target))
            }
            changes[position].add(event)
        }
        return changes
    }
}
