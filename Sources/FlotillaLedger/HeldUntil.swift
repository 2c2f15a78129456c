import Synchronization

/// Until when the leases of a process hold, for those who ask before every statement: without a lock, for which they would
/// wait for each other.
final class HeldUntil: Sendable {
    private let origin = ContinuousClock.now
    /// After ``origin``.
    private let nanoseconds = Atomic<Int64>(.max)

    /// - Parameter end: `nil` when none can run out.
    func set(_ end: ContinuousClock.Instant?) {
        nanoseconds.store(end.map { Self.nanoseconds($0 - origin) } ?? .max, ordering: .releasing)
    }

    /// For good.
    func end() { nanoseconds.store(.min, ordering: .releasing) }

    var holds: Bool {
        switch nanoseconds.load(ordering: .acquiring) {
        case .max: true
        case .min: false
        case let end: Self.nanoseconds(.now - origin) < end
        }
    }

    private static func nanoseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
