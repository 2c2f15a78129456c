// What can be said of the graph without a database: its ends, its forks, its merges.

/// A revision that two or more others revise.
public struct BranchPoint: Sendable, Hashable {
    public let revision: RevisionID
    /// Sorted.
    public let children: [RevisionID]

    public init(_ revision: RevisionID, children: [RevisionID]) {
        self.revision = revision
        self.children = children
    }
}

/// What `history` says of a revision in brackets.
public enum RevisionTrait: Sendable, Hashable, CaseIterable {
    /// Nothing revises it and nothing depends on it.
    case head
    /// Nothing revises it, but something depends on it.
    case effectiveHead
    case branchPoint
    case mergePoint
}

extension RevisionGraph {
    /// What nothing revises, sorted. May hold revisions that others depend on.
    public var heads: [RevisionID] { sortedIDs(structuralHeads) }

    /// What nothing revises and nothing depends on, sorted: the version table after an upgrade to `heads`.
    public var resolvedHeads: [RevisionID] { sortedIDs(realHeads) }

    /// What revises nothing, sorted.
    public var bases: [RevisionID] { sortedIDs(baseNumbers) }

    /// Oldest first.
    public var branchPoints: [BranchPoint] {
        nodes.indices.filter { children[$0].count > 1 }
            .map { BranchPoint(nodes[$0].id, children: sortedIDs(children[$0])) }
    }

    /// What revises two or more, oldest first.
    public var mergePoints: [RevisionID] {
        nodes.indices.filter { parents[$0].count > 1 }.map { nodes[$0].id }
    }

    public func traits(of id: RevisionID) -> Set<RevisionTrait> {
        guard let node = number(of: id) else { return [] }
        var traits: Set<RevisionTrait> = []
        if children[node].isEmpty { traits.insert(followers[node].isEmpty ? .head : .effectiveHead) }
        if children[node].count > 1 { traits.insert(.branchPoint) }
        if parents[node].count > 1 { traits.insert(.mergePoint) }
        return traits
    }

    /// Whether `ancestor` must be applied before `descendant`, over parents and dependencies. Not of itself.
    public func isAncestor(_ ancestor: RevisionID, of descendant: RevisionID) -> Bool {
        guard let older = number(of: ancestor), let younger = number(of: descendant), older < younger else {
            return false
        }
        return links.closureDown([younger])[older]
    }
}

extension RevisionGraph {
    var structuralHeads: [Int] { nodes.indices.filter { children[$0].isEmpty } }

    var realHeads: [Int] { nodes.indices.filter { followers[$0].isEmpty } }

    var baseNumbers: [Int] { nodes.indices.filter { parents[$0].isEmpty } }

    /// The ancestors and descendants of a revision over parents alone, and itself.
    func line(of node: Int) -> NodeSet { parents.closureDown([node]).union(parents.closureUp([node])) }
}
