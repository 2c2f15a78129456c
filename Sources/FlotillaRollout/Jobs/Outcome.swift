/// How the work on one target ended.
public enum Outcome: String, Sendable, Hashable, CaseIterable {
    /// The target is where the plan wanted it, and we brought it there.
    case succeeded
    /// The target was there already.
    case skipped
    /// A step failed; what was begun has been rolled back, or the journal says how far it went.
    case failed
    /// No session could be had.
    case unreachable
    /// It cannot be told whether a statement took effect. A person decides; nothing is run again before.
    case unknown
    /// Not begun, or rolled back, because we were told to stop.
    case cancelled
}
