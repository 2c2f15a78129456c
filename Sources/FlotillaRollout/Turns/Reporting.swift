/// How an attempt ended, as its worker tells it.
public struct JobReport: Sendable, Hashable {
    public enum Ending: Sendable, Hashable {
        case ended(Outcome)
        /// To be tried again after this time.
        ///
        /// - Parameters:
        ///   - hasLooked: the target was read, so that what an earlier worker left is known.
        ///   - hasMoved: it stands, or may stand, elsewhere than where the rollout found it.
        case putBack(after: Duration, hasLooked: Bool, hasMoved: Bool = false)
    }

    public var number: JobNumber
    public var attempt: Int
    /// What the claim said of the job.
    public var wasUnsettled: Bool
    public var ending: Ending

    public init(number: JobNumber, attempt: Int, wasUnsettled: Bool = false, ending: Ending) {
        self.number = number
        self.attempt = attempt
        self.wasUnsettled = wasUnsettled
        self.ending = ending
    }
}

extension RolloutTurn {
    /// Writes down how attempts ended. A report on a job that its worker has lost meanwhile is refused: whoever holds it now
    /// will find in the target what was done to it.
    ///
    /// Returns the reports that were taken.
    public mutating func report(
        _ reports: [JobReport], by worker: WriterID
    ) throws(RolloutFault<Rows.Failure>) -> [JobReport] {
        var changes = WaveChanges()
        var taken: [JobReport] = []
        for report in reports {
            guard let seen = try ask({ (rows) throws(Rows.Failure) in try rows.job(report.number) }),
                seen.holder == worker, seen.job == Job(state: .underWay, attempt: report.attempt),
                try settle(seen, report, &changes)
            else {
                try ask { (rows) throws(Rows.Failure) in
                    try rows.note(.refused(report.number, attempt: report.attempt, by: worker))
                }
                continue
            }
            taken.append(report)
        }
        try takeAll(changes)
        return taken
    }

    /// False when somebody else was quicker.
    private mutating func settle(
        _ seen: JobRow, _ report: JobReport, _ changes: inout WaveChanges
    ) throws(RolloutFault<Rows.Failure>) -> Bool {
        let number = seen.number
        let attempt = report.attempt
        switch report.ending {
        case .ended(let outcome):
            guard try move(seen, .ended(outcome)) != nil else { return false }
            changes.ended[seen.wave, default: [:]][outcome, default: 0] += 1
            try ask { (rows) throws(Rows.Failure) in try rows.note(.ended(number, attempt: attempt, outcome)) }
        case .putBack(let delay, let hasLooked, let hasMoved):
            // What has moved must not be withdrawn as if nothing had been done to it.
            let staysUnsettled = hasMoved || (report.wasUnsettled && !hasLooked)
            let due = rows.now + delay
            guard try move(seen, staysUnsettled ? .lapsed : .putBack, due: due) != nil else { return false }
            if staysUnsettled {
                changes.lapsed[seen.wave, default: 0] += 1
            } else {
                changes.putBack[seen.wave, default: 0] += 1
            }
            try ask { (rows) throws(Rows.Failure) in try rows.note(.putBack(number, attempt: attempt)) }
        }
        return true
    }

    private mutating func takeAll(_ changes: WaveChanges) throws(RolloutFault<Rows.Failure>) {
        let events = changes.events
        guard !events.isEmpty else { return }
        for event in events { try take(event) }
        try store()
    }
}

extension RolloutTurn {
    /// A job that has cost so many workers their lives is not given to another one.
    private static var attemptLimit: Int { 10 }

    /// Takes jobs away from workers that gave no sign of life for a whole lease. Returns how many.
    public mutating func lapse(limit: Int = 1_000) throws(RolloutFault<Rows.Failure>) -> Int {
        let found = try ask { (rows) throws(Rows.Failure) in try rows.lapsed(limit: limit) }
        var changes = WaveChanges()
        var count = 0
        for seen in found {
            let isHopeless = seen.job.attempt >= Self.attemptLimit
            guard try move(seen, isHopeless ? .ended(.unknown) : .lapsed) != nil else { continue }
            count += 1
            if isHopeless {
                changes.ended[seen.wave, default: [:]][.unknown, default: 0] += 1
            } else {
                changes.lapsed[seen.wave, default: 0] += 1
            }
            try ask { (rows) throws(Rows.Failure) in
                try rows.note(.lapsed(seen.number, attempt: seen.job.attempt, holder: seen.holder))
            }
        }
        try takeAll(changes)
        return count
    }
}

/// What happened to jobs in one transaction, wave by wave.
private struct WaveChanges {
    var ended: [Int: [Outcome: Int]] = [:]
    var putBack: [Int: Int] = [:]
    var lapsed: [Int: Int] = [:]

    /// What is put back comes first: when the last job ends, nothing may be under way any more.
    var events: [RolloutEvent] {
        lapsed.sorted { $0.key < $1.key }.map { .jobsLapsed(wave: $0.key, count: $0.value) }
            + putBack.sorted { $0.key < $1.key }.map { .jobsPutBack(wave: $0.key, count: $0.value) }
            + ended.sorted { $0.key < $1.key }.map { .jobsEnded(wave: $0.key, $0.value) }
    }
}
