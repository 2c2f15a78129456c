import FlotillaRollout

/// Whether a run that never said it ended is still at work.
enum Liveness: String {
    case alive = "running"
    /// Its process is gone.
    case interrupted
    /// It gave no sign of life for a whole lease. It may hang, or be cut off from the ledger.
    case abandoned

    /// - Parameter mayBeRunning: what this machine knows of the process.
    static func judge(heartbeat: LedgerTime, now: LedgerTime, lease: Duration, mayBeRunning: Bool) -> Liveness {
        guard mayBeRunning else { return .interrupted }
        // A sign of life from the future was given before the clock was set back; it proves as little as an old one.
        return abs((now - heartbeat).microseconds) < lease.microseconds ? .alive : .abandoned
    }
}
