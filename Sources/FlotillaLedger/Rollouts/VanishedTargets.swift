import FlotillaDriver
import FlotillaRollout

/// Jobs that no worker can do, because none that is alive reaches their targets.
extension LedgerStore {
    private enum SQL {
        static let open = """
            SELECT assignments.target, targets.name FROM assignments CROSS JOIN targets
            WHERE assignments.run = ?1 AND assignments.state IN ('planned', 'unsettled')
                AND targets.id = assignments.target AND NOT EXISTS (
                    SELECT 1 FROM workers CROSS JOIN reach
                    WHERE workers.ended_at IS NULL AND workers.beat_at > ?2 AND reach.worker = workers.id
                        AND reach.target = assignments.target)
            """
        static let end = """
            UPDATE jobs SET started_at = coalesce(started_at, ?3), ended_at = ?3, outcome = ?4, cause = ?5, code = '',
                message = ?6
            WHERE run = ?1 AND target = ?2
            """
    }

    /// A condition for each offer, as for candidates.
    private func openSQL(_ offer: Rollout.Offer) -> String {
        switch offer {
        case .wave(let wave): SQL.open + " AND assignments.wave = \(wave)"
        case .reopened: SQL.open + " AND assignments.reopened = 1"
        case .unsettled: SQL.open + " AND assignments.state = 'unsettled'"
        }
    }

    func unreached(
        of run: RunID, _ offer: Rollout.Offer, lease: Duration, now: LedgerTime
    ) throws(DriverError) -> [UnreachedJob] {
        try connection.rows(openSQL(offer), .integer(run.number), .integer((now - lease).microseconds)) {
            UnreachedJob(number: JobNumber($0.integer(0) ?? 0), target: $0.target(1))
        }
    }

    /// Ends those of the jobs that still nobody reaches. Returns how many.
    func giveUp(
        _ numbers: [JobNumber], of run: RunID, author: EventAuthor, reason: String, lease: Duration
    ) throws(DriverError) -> Int {
        try connection.transaction(.deciding) { () throws(DriverError) in
            let now = try now()
            let rows = LedgerRolloutRows(self, run, author: author, reason: reason, lease: lease, now: now)
            let given = try turning { () throws(RolloutFault<DriverError>) in
                guard var turn = try RolloutTurn(rows), let offer = turn.rollout.offer else {
                    return [(number: JobNumber, outcome: Outcome)]()
                }
                let unreached: Set<JobNumber>
                do throws(DriverError) {
                    unreached = Set(try self.unreached(of: run, offer, lease: lease, now: now).map(\.number))
                } catch { throw .ledger(error) }
                let given = try turn.giveUp(numbers.filter(unreached.contains))
                do throws(DriverError) { try turn.rows.finish() } catch { throw .ledger(error) }
                return given
            }
            _ = try connection.run(
                given.map { number, outcome in
                    LedgerStatement(
                        SQL.end, .integer(run.number), .integer(number.number), .integer(now.microseconds),
                        .text(outcome.rawValue), cause(outcome), .text(reason))
                })
            return given.count
        }
    }

    private func cause(_ outcome: Outcome) -> LedgerValue {
        switch outcome {
        case .skipped: .null
        case .unreachable: .text(FailureCause.unreachable.rawValue)
        case .succeeded, .failed, .unknown, .cancelled: .text(FailureCause.other.rawValue)
        }
    }
}

/// A job on offer that no living worker reaches.
public struct UnreachedJob: Sendable, Hashable {
    public let number: JobNumber
    public let target: TargetID
}

extension Ledger {
    /// Jobs on offer that no living worker reaches.
    public func unreached(of run: RunID, _ offer: Rollout.Offer) throws(LedgerError) -> [UnreachedJob] {
        let lease = settings.lease
        return try ask { (store) throws(DriverError) in
            try store.unreached(of: run, offer, lease: lease, now: try store.now())
        }
    }

    /// Ends jobs whose targets have vanished, unless a worker has come that reaches them. Returns how many.
    @discardableResult
    public func giveUp(_ numbers: [JobNumber], of run: RunID, reason: String) throws(LedgerError) -> Int {
        let lease = settings.lease
        return try write { (store) throws(DriverError) in
            try store.giveUp(numbers, of: run, author: .current, reason: reason, lease: lease)
        }
    }

    /// Which part of the fleet a rollout is for, and every target that its plan knew.
    public func scope(of run: RunID) throws(LedgerError) -> RolloutScope? {
        try ask { (store) throws(DriverError) in try store.scope(of: run) }
    }
}

/// Which part of the fleet a rollout is for, as it was asked; and the targets of that part when it was planned.
public struct RolloutScope: Sendable, Hashable {
    /// Empty for one that takes another one back.
    public let selection: String
    public let known: Set<TargetID>
}

extension LedgerStore {
    private static let scopeSQL = "SELECT selection, beside FROM rollouts WHERE run = ?1"
    private static let namesSQL = """
        SELECT targets.name FROM assignments CROSS JOIN targets
        WHERE assignments.run = ?1 AND targets.id = assignments.target
        """

    func scope(of run: RunID) throws(DriverError) -> RolloutScope? {
        let found = try connection.rows(Self.scopeSQL, .integer(run.number)) { ($0.text(0) ?? "", $0.text(1) ?? "") }
        guard let (selection, beside) = found.first else { return nil }
        let names = try connection.rows(Self.namesSQL, .integer(run.number)) { $0.target(0) }
        let others = beside.split(separator: "\n").map { TargetID(String($0)) }
        return RolloutScope(selection: selection, known: Set(names + others))
    }
}
