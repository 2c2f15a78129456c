/// Which targets belong to which wave, and in which order they begin. A pure function of the policy and of what is known
/// of the targets, so that the same plan comes out wherever it is made.
///
/// Targets are numbers here, 0 to `count` - 1.
public struct WaveAssignment: Sendable, Hashable {
    /// Every target that has a wave: wave by wave, in the order in which they begin.
    public let order: [Int]
    /// How many targets each wave of the policy has.
    public let sizes: [Int]
    /// Those that no wave takes, in ascending order.
    public let leftOut: [Int]

    /// - Parameters:
    ///   - matches: whether the selector of a wave picks a target; asked for waves that have one.
    ///   - rank: where a target stands in the policy's order; a smaller one begins earlier, equal ones by number.
    public init<Rank: Comparable>(
        _ waves: [WaveRule], count: Int, matches: (_ wave: Int, _ target: Int) -> Bool, rank: (Int) -> Rank
    ) {
        var remaining = Array(0..<count)
        var order: [Int] = []
        var sizes: [Int] = []
        for (index, wave) in waves.enumerated() {
            let limit = wave.size?.size(of: count) ?? count
            var members: [Int] = []
            var others: [Int] = []
            for target in remaining {
                let belongs = members.count < limit && (wave.select == nil || matches(index, target))
                if belongs { members.append(target) } else { others.append(target) }
            }
            let ranked = members.map { (rank($0), $0) }
            order += ranked.sorted { $0.0 != $1.0 ? $0.0 < $1.0 : $0.1 < $1.1 }.map(\.1)
            sizes.append(members.count)
            remaining = others
        }
        self.order = order
        self.sizes = sizes
        leftOut = remaining
    }

    /// The wave of the job at each place of ``order``.
    public func wave(at place: Int) -> Int {
        var end = 0
        for (wave, size) in sizes.enumerated() {
            end += size
            if place < end { return wave }
        }
        return max(0, sizes.count - 1)
    }
}
