import FlotillaInventory
import FlotillaRollout

/// The quarantine of a project on one day: which of its entries hold, and which are over.
public struct QuarantineList: Sendable {
    /// Entries that hold.
    let rules: [QuarantineRule]
    /// Entries whose last day is over.
    public let expired: [QuarantineRule]

    /// - Parameter day: `2026-12-24`.
    public init(_ rules: [QuarantineRule], on day: String) {
        self.rules = rules.filter { !$0.isOver(on: day) }
        expired = rules.filter { $0.isOver(on: day) }
    }

    /// On the day that this machine's clock shows, in UTC.
    public init(_ rules: [QuarantineRule]) { self.init(rules, on: DayText.text(of: WallClock.now)) }

    /// Places of the targets that are set aside. One that cannot be read back is not: whoever looks at it will say so.
    public func places(in roster: Roster) -> Set<Int> {
        guard !rules.isEmpty else { return [] }
        return Set((0..<roster.count).filter { (try? roster[$0]).map { entry(for: $0) != nil } ?? false })
    }

    /// Why the target is set aside, if it is; the first entry counts.
    public func entry(for target: Target) -> Quarantine? {
        rules.first { $0.matches(target) }.map {
            Quarantine(reason: $0.reason, owner: $0.owner, until: $0.until ?? "")
        }
    }
}
