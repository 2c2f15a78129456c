// Identifiers where nothing is changed: `show`, `edit`, the lower end of a history range.

extension RevisionGraph {
    /// The revisions that `show` and `edit` are given, sorted. `base` is none.
    ///
    /// `-N` counts from the heads, `branch@-N` from the heads that carry that label; `current` is what the rows name.
    public func resolve(_ argument: String, rows: [RevisionID]) throws(RevisionError) -> [RevisionID] {
        if argument == "current" { return sortedIDs(try nodes(of: rows)) }
        let identifier = try Identifier(argument, names: names)
        return sortedIDs(try naming(rows) { () throws(RevisionError) in try readingNodes(identifier) })
    }

    func readingNodes(_ identifier: Identifier) throws(RevisionError) -> [Int] {
        switch identifier.form {
        case .name(let name):
            return try lookUp(name, branch: identifier.branch, argument: identifier.text)
        case .walk(nil, let steps) where steps < 0:
            var found: Set<Int> = []
            for place in try belowHeads(identifier, steps: steps) {
                guard let node = place?.node else { throw .relativeWalk(identifier.text, .offTheEnd) }
                found.insert(node)
            }
            return found.sorted()
        case .walk:
            throw .unresolved(identifier.text, nearMisses: [])
        }
    }

    /// Where `-N` leads from each head; nil where the graph ends before.
    func belowHeads(_ identifier: Identifier, steps: Int) throws(RevisionError) -> Set<Place?> {
        var found: Set<Place?> = []
        for head in realHeads where identifier.branch.map({ carries($0, head) }) ?? true {
            do throws(RevisionError) {
                found.insert(
                    try walk(from: .node(head), steps: steps, branch: nil, argument: identifier.text))
            } catch .relativeWalk {
                found.insert(nil)
            }
        }
        return found
    }

    func carries(_ label: String, _ node: Int) -> Bool {
        effectiveLabels[node].contains(BranchLabel(label))
    }
}
