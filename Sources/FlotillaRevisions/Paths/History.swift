// The order in which revisions were, or will be, applied.

extension RevisionGraph {
    /// The revisions of a range, newest first.
    ///
    /// - Parameter range: `a:b`, both ends included. An end that is left out is the bases, or the heads. One end may be
    ///   `current`. `-N` at the lower end counts from the heads, `+N` at the upper end from the lower. Empty: all.
    public func history(_ range: String, rows: [RevisionID]) throws(RevisionError) -> [RevisionID] {
        if range.isEmpty { return nodes.reversed().map(\.id) }
        guard let colon = range.firstIndex(of: ":") else { throw .rangeSyntax(range) }
        let lower = String(range[..<colon])
        let upper = String(range[range.index(after: colon)...])
        return try naming(rows) { () throws(RevisionError) in
            try history(from: lower, to: upper, range: range, rows: rows)
        }
    }

    private func history(
        from lower: String, to upper: String, range: String, rows: [RevisionID]
    ) throws(RevisionError) -> [RevisionID] {
        let uppers = try separate(try upperEnd(upper, lower: lower, rows: rows))
        let start = try lowerEnd(lower, rows: rows)
        let listed = try listed(from: start, to: uppers, lower: lower, upper: upper)
        return listed.members.reversed().map { nodes[$0].id }
    }

    private func upperEnd(_ upper: String, lower: String, rows: [RevisionID]) throws(RevisionError) -> [Int] {
        if upper.isEmpty || (upper == "current" && rows.isEmpty) { return realHeads }
        if upper == "current", lower != "current" { return try nodes(of: rows) }
        let identifier = try Identifier(upper, names: names)
        guard case .walk(nil, let steps) = identifier.form, steps > 0 else {
            return try upgradeGoals(identifier, from: [], atTheEnd: .stay)
        }
        let start = lower == "current" ? rows : sortedIDs(try lowerEnd(lower, rows: rows).numbers)
        return try upgradeGoals(identifier, from: start, atTheEnd: .stay)
    }

    /// The lower end of a range: places, and the branch when one is named.
    private struct LowerEnd {
        var places: Set<Place> = []
        var branch: String?
        /// `-N` went below everything: no bound, as long as there is one upper end.
        var isOpen = false

        var numbers: [Int] { places.compactMap(\.node) }
    }

    private func lowerEnd(_ lower: String, rows: [RevisionID]) throws(RevisionError) -> LowerEnd {
        if lower.isEmpty { return LowerEnd() }
        if lower == "current" { return LowerEnd(places: Set(try nodes(of: rows).map(Place.node))) }
        let identifier = try Identifier(lower, names: names)
        if case .walk(nil, let steps) = identifier.form, steps < 0 {
            let places = try belowHeads(identifier, steps: steps)
            return LowerEnd(
                places: Set(places.compactMap { $0 }), branch: identifier.branch, isOpen: places.contains(nil))
        }
        return LowerEnd(places: Set(try readingNodes(identifier).map(Place.node)), branch: identifier.branch)
    }

    private func listed(
        from start: LowerEnd, to uppers: [Int], lower: String, upper: String
    ) throws(RevisionError) -> NodeSet {
        let uppers = try labelled(uppers, start.branch)
        let below = links.closureDown(uppers)
        let isInLine = !start.places.contains(.base) && start.numbers.allSatisfy { below[$0] }
        guard isInLine else { throw .rangeNotAncestor(lower: lower, upper: upper) }
        if start.isOpen, uppers.count > 1 { throw .multipleHeads(sortedIDs(uppers), argument: lower) }
        if start.places.isEmpty { return below }
        let above = parents.closureUp(try separate(start.numbers))
        guard uppers.contains(where: { above[$0] }) else { throw .rangeNotAncestor(lower: lower, upper: upper) }
        return below.intersection(above)
    }

    /// From `branch@x` on only what carries the label is listed. A revision may stand for its label, if it has one.
    private func labelled(_ uppers: [Int], _ branch: String?) throws(RevisionError) -> [Int] {
        guard let branch else { return uppers }
        guard let node = number(of: RevisionID(branch)) else {
            _ = try branchNode(branch)
            return uppers.filter { carries(branch, $0) }
        }
        let labels = effectiveLabels[node]
        guard let label = labels.first, labels.count == 1 else {
            throw .branchWithoutOneLabel(nodes[node].id, labels: labels)
        }
        return uppers.filter { carries(label.text, $0) }
    }
}
