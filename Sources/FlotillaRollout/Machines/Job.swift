/// The machine of the work on one target in one rollout. Whoever moves it on says which state and attempt it has seen; if
/// the ledger has others by then, somebody was quicker and nothing happens.
public struct Job: Sendable, Hashable {
    public private(set) var state: JobState
    /// The number of the last attempt that began; 0 before the first. It also tells a late holder that it is late.
    public private(set) var attempt: Int
    /// Attempts that do not count against the limit of retries: those before a person reopened the job, and those that
    /// were given back before they began.
    public private(set) var forgiven: Int

    public init(state: JobState = .planned, attempt: Int = 0, forgiven: Int = 0) {
        self.state = state
        self.attempt = attempt
        self.forgiven = forgiven
    }

    /// Attempts that count.
    public var tries: Int { attempt - forgiven }

    /// Throws, and changes nothing, when the event does not fit.
    public mutating func apply(_ event: JobStateEvent) throws(IllegalJobTransition) {
        guard let next = JobTransitions.next(state, event) else {
            throw IllegalJobTransition(from: state, on: event)
        }
        state = next
        if event == .claimed { attempt += 1 }
        if event == .reopened { forgiven = attempt }
    }

    /// The last attempt never began.
    mutating func forgiveAttempt() { forgiven += 1 }
}

/// Where a job stands. The raw value is its word in the ledger.
public enum JobState: String, Sendable, Hashable, CaseIterable {
    /// Nobody is at work on it. Can be claimed or withdrawn.
    case planned
    /// As `planned`, but the target may stand halfway and has to be looked at: a worker was lost or had to stop, or a
    /// person reopened what had failed.
    case unsettled
    /// A worker holds it. Ends with an outcome, is put back, or lapses with the worker's lease.
    case underWay = "under way"
    /// The target is where it should be; a later rollout may take that back.
    case succeeded
    case skipped
    /// These four can be reopened by a person.
    case failed, unreachable, cancelled
    /// A person has to find out what became of a statement; then it can be reopened.
    case unknown
    /// A later rollout has taken back what this job did. Nothing follows.
    case reverted

    /// The state in which an outcome leaves a job.
    public init(_ outcome: Outcome) {
        self =
            switch outcome {
            case .succeeded: .succeeded
            case .skipped: .skipped
            case .failed: .failed
            case .unreachable: .unreachable
            case .unknown: .unknown
            case .cancelled: .cancelled
            }
    }
}

/// What happened to a job.
public enum JobStateEvent: Sendable, Hashable {
    case claimed
    case ended(Outcome)
    /// The attempt failed in a way that is worth another one.
    case putBack
    /// The worker gave no sign of life for a whole lease.
    case lapsed
    /// The rollout ends before it began.
    case withdrawn
    case reopened
    case tookBack

    /// Every event there is.
    public static let all: [JobStateEvent] =
        [.claimed, .putBack, .lapsed, .withdrawn, .reopened, .tookBack] + Outcome.allCases.map { .ended($0) }
}

public struct IllegalJobTransition: Error, Sendable, Hashable {
    public let from: JobState
    public let on: JobStateEvent
}

/// Every way a job can go.
public enum JobTransitions {
    /// `nil` when the event does not fit.
    public static func next(_ state: JobState, _ event: JobStateEvent) -> JobState? {
        switch (state, event) {
        case (.planned, .claimed), (.unsettled, .claimed): .underWay
        case (.underWay, .ended(let outcome)): JobState(outcome)
        case (.underWay, .putBack): .planned
        case (.underWay, .lapsed): .unsettled
        case (.planned, .withdrawn): .cancelled
        case (.unreachable, .reopened), (.cancelled, .reopened): .planned
        // Such a target may stand halfway, so that its job cannot be withdrawn any more without a look.
        case (.failed, .reopened), (.unknown, .reopened): .unsettled
        case (.succeeded, .tookBack): .reverted
        case (.planned, _), (.unsettled, _), (.underWay, _), (.succeeded, _), (.skipped, _), (.failed, _),
            (.unreachable, _), (.cancelled, _), (.unknown, _), (.reverted, _):
            nil
        }
    }
}
