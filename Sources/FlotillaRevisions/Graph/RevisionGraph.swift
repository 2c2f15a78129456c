/// The revisions of one migrations folder and what follows what: a family tree in which every child knows its
/// parents, plus `Depends on` as an acquaintance who must have been there before.
///
/// Building it checks it; what is built holds no loop, no unknown parent, no name twice. It is an immutable value, made
/// once per run and shared by all targets. Every question costs at most one sweep over the revisions and none
/// recurses, so ten thousand of them in one line are as good as ten.
///
/// Rules and words are Alembic's: over parents alone a *head* is what nothing revises and a *line* is a revision's
/// ancestors and descendants; over parents and dependencies together a revision's *closure* is what must be applied.
public struct RevisionGraph: Sendable {
    /// Oldest first: every revision stands behind its parents and dependencies. Independent lines stay together.
    let nodes: [RevisionNode]
    let parents: Adjacency
    let children: Adjacency
    /// Parents and dependencies.
    let links: Adjacency
    /// What revises or depends on a revision.
    let followers: Adjacency
    /// Identifiers and labels.
    let names: NameTable
    /// Revisions without a file of their own, and those that stand for them.
    let folded: [RevisionID: RevisionID]
    /// The labels in force at each node, sorted.
    let effectiveLabels: [[BranchLabel]]

    /// Checks and orders the revisions. Their order and the order of the files carry no meaning.
    ///
    /// - Parameter areVersions: identifiers are versions as Flyway has them, so that `2` means `2.0`.
    /// - Throws: the first of: an illegal identifier or label, an identifier or label used twice, a missing parent or
    ///   dependency, a loop.
    public init(_ revisions: some Sequence<RevisionNode>, areVersions: Bool = false) throws(RevisionError) {
        let unordered = revisions.sorted { $0.id < $1.id }
        let draft = try GraphDraft(unordered)
        let order = try draft.order()
        var place = [Int](repeating: 0, count: order.count)
        for (position, node) in order.enumerated() { place[node] = position }

        nodes = order.map { unordered[$0] }
        names = NameTable(draft.names.mapValues { place[$0] }, areVersions: areVersions)
        parents = Adjacency(order.map { draft.parents[$0].map { place[$0] } })
        links = Adjacency(order.map { draft.links[$0].map { place[$0] } })
        children = parents.reversed
        followers = links.reversed
        var folded: [RevisionID: RevisionID] = [:]
        for node in unordered { for id in node.replaces where draft.names[id.text] == nil { folded[id] = node.id } }
        self.folded = folded
        effectiveLabels = RevisionGraph.inheritedLabels(nodes, parents, children, followers)
    }

    public var count: Int { nodes.count }

    public var isEmpty: Bool { nodes.isEmpty }

    /// All identifiers, oldest first.
    public var ids: [RevisionID] { nodes.map(\.id) }

    public subscript(id: RevisionID) -> RevisionNode? { number(of: id).map { nodes[$0] } }

    /// Where the revision stands in the order that ``ids`` gives.
    public func position(of id: RevisionID) -> Int? { number(of: id) }

    /// The labels in force at a revision, sorted: its own, those of its ancestors, and those of its descendants where
    /// nothing forks or merges from there to the head.
    public func labels(of id: RevisionID) -> [BranchLabel] { number(of: id).map { effectiveLabels[$0] } ?? [] }

    /// What revises the revision, sorted.
    public func children(of id: RevisionID) -> [RevisionID] {
        number(of: id).map { sortedIDs(children[$0]) } ?? []
    }

    /// What the revision depends on besides its parents, labels resolved, sorted.
    public func dependencies(of id: RevisionID) -> [RevisionID] {
        guard let node = number(of: id) else { return [] }
        return sortedIDs(nodes[node].dependencies.compactMap { names.exact($0.text) })
    }
}

extension RevisionGraph {
    func number(of id: RevisionID) -> Int? {
        names.exact(id.text).flatMap { nodes[$0].id == id ? $0 : nil }
    }

    func sortedIDs(_ numbers: some Sequence<Int>) -> [RevisionID] { numbers.map { nodes[$0].id }.sorted() }
}
