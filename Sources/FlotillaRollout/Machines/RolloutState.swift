/// What a rollout is doing. Each case says where it can go; ``RolloutTransitions`` is the same as a value.
public enum RolloutState: Sendable, Hashable {
    /// The jobs of one wave are handed out. Goes on to the wave's gates, to the next wave or to the end; a budget that is
    /// exceeded or a person leads to `pausing` or `aborting`.
    case advancing(wave: Int)
    /// The wave's jobs have ended and a gate behind it is measured. Goes on when it passes, else to `paused`.
    case gating(wave: Int, gate: Int)
    /// Every wave is behind it, and the inventory is asked for targets that joined since it was planned. Goes on with a wave
    /// of that number for them, or to `completed` when there are none.
    case sweeping(wave: Int)
    /// Only jobs that a person reopened are handed out. When they have ended, back to where it was held, or, if it
    /// `resumes`, on from there.
    case retrying(Hold, resumes: Bool)
    /// Nothing begins; what is under way comes to its end. Then `paused`.
    case pausing(Hold)
    /// Nothing begins and nothing is under way, until a person says so.
    case paused(Hold)
    /// Nothing begins any more; what is under way comes to its end, and what became of targets whose worker was lost is
    /// looked up. Then `aborted`.
    case aborting(takesBack: Bool)
    /// Every wave and every gate is behind it. Only a retry of what failed leads out again.
    case completed
    /// It ended early; what was not begun is cancelled. Only a retry leads out again.
    case aborted

    public var phase: RolloutPhase {
        switch self {
        case .advancing: .advancing
        case .gating: .gating
        case .sweeping: .sweeping
        case .retrying: .retrying
        case .pausing: .pausing
        case .paused: .paused
        case .aborting: .aborting
        case .completed: .completed
        case .aborted: .aborted
        }
    }
}

/// A state without what belongs to the single rollout.
public enum RolloutPhase: String, Sendable, Hashable, CaseIterable {
    case advancing, gating, sweeping, retrying, pausing, paused, aborting, completed, aborted

    /// Nothing will happen any more unless a person reopens something.
    public var isFinal: Bool { self == .completed || self == .aborted }
}

/// Why a rollout is held and where it goes on from.
public struct Hold: Sendable, Hashable {
    public enum Course: Sendable, Hashable {
        case wave(Int)
        case gate(wave: Int, gate: Int)
        case sweep(wave: Int)
        /// It had ended before something was reopened.
        case completed, aborted
    }

    public enum Cause: Sendable, Hashable {
        case request
        /// Too many failures, in this wave or in all of them together.
        case budget(wave: Int?)
        case gateFailed(wave: Int, gate: Int)
        case gateInconclusive(wave: Int, gate: Int)
        /// A person reopened jobs of a rollout that had ended.
        case reopening
    }

    public var course: Course
    public var cause: Cause

    public init(_ course: Course, _ cause: Cause) {
        self.course = course
        self.cause = cause
    }
}
