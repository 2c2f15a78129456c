/// A moment by the ledger's clock, never by the caller's: processes on several machines compare these.
public struct LedgerTime: Sendable, Hashable, Comparable {
    /// Since 1970-01-01 00:00 UTC.
    public let microseconds: Int64

    public init(microseconds: Int64) { self.microseconds = microseconds }

    public static func < (left: LedgerTime, right: LedgerTime) -> Bool { left.microseconds < right.microseconds }

    public static func - (left: LedgerTime, right: LedgerTime) -> Duration {
        .microseconds(left.microseconds - right.microseconds)
    }

    public static func - (left: LedgerTime, right: Duration) -> LedgerTime {
        LedgerTime(microseconds: left.microseconds - right.microseconds)
    }

    public static func + (left: LedgerTime, right: Duration) -> LedgerTime {
        LedgerTime(microseconds: left.microseconds + right.microseconds)
    }
}

extension Duration {
    /// Whole microseconds, cut.
    public var microseconds: Int64 { components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000 }
}
