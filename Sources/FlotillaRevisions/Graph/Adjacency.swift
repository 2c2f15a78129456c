/// For each node the nodes it leads to, packed into two arrays: 10,000 small arrays would cost 10,000 allocations.
struct Adjacency: Sendable {
    private let offsets: [Int]
    private let targets: [Int]

    init(_ lists: [[Int]]) {
        var offsets = [0]
        offsets.reserveCapacity(lists.count + 1)
        for list in lists { offsets.append(offsets[offsets.count - 1] + list.count) }
        self.offsets = offsets
        targets = lists.flatMap { $0 }
    }

    private init(offsets: [Int], targets: [Int]) {
        self.offsets = offsets
        self.targets = targets
    }

    var count: Int { offsets.count - 1 }

    subscript(node: Int) -> ArraySlice<Int> { targets[offsets[node]..<offsets[node + 1]] }

    /// The same edges the other way round; each list ascends.
    var reversed: Adjacency {
        var offsets = [Int](repeating: 0, count: count + 1)
        for target in targets { offsets[target + 1] += 1 }
        for node in 0..<count { offsets[node + 1] += offsets[node] }
        var next = offsets
        var sources = [Int](repeating: 0, count: targets.count)
        for node in 0..<count {
            for target in self[node] {
                sources[next[target]] = node
                next[target] += 1
            }
        }
        return Adjacency(offsets: offsets, targets: sources)
    }
}

// The sweeps. They read the packed arrays directly: a slice per node would be counted, and that is most of the time.
extension Adjacency {
    /// The nodes and everything they lead to, where edges lead from descendants to ancestors.
    func closureDown(_ nodes: some Sequence<Int>) -> NodeSet {
        var set = NodeSet(nodes, capacity: count)
        for node in stride(from: count - 1, through: 0, by: -1) where set[node] {
            for edge in offsets[node]..<offsets[node + 1] { set[targets[edge]] = true }
        }
        return set
    }

    /// The nodes and everything that leads to them, where edges lead from descendants to ancestors.
    func closureUp(_ nodes: some Sequence<Int>) -> NodeSet {
        var set = NodeSet(nodes, capacity: count)
        for node in 0..<count where !set[node] {
            for edge in offsets[node]..<offsets[node + 1] where set[targets[edge]] { set[node] = true }
        }
        return set
    }

    /// How many nodes of the set lead to each node.
    func followerCounts(within set: NodeSet) -> [Int] {
        var counts = [Int](repeating: 0, count: count)
        for node in 0..<count where set[node] {
            for edge in offsets[node]..<offsets[node + 1] { counts[targets[edge]] += 1 }
        }
        return counts
    }
}
