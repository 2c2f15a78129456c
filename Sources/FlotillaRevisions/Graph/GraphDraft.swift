/// Revisions whose names have been looked up but whose order is not known yet. Lives only while a graph is built.
struct GraphDraft {
    private let nodes: [RevisionNode]
    /// Identifiers and labels.
    private(set) var names: [String: Int] = [:]
    private(set) var parents: [[Int]] = []
    /// Parents and dependencies, each once.
    private(set) var links: [[Int]] = []

    init(_ nodes: [RevisionNode]) throws(RevisionError) {
        self.nodes = nodes
        names.reserveCapacity(nodes.count)
        try nameRevisions()
        try nameBranches()
        try connect()
    }

    private mutating func nameRevisions() throws(RevisionError) {
        for (number, node) in nodes.enumerated() {
            if let fault = node.id.fault { throw .illegalID(node.id, fault) }
            guard names.updateValue(number, forKey: node.id.text) == nil else { throw .duplicateID(node.id) }
        }
    }

    private mutating func nameBranches() throws(RevisionError) {
        for (number, node) in nodes.enumerated() {
            for label in Set(node.labels).sorted() {
                if let fault = label.fault { throw .illegalLabel(label, fault, revision: node.id) }
                if let other = names.updateValue(number, forKey: label.text) {
                    throw .duplicateLabel(label, revisions: [nodes[other].id, node.id])
                }
            }
        }
    }

    private mutating func connect() throws(RevisionError) {
        for node in nodes {
            var up: [Int] = []
            for parent in node.parents {
                // A label is no parent, though it has a number.
                guard let number = names[parent.text], nodes[number].id == parent else {
                    throw missing(RevisionName(parent.text), neededBy: node)
                }
                if !up.contains(number) { up.append(number) }
            }
            parents.append(up)
            for dependency in node.dependencies {
                guard let number = names[dependency.text] else { throw missing(dependency, neededBy: node) }
                if !up.contains(number) { up.append(number) }
            }
            links.append(up)
        }
    }

    private func missing(_ name: RevisionName, neededBy node: RevisionNode) -> RevisionError {
        let others = names.keys.filter { $0 != node.id.text }
        // A shortened identifier is the likeliest slip, and no small edit away from the whole one.
        let longer = others.filter { $0.hasPrefix(name.text) }.sorted().prefix(NearMisses.limit)
        let near = longer.isEmpty ? NearMisses.of(name.text, among: others) : Array(longer)
        return .missingRevision(name, neededBy: node.id, nearMisses: near)
    }
}

extension GraphDraft {
    /// The numbers of all nodes, ancestors before descendants, line by line.
    func order() throws(RevisionError) -> [Int] {
        var isFollowed = [Bool](repeating: false, count: nodes.count)
        for list in links { for number in list { isFollowed[number] = true } }

        var search = DepthFirstSearch(links)
        for tip in nodes.indices where !isFollowed[tip] { search.visit(tip) }
        // What no tip reaches, or what a tip reaches again while it is under way, lies on or above a loop.
        guard search.finished.count == nodes.count, search.loop == nil else { throw loopError() }
        return search.finished
    }

    /// Over parents if there is such a loop: that is the plainer message.
    private func loopError() -> RevisionError {
        if let loop = firstLoop(in: parents) { return .cycle(loop) }
        return .dependencyCycle(firstLoop(in: links) ?? [])
    }

    private func firstLoop(in edges: [[Int]]) -> [RevisionID]? {
        var search = DepthFirstSearch(edges)
        for node in nodes.indices {
            search.visit(node)
            if let loop = search.loop { return loop.map { nodes[$0].id } }
        }
        return nil
    }
}

/// Walks from node to node along the edges and back, with a stack of its own: a line of revisions is as deep as it is
/// long, and a thread's stack is not.
struct DepthFirstSearch {
    private enum Visit { case unseen, underWay, finished }

    private let edges: [[Int]]
    private var visits: [Visit]
    /// Every node behind all that it leads to.
    private(set) var finished: [Int] = []
    /// The first loop met, each leading to the next and the last to the first. Ends the search.
    private(set) var loop: [Int]?

    init(_ edges: [[Int]]) {
        self.edges = edges
        visits = [Visit](repeating: .unseen, count: edges.count)
        finished.reserveCapacity(edges.count)
    }

    mutating func visit(_ start: Int) {
        guard visits[start] == .unseen, loop == nil else { return }
        visits[start] = .underWay
        var trail = [(node: start, edge: 0)]
        while let here = trail.last {
            guard here.edge < edges[here.node].count else {
                visits[here.node] = .finished
                finished.append(here.node)
                trail.removeLast()
                continue
            }
            trail[trail.count - 1].edge += 1
            let next = edges[here.node][here.edge]
            switch visits[next] {
            case .finished: break
            case .unseen:
                visits[next] = .underWay
                trail.append((next, 0))
            case .underWay:
                loop = trail.map(\.node).drop { $0 != next }.map { $0 }
                return
            }
        }
    }
}
