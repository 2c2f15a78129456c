/// How many jobs of a wave stand where.
public struct Tally: Sendable, Hashable {
    /// Not begun, or put back.
    public private(set) var planned: Int
    public private(set) var underWay = 0
    /// Of those planned: their targets may stand halfway, so that somebody has to look at them.
    public private(set) var unsettled = 0
    /// Of those planned or under way: reopened by a person. Not counted any more once the rollout is given up.
    public private(set) var reopened = 0
    public private(set) var outcomes: [Outcome: Int] = [:]

    public init(planned: Int) { self.planned = planned }

    /// For a tally that was written down.
    public init(planned: Int, underWay: Int, unsettled: Int, reopened: Int, outcomes: [Outcome: Int]) {
        self.planned = planned
        self.underWay = underWay
        self.unsettled = unsettled
        self.reopened = reopened
        self.outcomes = outcomes
    }

    public var total: Int { planned + underWay + outcomes.values.reduce(0, +) }
    public var isOver: Bool { planned == 0 && underWay == 0 }

    /// Targets that are where they should be.
    public var arrived: Int { self[.succeeded] + self[.skipped] }

    /// Targets that count against the budget.
    public var failures: Int { self[.failed] + self[.unreachable] + self[.unknown] }

    public subscript(outcome: Outcome) -> Int { outcomes[outcome] ?? 0 }
}

// Each returns false, and has changed nothing, when there are not so many.
extension Tally {
    mutating func start(_ count: Int, unsettled settling: Int) -> Bool {
        guard settling >= 0, settling <= min(count, unsettled), count - settling <= planned - unsettled else {
            return false
        }
        planned -= count
        underWay += count
        unsettled -= settling
        return true
    }

    /// Nothing else is handed out until all that was reopened has ended, so what ends then was reopened.
    mutating func end(_ ended: [Outcome: Int]) -> Bool {
        let count = ended.values.reduce(0, +)
        guard ended.values.allSatisfy({ $0 >= 0 }), count <= underWay else { return false }
        underWay -= count
        for (outcome, number) in ended where number > 0 { outcomes[outcome, default: 0] += number }
        reopened = max(0, reopened - count)
        return true
    }

    mutating func putBack(_ count: Int, unsettled isUnsettled: Bool) -> Bool {
        guard count >= 0, count <= underWay else { return false }
        underWay -= count
        planned += count
        if isUnsettled { unsettled += count }
        return true
    }

    mutating func reopen(_ outcomes: [Outcome: Int]) -> Bool {
        guard outcomes.allSatisfy({ $0.value >= 0 && self[$0.key] >= $0.value }) else { return false }
        for (outcome, number) in outcomes {
            let left = self[outcome] - number
            self.outcomes[outcome] = left > 0 ? left : nil
            planned += number
            if JobTransitions.next(JobState(outcome), .reopened) == .unsettled { unsettled += number }
            reopened += number
        }
        return true
    }

    /// What has not begun and needs no looking after is cancelled. Returns how many those are.
    mutating func withdraw() -> Int {
        let count = planned - unsettled
        planned -= count
        reopened = 0
        if count > 0 { outcomes[.cancelled, default: 0] += count }
        return count
    }
}
