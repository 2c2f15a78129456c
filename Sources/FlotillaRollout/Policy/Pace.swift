/// How many targets may be under way at once, and how soon after one another they begin.
public struct Pace: Sendable, Hashable {
    /// Over all workers.
    public var total: Int
    public var perServer: Int
    /// How many may be under way at first in each wave: one number after another, each until as many targets as it says have
    /// succeeded. Empty begins with ``total``.
    public var ramp: [Int]
    /// From one beginning to the next.
    public var pause: Duration

    public init(total: Int = 32, perServer: Int = 16, ramp: [Int] = [], pause: Duration = .zero) {
        self.total = max(1, total)
        self.perServer = max(1, perServer)
        self.ramp = ramp
        self.pause = pause
    }

    /// How many may be under way in a wave in which `succeeded` targets have been brought where they should be.
    public func limit(succeeded: Int) -> Int {
        var passed = 0
        for stage in ramp {
            passed += stage
            if succeeded < passed { return min(total, max(1, stage)) }
        }
        return total
    }
}
