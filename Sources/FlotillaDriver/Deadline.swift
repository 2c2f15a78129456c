/// A moment after which waiting is over.
public struct Deadline: Sendable, Hashable {
    public let instant: ContinuousClock.Instant

    public init(_ instant: ContinuousClock.Instant) { self.instant = instant }

    public static func after(_ duration: Duration) -> Deadline { Deadline(ContinuousClock.now + duration) }

    /// Far enough away for any statement.
    public static var never: Deadline { .after(.seconds(10 * 365 * 86_400)) }

    public static func earlier(_ one: Deadline, _ other: Deadline) -> Deadline {
        one.instant < other.instant ? one : other
    }

    /// Never negative.
    public var remaining: Duration { max(.zero, instant - ContinuousClock.now) }

    public var hasPassed: Bool { ContinuousClock.now >= instant }

    /// For `poll(2)`: milliseconds left, rounded up so that a loop over it does not spin; at most an hour.
    public var pollMilliseconds: Int32 {
        let (seconds, attoseconds) = remaining.components
        guard seconds < 3600 else { return 3_600_000 }
        return Int32(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}

extension Duration {
    /// Rounded down.
    public var wholeMilliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }

    /// For display and arithmetic with rates.
    public var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
