import FlotillaDriver
import Synchronization

/// Which targets have left the inventory while a process works. The inventory is asked only when a target cannot be opened,
/// and not once for each of many: a server that is down takes all of its targets along.
///
/// Safe from any thread.
final class Departures: Sendable {
    /// For how long an answer holds.
    private static let freshness = Duration.seconds(5)

    private struct Answer: Sendable {
        var at: ContinuousClock.Instant
        var listed: Set<TargetID>
    }

    private let lookout: Lookout
    private let last = Mutex<Answer?>(nil)

    init(_ lookout: Lookout) { self.lookout = lookout }

    /// False also when the inventory cannot be read: then nobody knows.
    func include(_ target: TargetID) async -> Bool {
        if let last = last.withLock({ $0 }), .now - last.at < Self.freshness { return !last.listed.contains(target) }
        guard let listed = await lookout.listed() else { return false }
        last.withLock { $0 = Answer(at: .now, listed: listed) }
        return !listed.contains(target)
    }
}
