/// Jobs for which nobody is left: no worker reaches their targets, because the inventory does not list them any more. They
/// would keep a rollout open for ever, so they are ended, but only when nothing else is left to do in their wave, and only
/// on a second look: an inventory that is just being written misses targets too.
public struct Vanishing: Sendable, Hashable {
    /// From the first look that found a job without a worker to the one that may end it.
    public static let patience = Duration.seconds(10)

    /// When each was first found so.
    private var firstSeen: [JobNumber: LedgerTime] = [:]

    public init() {}

    /// Whether it is worth while to ask which jobs nobody reaches: jobs are to be handed out and none is under way.
    public static func concerns(_ rollout: Rollout) -> Bool {
        guard rollout.underWay == 0, let offer = rollout.offer else { return false }
        switch offer {
        case .wave(let wave): return rollout.tallies[wave].planned > 0
        case .reopened: return rollout.reopened > 0
        case .unsettled: return rollout.unsettled > 0
        }
    }

    /// Which of the jobs may be ended now.
    ///
    /// - Parameters:
    ///   - unreached: every job on offer that no living worker reaches and the inventory does not list.
    ///   - offered: how many jobs are on offer; if others are among them, it is not yet time.
    public mutating func look(_ unreached: [JobNumber], offered: Int, at now: LedgerTime) -> [JobNumber] {
        guard unreached.count == offered else {
            firstSeen = [:]
            return []
        }
        firstSeen = Dictionary(uniqueKeysWithValues: unreached.map { ($0, firstSeen[$0] ?? now) })
        return unreached.filter { number in firstSeen[number].map { now - $0 >= Self.patience } ?? false }
    }
}

extension Rollout {
    /// How many jobs are on offer, those included that wait for their window or their next attempt.
    public var offered: Int {
        switch offer {
        case .wave(let wave): tallies[wave].planned
        case .reopened: reopened
        case .unsettled: unsettled
        case nil: 0
        }
    }
}

extension RolloutTurn {
    /// Ends jobs whose targets have vanished: one that was never begun, or was put back, is skipped; what became of one that
    /// a lost worker left halfway nobody can tell any more. Others than open ones are left alone.
    ///
    /// When more than half of a wave vanishes at once it is rather the inventory that has gone wrong, such as a disk that is
    /// not mounted, and a wave of which hardly any target was tried has shown nothing. They count as unreachable, so that the
    /// budget decides and a person can have them tried again.
    ///
    /// Returns the jobs with their outcomes.
    public mutating func giveUp(
        _ numbers: [JobNumber]
    ) throws(RolloutFault<Rows.Failure>) -> [(number: JobNumber, outcome: Outcome)] {
        let found = try ask { (rows) throws(Rows.Failure) in try rows.jobs(numbers) }
        let open = found.filter { $0.job.state == .planned || $0.job.state == .unsettled }
        guard !open.isEmpty else { return [] }
        let lost = Dictionary(grouping: open, by: \.wave).filter { 2 * $1.count > rollout.tallies[$0].total }
        let given = open.map { job -> (JobRow, Outcome) in
            guard job.job.state == .planned else { return (job, .unknown) }
            return (job, lost[job.wave] == nil ? .skipped : .unreachable)
        }
        let begun = zip(open, try move(open.map { Move(seen: $0, event: .claimed) })).map { $0.holding($1) }
        _ = try move(zip(begun, given).map { Move(seen: $0, event: .ended($1.1)) })
        try tell(given)
        try store()
        return given.map { ($0.0.number, $0.1) }
    }

    /// First that all have begun: a wave is over when the last of its jobs has ended.
    private mutating func tell(_ given: [(job: JobRow, outcome: Outcome)]) throws(RolloutFault<Rows.Failure>) {
        let waves = Dictionary(grouping: given, by: \.job.wave).sorted { $0.key < $1.key }
        for (wave, jobs) in waves {
            let unsettled = jobs.count { $0.job.job.state == .unsettled }
            try take(.jobsStarted(wave: wave, count: jobs.count, unsettled: unsettled))
        }
        for (wave, jobs) in waves {
            let outcomes = jobs.reduce(into: [Outcome: Int]()) { $0[$1.outcome, default: 0] += 1 }
            try take(.jobsEnded(wave: wave, outcomes))
        }
        for (seen, outcome) in given {
            try ask { (rows) throws(Rows.Failure) in
                try rows.note(.ended(seen.number, attempt: seen.job.attempt + 1, outcome))
            }
        }
    }
}

extension JobRow {
    fileprivate func holding(_ job: Job) -> JobRow {
        var row = self
        row.job = job
        return row
    }
}
