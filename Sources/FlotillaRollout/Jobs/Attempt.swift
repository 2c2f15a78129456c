/// One attempt of a worker on a target: what it has seen so far, and so what it has to report.
///
/// The worker connects, reads the target's version under the target's own lock, sends steps and tells here what came of
/// each. The attempt says whether to go on or which ending to report. It never says that nothing was done when something
/// may have been.
public struct Attempt: Sendable, Hashable {
    /// Where a target stands on the way that its job goes.
    public enum Standing: Sendable, Hashable, CaseIterable {
        /// Where the rollout found it.
        case atStart
        /// Some steps of the way are behind it.
        case between
        case atDestination
        /// Not on the way: somebody else has moved it.
        case elsewhere
    }

    public enum Next: Sendable, Hashable {
        /// Send the next step, as long as the lease is held.
        case step
        case report(JobReport.Ending)
    }

    public let job: ClaimedJob
    /// `nil` until the target has been read.
    public private(set) var standing: Standing?
    /// This attempt has brought the target further.
    public private(set) var hasStepped = false

    public init(_ job: ClaimedJob) { self.job = job }

    /// The target's version was read.
    public mutating func found(_ standing: Standing) -> Next {
        self.standing = standing
        switch standing {
        case .atStart: return job.isProbe ? .report(.ended(.cancelled)) : .step
        case .between: return job.isProbe ? .report(.ended(.failed)) : .step
        case .atDestination:
            // An earlier attempt of this job may have brought it there and been lost before it could say so.
            return .report(.ended(hasStepped || job.wasUnsettled ? .succeeded : .skipped))
        case .elsewhere:
            return .report(.ended(hasStepped || job.wasUnsettled ? .unknown : .failed))
        }
    }

    /// A step took effect, and the target stands there now.
    public mutating func stepped(to standing: Standing) -> Next {
        hasStepped = true
        return found(standing)
    }

    /// The attempt cannot go on.
    ///
    /// - Parameter isInDoubt: a step was sent and nobody knows whether it took effect.
    public func failed(
        _ cause: FailureCause, isInDoubt: Bool = false, retrying policy: RetryPolicy,
        using random: inout some RandomNumberGenerator
    ) -> JobReport.Ending {
        // What a lost worker has sent may run on for a while; it holds the target's lock, and waiting is all there is to do.
        let policy = cause == .locked && job.wasUnsettled ? policy.patient : policy
        guard let delay = policy.delay(after: cause, attempt: job.tries, using: &random) else {
            return .ended(outcome(cause, isInDoubt))
        }
        return .putBack(after: delay, hasLooked: standing != nil, hasMoved: isInDoubt || standing == .between)
    }

    private func outcome(_ cause: FailureCause, _ isInDoubt: Bool) -> Outcome {
        if isInDoubt { return .unknown }
        guard standing == nil else { return .failed }
        if job.wasUnsettled { return .unknown }
        return cause.isBeforeSession ? .unreachable : .failed
    }
}

extension FailureCause {
    /// Whether it keeps a worker from having a session at all, when it comes before anything was read.
    fileprivate var isBeforeSession: Bool {
        switch self {
        case .unreachable, .authentication, .tooManyConnections, .notReady, .missingDatabase, .configuration,
            .connectionLost:
            true
        case .lockTimeout, .statementTimeout, .deadlock, .readOnly, .diskFull, .corrupt, .constraintViolation, .syntax,
            .permission, .cancelled, .unsupported, .unknownRevision, .diverged, .foreignTable, .noWay, .locked,
            .duplicateTarget, .checkFailed, .unusableScript, .irreversible, .unusablePython, .dataLoss, .other:
            false
        }
    }
}
