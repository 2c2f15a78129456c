/// One gate of one rollout since it opened: what has been measured, as far as it counts for the verdict.
///
/// Whoever measures tells it each result and asks for the verdict; it knows no clock and asks nobody. It is stored in the
/// ledger after every measurement, so that another process can go on.
public struct GateProgress: Sendable, Hashable {
    public let openedAt: LedgerTime
    public internal(set) var measurements: Int
    /// Since the last measurement that did not pass.
    public internal(set) var successesInARow: Int
    /// Ever; what passed in between takes none of them back.
    public internal(set) var failures: Int
    /// When the last measurement ended.
    public internal(set) var lastMeasuredAt: LedgerTime?
    /// What the last measurement that did not pass said, or why there was none; empty when there is nothing to say.
    public internal(set) var lastWords: String

    /// Of ``lastWords``, in characters.
    public static let wordsLimit = 500

    public init(openedAt: LedgerTime) {
        self.openedAt = openedAt
        measurements = 0
        successesInARow = 0
        failures = 0
        lastWords = ""
    }

    /// A measurement ended at `time`.
    public mutating func apply(_ measurement: GateMeasurement, at time: LedgerTime) {
        // What was noted before the first is over with it.
        if lastMeasuredAt == nil { lastWords = "" }
        measurements += 1
        lastMeasuredAt = time
        switch measurement {
        case .pass: successesInARow += 1
        case .fail(let words):
            successesInARow = 0
            failures += 1
            lastWords = String(words.prefix(Self.wordsLimit))
        case .error(let words):
            successesInARow = 0
            lastWords = String(words.prefix(Self.wordsLimit))
        }
    }

    /// Why it could not even be measured where it was tried. It counts for nothing, and somebody else may measure at once.
    public mutating func note(_ words: String) { lastWords = String(words.prefix(Self.wordsLimit)) }

    /// What time alone decides: when a soak passes, and when any other gate is inconclusive.
    public func end(of rule: GateRule) -> LedgerTime {
        if case .soak(let duration) = rule.kind { return openedAt + duration }
        return openedAt + rule.timing.timeout
    }

    public func verdict(_ rule: GateRule, at now: LedgerTime, approvals: Approvals = .none) -> GateVerdict {
        switch rule.kind {
        case .soak: now >= end(of: rule) ? .passed : .open(nextMeasurementAt: nil)
        case .approval(let names):
            if approvals.satisfies(names) { .passed } else { undecided(rule, at: now, next: nil) }
        case .sql, .fingerprint, .http, .command: measuredVerdict(rule, at: now)
        }
    }

    private func measuredVerdict(_ rule: GateRule, at now: LedgerTime) -> GateVerdict {
        if failures > rule.timing.failures { return .failed }
        guard let lastMeasuredAt else { return undecided(rule, at: now, next: openedAt) }
        // What passed too late has not passed.
        if successesInARow >= rule.timing.successes, lastMeasuredAt <= end(of: rule) { return .passed }
        return undecided(rule, at: now, next: lastMeasuredAt + rule.timing.interval)
    }

    private func undecided(_ rule: GateRule, at now: LedgerTime, next: LedgerTime?) -> GateVerdict {
        now >= end(of: rule) ? .inconclusive : .open(nextMeasurementAt: next.map { min($0, end(of: rule)) })
    }
}

/// What one look at a gate's condition gave. Words name no secret and no row.
public enum GateMeasurement: Sendable, Hashable {
    /// The condition held.
    case pass
    /// It was looked at and did not hold.
    case fail(String)
    /// It could not be looked at: neither a success nor a failure, but the end of a row of successes.
    case error(String)
}

/// Where a gate stands. Only ``open(nextMeasurementAt:)`` is left again, to any of the others; they are final.
public enum GateVerdict: Sendable, Hashable {
    /// Not decided. The time is that of the next measurement, or the gate's end if that comes first; `nil` where nothing is
    /// measured and only time or a person decides.
    case open(nextMeasurementAt: LedgerTime?)
    /// The next wave may begin.
    case passed
    /// More measurements failed than the rule bears.
    case failed
    /// Time ran out. It counts as not passed: a person has to look.
    case inconclusive
}
