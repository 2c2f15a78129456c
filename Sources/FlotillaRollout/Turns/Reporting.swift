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
        /// It was claimed and never begun.
        case notBegun
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

    /// On a job as it was claimed.
    public init(_ job: ClaimedJob, _ ending: Ending) {
        self.init(number: job.number, attempt: job.attempt, wasUnsettled: job.wasUnsettled, ending: ending)
    }
}

extension RolloutTurn {
    /// Writes down how attempts ended. A report on a job that its worker has lost meanwhile is refused: whoever holds it now
    /// will find in the target what was done to it.
    ///
    /// Returns the reports that were taken.
    mutating func report(
        _ reports: [JobReport], by worker: WriterID
    ) throws(RolloutFault<Rows.Failure>) -> [JobReport] {
        guard !reports.isEmpty else { return [] }
        let numbers = reports.map(\.number)
        let found = try ask { (rows) throws(Rows.Failure) in try rows.jobs(numbers) }
        var current = Dictionary(found.map { ($0.number, $0) }) { first, _ in first }
        var changes: [Change] = []
        var late: [JobReport] = []
        for report in reports {
            if let seen = current[report.number], seen.holder == worker,
                seen.job.state == .underWay, seen.job.attempt == report.attempt
            {
                // One report settles it; a second one in the same breath comes too late.
                current[report.number] = nil
                changes.append(change(seen, report))
            } else {
                late.append(report)
            }
        }
        for report in late {
            try note(.refused(report.number, attempt: report.attempt, by: worker))
        }
        try settle(changes)
        return changes.compactMap(\.report)
    }

    private func change(_ seen: JobRow, _ report: JobReport) -> Change {
        switch report.ending {
        case .ended(let outcome):
            return Change(
                seen: seen, event: .ended(outcome), note: .ended(seen.number, attempt: report.attempt, outcome),
                report: report)
        case .putBack(let delay, let hasLooked, let hasMoved):
            // What has moved must not be withdrawn as if nothing had been done to it.
            let staysUnsettled = hasMoved || (report.wasUnsettled && !hasLooked)
            return Change(
                seen: seen, event: staysUnsettled ? .lapsed : .putBack, due: rows.now + delay,
                note: .putBack(seen.number, attempt: report.attempt), report: report)
        case .notBegun:
            return Change(
                seen: seen, event: report.wasUnsettled ? .lapsed : .putBack, isForgiven: true,
                note: .putBack(seen.number, attempt: report.attempt), report: report)
        }
    }
}

extension RolloutTurn {
    /// A job that has cost so many workers their lives is not given to another one.
    private static var attemptLimit: Int { 10 }

    /// Takes jobs away from workers that gave no sign of life for a whole lease. Returns how many.
    public mutating func lapse(limit: Int = 1_000) throws(RolloutFault<Rows.Failure>) -> Int {
        let found = try ask { (rows) throws(Rows.Failure) in try rows.lapsed(limit: limit) }
        let changes = found.map { seen in
            Change(
                seen: seen, event: seen.job.tries >= Self.attemptLimit ? .ended(.unknown) : .lapsed,
                note: .lapsed(seen.number, attempt: seen.job.attempt, holder: seen.holder))
        }
        try settle(changes)
        if !changes.isEmpty { try store() }
        return changes.count
    }
}

// MARK: Changes of jobs

/// What becomes of one job in a transaction.
private struct Change {
    var seen: JobRow
    var event: JobStateEvent
    var due: LedgerTime?
    var isForgiven = false
    var note: RolloutNote
    var report: JobReport?
}

extension RolloutTurn {
    /// Moves the jobs, counts them and lets the rollout go on.
    private mutating func settle(_ changes: [Change]) throws(RolloutFault<Rows.Failure>) {
        _ = try move(changes.map { Move(seen: $0.seen, event: $0.event, due: $0.due, isForgiven: $0.isForgiven) })
        for change in changes { try note(change.note) }
        var counts = WaveCounts()
        for change in changes { counts.add(change) }
        for event in counts.events { try take(event) }
    }

    private mutating func note(_ note: RolloutNote) throws(RolloutFault<Rows.Failure>) {
        try ask { (rows) throws(Rows.Failure) in try rows.note(note) }
    }
}

/// What happened to jobs in one transaction, wave by wave.
private struct WaveCounts {
    private var ended: [Int: [Outcome: Int]] = [:]
    private var putBack: [Int: Int] = [:]
    private var lapsed: [Int: Int] = [:]

    mutating func add(_ change: Change) {
        let wave = change.seen.wave
        switch change.event {
        case .ended(let outcome): ended[wave, default: [:]][outcome, default: 0] += 1
        case .putBack: putBack[wave, default: 0] += 1
        case .lapsed: lapsed[wave, default: 0] += 1
        case .claimed, .withdrawn, .reopened, .tookBack: break
        }
    }

    /// What is put back comes first: when the last job ends, nothing may be under way any more.
    var events: [RolloutEvent] {
        lapsed.sorted { $0.key < $1.key }.map { .jobsLapsed(wave: $0.key, count: $0.value) }
            + putBack.sorted { $0.key < $1.key }.map { .jobsPutBack(wave: $0.key, count: $0.value) }
            + ended.sorted { $0.key < $1.key }.map { .jobsEnded(wave: $0.key, $0.value) }
    }
}
