// Branch labels hold for more than the revision that carries them.

extension RevisionGraph {
    /// Labels flow to all descendants. They flow to ancestors as well, along a line that neither forks nor merges between
    /// the ancestor and the head; a dependency on a revision of the line counts as a fork.
    static func inheritedLabels(
        _ nodes: [RevisionNode], _ parents: Adjacency, _ children: Adjacency, _ followers: Adjacency
    ) -> [[BranchLabel]] {
        var labels = nodes.map { Set($0.labels) }
        guard labels.contains(where: { !$0.isEmpty }) else { return nodes.map { _ in [] } }
        var isStraightToHead = nodes.indices.map { followers[$0].count < 2 && parents[$0].count < 2 }
        for node in nodes.indices.reversed() where isStraightToHead[node] {
            guard let child = children[node].first else { continue }
            isStraightToHead[node] = isStraightToHead[child]
            if isStraightToHead[node] { labels[node].formUnion(labels[child]) }
        }
        for node in nodes.indices {
            for parent in parents[node] { labels[node].formUnion(labels[parent]) }
        }
        return labels.map { $0.sorted() }
    }
}
