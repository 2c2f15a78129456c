import FlotillaDriver
import FlotillaRollout

/// Jobs on offer, each counted once by what keeps it from beginning.
public struct WaitingJobs: Sendable, Hashable {
    /// No worker that is alive reaches their targets.
    public var unreached = 0
    /// They are reached, and wait for their next attempt.
    public var delayed = 0
    /// When the first of those may begin.
    public var firstDue: LedgerTime?
    /// All others that have a window, by its place in the policy.
    public var byWindow: [Int: Int] = [:]
    /// All others.
    public var ready = 0
    /// When a job of the rollout last began.
    public var lastStart: LedgerTime?

    public init() {}
}

extension LedgerStore {
    private enum SQL {
        static let open = "FROM assignments WHERE run = ?1 AND state IN ('planned', 'unsettled')"
        /// By whether they are delayed, and by their windows.
        static let counts = "SELECT CASE WHEN due > ?2 THEN 1 ELSE 0 END, window_rule, count(*) "
        static let groups = " GROUP BY 1, 2"
        static let firstDue = "SELECT min(due) "
        static let delayed = " AND due > ?2"
        static let reached = """
            EXISTS (
                SELECT 1 FROM workers CROSS JOIN reach
                WHERE workers.ended_at IS NULL AND workers.beat_at > ?3 AND reach.worker = workers.id
                    AND reach.target = assignments.target)
            """
        static let lastStart = "SELECT last_start FROM rollouts WHERE run = ?1"
    }

    private func openSQL(_ offer: Rollout.Offer) -> String {
        switch offer {
        case .wave(let wave): SQL.open + " AND wave = \(wave)"
        case .reopened: SQL.open + " AND reopened = 1"
        case .unsettled: SQL.open + " AND state = 'unsettled'"
        }
    }

    func waitingJobs(
        of run: RunID, _ offer: Rollout.Offer, lease: Duration, now: LedgerTime
    ) throws(DriverError) -> WaitingJobs {
        var waiting = WaitingJobs()
        let open = openSQL(offer)
        let (number, moment) = (LedgerValue.integer(run.number), LedgerValue.integer(now.microseconds))
        let since = LedgerValue.integer((now - lease).microseconds)
        // Mostly all are reached: to take the few others from all is quicker than to ask of each in one question.
        var counts: [WaitingGroup: Int] = [:]
        try connection.forEachRow(LedgerStatement(SQL.counts + open + SQL.groups, number, moment)) { row in
            counts[WaitingGroup(row)] = row.count(2)
            return true
        }
        let unreached = SQL.counts + open + " AND NOT " + SQL.reached + SQL.groups
        try connection.forEachRow(LedgerStatement(unreached, number, moment, since)) { row in
            counts[WaitingGroup(row), default: 0] -= row.count(2)
            waiting.unreached += row.count(2)
            return true
        }
        for (group, count) in counts where count > 0 { waiting.add(group, count) }
        if waiting.delayed > 0 {
            let sql = SQL.firstDue + open + SQL.delayed + " AND " + SQL.reached
            waiting.firstDue = try first(LedgerStatement(sql, number, moment, since))
        }
        waiting.lastStart = try first(LedgerStatement(SQL.lastStart, number))
        return waiting
    }

    private func first(_ statement: LedgerStatement) throws(DriverError) -> LedgerTime? {
        var time: LedgerTime?
        try connection.forEachRow(statement) { row in
            time = row.optionalTime(0)
            return false
        }
        return time
    }
}

private struct WaitingGroup: Hashable {
    let isDelayed: Bool
    let window: Int64?

    init(_ row: any LedgerRow) { (isDelayed, window) = (row.count(0) == 1, row.integer(1)) }
}

extension WaitingJobs {
    fileprivate mutating func add(_ group: WaitingGroup, _ count: Int) {
        if group.isDelayed {
            delayed += count
        } else if let window = group.window {
            byWindow[Int(window), default: 0] += count
        } else {
            ready += count
        }
    }
}

extension Ledger {
    /// What keeps jobs on offer from beginning.
    public func waitingJobs(of run: RunID, _ offer: Rollout.Offer) throws(LedgerError) -> WaitingJobs {
        let lease = settings.lease
        return try ask { (store) throws(DriverError) in
            try store.waitingJobs(of: run, offer, lease: lease, now: try store.now())
        }
    }
}
