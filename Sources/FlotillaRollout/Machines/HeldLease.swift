/// A lease as its holder sees it: the right to work until a moment, renewed by each sign of life that the ledger has taken.
///
/// The holder counts from before it asked, the ledger from when it answered, and both for the same length: so the holder
/// stops first, as long as clocks run equally fast. Time is the holder's own steady clock.
public struct HeldLease: Sendable, Hashable {
    public let length: Duration
    private var askedAt: Duration

    /// - Parameter askedAt: before the ledger was asked.
    public init(length: Duration, askedAt: Duration) {
        self.length = length
        self.askedAt = askedAt
    }

    public var ends: Duration { askedAt + length }

    /// The ledger has taken a sign of life that was sent at this moment. A lease that has run out is not mended by it:
    /// others may hold its jobs by now.
    public mutating func renewed(askedAt moment: Duration) {
        askedAt = max(askedAt, moment)
    }

    public func isHeld(at now: Duration) -> Bool { now < ends }
}
