/// A node, or the place below all bases.
enum Place: Hashable {
    case base
    case node(Int)

    var node: Int? {
        switch self {
        case .base: nil
        case .node(let number): number
        }
    }
}

/// What a walk does where the graph ends before the steps do.
enum WalkEnd {
    case refuse
    /// `history` lists what there is.
    case stay
}

extension RevisionGraph {
    /// Goes up or down from parent to child, one revision a step; up only on the branch, when one is named.
    ///
    /// The branch is looked up when the walk first needs it, so that running off the graph is reported as that.
    ///
    /// - Throws: `ambiguousWalk` at a fork on the way up and at a merge point on the way down, `relativeWalk` when the
    ///   graph ends first. `base` counts as one step.
    func walk(
        from start: Place, steps: Int, branch: String?, argument: String, atTheEnd end: WalkEnd = .refuse
    ) throws(RevisionError) -> Place {
        var here = start
        for _ in 0..<steps.magnitude {
            let next = try steps > 0 ? above(here, branch: branch) : below(here)
            guard let only = next.first else {
                if end == .stay { return here }
                throw .relativeWalk(argument, .offTheEnd)
            }
            guard next.count == 1 else {
                throw .ambiguousWalk(argument, candidates: sortedIDs(next.compactMap(\.node)))
            }
            here = only
        }
        return here
    }

    private func above(_ place: Place, branch: String?) throws(RevisionError) -> [Place] {
        let next = place.node.map { Array(children[$0]) } ?? baseNumbers
        guard !next.isEmpty, let line = try line(ofBranch: branch) else { return next.map(Place.node) }
        return next.filter { line[$0] }.map(Place.node)
    }

    private func below(_ place: Place) -> [Place] {
        guard let node = place.node else { return [] }
        return parents[node].isEmpty ? [.base] : parents[node].map(Place.node)
    }

    /// The single place to start a walk from; no node stands for `base`.
    func startOfWalk(_ numbers: [Int], argument: String) throws(RevisionError) -> Place {
        guard numbers.count < 2 else { throw .ambiguousWalk(argument, candidates: sortedIDs(numbers)) }
        return numbers.first.map(Place.node) ?? .base
    }

    /// Where `start+N` or `start-N` starts. On the way up the branch only chooses at forks: `start` may lie off it.
    func startOfWalk(
        _ start: String, steps: Int, branch: String?, argument: String
    ) throws(RevisionError) -> Place {
        let numbers = try lookUp(start, branch: steps > 0 ? nil : branch, argument: argument)
        guard numbers.count < 2 else { throw .multipleHeads(sortedIDs(numbers), argument: argument) }
        return numbers.first.map(Place.node) ?? .base
    }
}
