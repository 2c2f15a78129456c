/// What happened to a rollout.
public enum RolloutEvent: Sendable, Hashable {
    /// - Parameter unsettled: how many of them were begun before by a worker that was lost.
    case jobsStarted(wave: Int, count: Int, unsettled: Int = 0)
    /// With these outcomes.
    case jobsEnded(wave: Int, [Outcome: Int])
    /// Their attempts are over without an outcome, and they wait to be tried again.
    case jobsPutBack(wave: Int, count: Int)
    /// Their worker gave no sign of life for a whole lease, or had to stop halfway. What became of the targets has to be
    /// looked up.
    case jobsLapsed(wave: Int, count: Int)
    case gatePassed(wave: Int, gate: Int)
    case gateFailed(wave: Int, gate: Int)
    case gateInconclusive(wave: Int, gate: Int)
    case pauseRequested
    /// - Parameter tolerating: the number of failures that is borne from now on, in all and in each wave; `nil` leaves the
    ///   budget as it is.
    case resumeRequested(tolerating: Int?)
    /// Go on behind a gate that has not passed.
    case gateWaived
    case abortRequested(takesBack: Bool)
    /// A person had jobs with these outcomes planned again, by wave.
    case jobsReopened([Int: [Outcome: Int]], resumes: Bool)
    /// Targets that came when the plan had been made are to be brought along, in a wave of that number.
    case targetsJoined(wave: Int, RolloutShape.Wave)
    /// There are none for a wave of that number, or none that the plan has steps for.
    case noneJoined(wave: Int)

    public var kind: RolloutEventKind {
        switch self {
        case .jobsStarted: .jobsStarted
        case .jobsEnded: .jobsEnded
        case .jobsPutBack: .jobsPutBack
        case .jobsLapsed: .jobsLapsed
        case .gatePassed: .gatePassed
        case .gateFailed: .gateFailed
        case .gateInconclusive: .gateInconclusive
        case .pauseRequested: .pauseRequested
        case .resumeRequested: .resumeRequested
        case .gateWaived: .gateWaived
        case .abortRequested: .abortRequested
        case .jobsReopened: .jobsReopened
        case .targetsJoined: .targetsJoined
        case .noneJoined: .noneJoined
        }
    }
}

/// An event without its particulars.
public enum RolloutEventKind: String, Sendable, Hashable, CaseIterable {
    case jobsStarted = "jobs started"
    case jobsEnded = "jobs ended"
    case jobsPutBack = "jobs put back"
    case jobsLapsed = "jobs lapsed"
    case gatePassed = "gate passed"
    case gateFailed = "gate failed"
    case gateInconclusive = "gate inconclusive"
    case pauseRequested = "pause requested"
    case resumeRequested = "resume requested"
    case gateWaived = "gate waived"
    case abortRequested = "abort requested"
    case jobsReopened = "jobs reopened"
    case targetsJoined = "targets joined"
    case noneJoined = "none joined"
}

/// What the shell has to do now that the state has changed, in the transaction that stores it.
public enum RolloutEffect: Sendable, Hashable {
    /// The gate's measurements begin anew.
    case openGate(wave: Int, gate: Int)
    /// The wave and its jobs are written down.
    case addWave(Int)
    /// Jobs that have not begun will not begin.
    case withdrawPlanned
    /// The rollout has ended.
    case close(RolloutPhase)
    /// A rollout that takes back what this one changed has to be made.
    case takeBack
}

/// An event that the state has no answer to. Nothing has changed.
public enum IllegalTransition: Error, Sendable, Hashable {
    case noSuchTransition(from: RolloutPhase, on: RolloutEventKind)
    /// The gate in question is not the one that is open.
    case staleGate(wave: Int, gate: Int)
    /// Nobody looks for targets for a wave of that number.
    case staleSweep(wave: Int)
    /// More jobs than there are in that state.
    case miscounted(wave: Int)
    /// The budget is exceeded still, so that the rollout would be held again at once.
    case budgetExceeded(failures: Int, budget: Int)
    /// There is no gate to waive.
    case noGate
}
