/// What the rows of one version table say, taken at face value: nothing is guessed and nothing thrown.
public struct VersionReading: Sendable, Hashable {
    /// Rows that name a revision of ours, sorted.
    public let known: [RevisionID]
    /// Rows that do not: newer code was here, or the file is gone. Sorted.
    public let unknown: [RevisionID]
    /// Rows that stand there more than once.
    public let duplicates: [RevisionID]
    /// Rows beside their own ancestor.
    public let overlaps: [RowOverlap]
    /// How many revisions are applied, as far as the known rows tell.
    public let appliedCount: Int
    public let standing: Standing

    /// Where a target stands, compared with our revisions.
    public enum Standing: Sendable, Hashable {
        /// No rows.
        case empty
        /// Everything that `upgrade heads` would apply is applied.
        case atHeads
        case behind(pending: Int)
        /// A row that we do not know.
        case ahead
        /// Rows that contradict each other; no step may be planned from them.
        case diverged
    }
}

extension RevisionGraph {
    public func classify(rows: [RevisionID]) -> VersionReading {
        let distinct = Set(rows)
        let known = distinct.compactMap(number(of:)).sorted()
        let unknown = distinct.filter { number(of: $0) == nil }.sorted()
        let duplicates = distinct.filter { row in rows.count(where: { $0 == row }) > 1 }.sorted()
        let overlaps = overlaps(among: known)
        let applied = links.closureDown(known).members.count
        let standing: VersionReading.Standing =
            if !duplicates.isEmpty || !overlaps.isEmpty {
                .diverged
            } else if !unknown.isEmpty {
                .ahead
            } else if rows.isEmpty {
                .empty
            } else if applied == count {
                .atHeads
            } else { .behind(pending: count - applied) }
        return VersionReading(
            known: sortedIDs(known), unknown: unknown, duplicates: duplicates, overlaps: overlaps,
            appliedCount: applied, standing: standing)
    }
}

/// The revisions that are applied on a target.
public struct AppliedRevisions: Sendable {
    private let graph: RevisionGraph
    private let nodes: NodeSet

    init(_ graph: RevisionGraph, _ nodes: NodeSet) {
        self.graph = graph
        self.nodes = nodes
    }

    public func contains(_ id: RevisionID) -> Bool { graph.number(of: id).map { nodes[$0] } ?? false }

    /// Oldest first.
    public var ids: [RevisionID] { nodes.members.map { graph.nodes[$0].id } }

    public var count: Int { nodes.members.count }
}

extension RevisionGraph {
    /// Everything the rows imply, over parents and dependencies.
    ///
    /// - Throws: `unknownRows`, `duplicateRow`.
    public func applied(by rows: [RevisionID]) throws(RevisionError) -> AppliedRevisions {
        AppliedRevisions(self, links.closureDown(try nodes(of: rows)))
    }

    /// The effective current revisions, sorted: the rows, and the tips of branches that have no row because a row
    /// depends on them.
    public func current(rows: [RevisionID]) throws(RevisionError) -> [RevisionID] {
        sortedIDs(tips(of: links.closureDown(try nodes(of: rows))))
    }

    /// Those that none of the others revises.
    func tips(of nodes: NodeSet) -> [Int] {
        nodes.members.filter { node in !children[node].contains { nodes[$0] } }
    }
}
