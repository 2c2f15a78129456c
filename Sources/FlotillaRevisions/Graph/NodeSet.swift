/// A set of nodes of one graph. Nodes are numbered so that an ancestor's number is smaller than its descendants'; a
/// sweep over the numbers therefore visits nodes in a legal order, and nothing here recurses.
struct NodeSet: Sendable, Hashable {
    private var marks: [Bool]

    init(capacity: Int) { marks = [Bool](repeating: false, count: capacity) }

    init(_ nodes: some Sequence<Int>, capacity: Int) {
        self.init(capacity: capacity)
        for node in nodes { marks[node] = true }
    }

    subscript(node: Int) -> Bool {
        get { marks[node] }
        set { marks[node] = newValue }
    }

    var isEmpty: Bool { !marks.contains(true) }

    /// Oldest first.
    var members: [Int] { marks.indices.filter { marks[$0] } }

    func contains(_ node: Int) -> Bool { marks[node] }

    func intersection(_ other: NodeSet) -> NodeSet {
        var result = self
        for node in marks.indices where marks[node] && !other.marks[node] { result.marks[node] = false }
        return result
    }

    func subtracting(_ other: NodeSet) -> NodeSet {
        var result = self
        for node in marks.indices where other.marks[node] { result.marks[node] = false }
        return result
    }

    func union(_ other: NodeSet) -> NodeSet {
        var result = self
        for node in marks.indices where other.marks[node] { result.marks[node] = true }
        return result
    }
}
