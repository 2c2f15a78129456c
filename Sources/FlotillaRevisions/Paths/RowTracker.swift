/// Keeps the version table while revisions come and go: its rows are always the applied revisions that no other
/// applied revision leads to, over parents or dependencies. Counting followers makes each step cost its own edges only.
struct RowTracker {
    private let graph: RevisionGraph
    private var appliedFollowers: [Int]

    init(_ graph: RevisionGraph, applied: NodeSet) {
        self.graph = graph
        appliedFollowers = graph.links.followerCounts(within: applied)
    }

    /// Its parents and dependencies must be applied already; nothing that follows it may be.
    mutating func moveUp(_ node: Int) -> RevisionPath.Move {
        let covered = graph.links[node].filter { appliedFollowers[$0] == 0 }
        for older in graph.links[node] { appliedFollowers[older] += 1 }
        return move(.up, node, removing: graph.sortedIDs(covered), adding: [graph.nodes[node].id])
    }

    /// Nothing that follows it may be applied.
    mutating func moveDown(_ node: Int) -> RevisionPath.Move {
        for older in graph.links[node] { appliedFollowers[older] -= 1 }
        let uncovered = graph.links[node].filter { appliedFollowers[$0] == 0 }
        return move(.down, node, removing: [graph.nodes[node].id], adding: graph.sortedIDs(uncovered))
    }

    private func move(
        _ direction: StepDirection, _ node: Int, removing gone: [RevisionID], adding new: [RevisionID]
    ) -> RevisionPath.Move {
        RevisionPath.Move(
            direction: direction, revision: graph.nodes[node].id,
            rowChanges: RowChange.changes(removing: gone, adding: new))
    }
}

extension RevisionPath.Move {
    /// Only where nothing is applied: what the baseline makes was proved on an empty database.
    static func baseline(at revision: RevisionID) -> Self {
        RevisionPath.Move(direction: .up, revision: revision, rowChanges: [.insert(revision)], isBaseline: true)
    }
}
