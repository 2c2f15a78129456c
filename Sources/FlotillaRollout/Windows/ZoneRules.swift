/// By how much the clocks of one time zone are ahead of UTC, and since when: what a TZif file says (RFC 9636).
///
/// A file lists the moments at which the zone's clocks were changed and ends with a rule for all time behind the last of
/// them. Both are kept; nothing is looked up anywhere else.
public struct ZoneRules: Sendable, Hashable {
    /// What an offset holds from a moment on.
    struct Change: Sendable, Hashable {
        /// Seconds since 1970-01-01 00:00 UTC.
        var at: Int64
        /// Seconds that the zone's clocks are ahead of UTC.
        var offset: Int
    }

    public static let utc = ZoneRules(before: 0, changes: [], yearly: nil)

    /// Before the first change.
    private let before: Int
    /// In ascending order.
    private let changes: [Change]
    /// For what lies behind the last change; `nil` lets the last offset hold for good.
    private let yearly: YearlyRule?

    init(before: Int, changes: [Change], yearly: YearlyRule?) {
        self.before = before
        self.changes = changes
        self.yearly = yearly
    }

    /// How far the zone's clocks are ahead of UTC; negative west of Greenwich.
    public func offset(at time: LedgerTime) -> Duration { .seconds(seconds(at: time.wholeSeconds)) }

    /// O(log n) in the number of listed changes.
    func seconds(at time: Int64) -> Int {
        let count = listedChanges(until: time)
        if count == changes.count, let yearly { return yearly.offset(at: time) }
        return count == 0 ? before : changes[count - 1].offset
    }

    /// The changes behind `start` and up to `end`, in ascending order.
    func changes(after start: Int64, through end: Int64) -> [Change] {
        guard start < end else { return [] }
        let listed = changes[listedChanges(until: start)..<listedChanges(until: end)]
        guard let yearly, let last = changes.last.map(\.at) ?? .some(Int64.min), end > last else {
            return Array(listed)
        }
        return listed + yearly.changes(after: max(start, last), through: end)
    }

    /// How many of the listed changes have come about at `time`.
    private func listedChanges(until time: Int64) -> Int {
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].at <= time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension LedgerTime {
    /// Since 1970, rounded down.
    var wholeSeconds: Int64 { microseconds.floorDivided(by: 1_000_000) }

    init(wholeSeconds: Int64) { self.init(microseconds: wholeSeconds * 1_000_000) }
}

extension Int64 {
    /// Towards minus infinity, where `/` goes towards zero.
    func floorDivided(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
