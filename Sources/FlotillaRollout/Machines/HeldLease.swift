/// A lease as its holder sees it: the right to work until a moment, renewed by each sign of life that the ledger has taken.
///
/// The holder counts from before it asked, the ledger from when it answered, and the holder for a shorter time: so the
/// holder stops first, even if clocks run unequally or the ledger's is set forward a little. Time is the holder's own
/// steady clock.
public struct HeldLease: Sendable, Hashable {
    /// For how long after a sign of life the holder works, when the ledger takes its jobs away after a whole `lease`. The
    /// third that is left out is what clocks may disagree by.
    public static func length(within lease: Duration) -> Duration { lease * 2 / 3 }

    public let length: Duration
    private var askedAt: Duration

    /// - Parameter askedAt: before the ledger was asked.
    public init(length: Duration, askedAt: Duration) {
        self.length = length
        self.askedAt = askedAt
    }

    public var ends: Duration { askedAt + length }

    /// The ledger has taken a sign of life that was sent at this moment. A lease that had run out by then is not mended by
    /// it: others may hold its jobs by now.
    public mutating func renewed(askedAt moment: Duration) {
        guard isHeld(at: moment) else { return }
        askedAt = max(askedAt, moment)
    }

    public func isHeld(at now: Duration) -> Bool { now < ends }
}
