// What a downgrade takes: everything applied that follows the target's children, in other branches too.

extension RevisionGraph {
    /// The steps that bring a version table with these rows back to the target, newest first.
    ///
    /// The target itself and branches beside it stay. Where several revisions follow the target, `branch@target` takes
    /// back only the one on the way to the branch. `-N` walks from the row, and is refused when there are several:
    /// which one was meant must be said, as `branch@-N`, which walks from what is applied of the branch.
    public func downgrade(from rows: [RevisionID], to target: String) throws(RevisionError) -> RevisionPath {
        if target.contains(":") { throw .rangeNotAllowed(target) }
        return try naming(rows) { () throws(RevisionError) in try downgrade(startingAt: rows, to: target) }
    }

    /// The steps of a downgrade script, written without looking at a database; takes only `from:to`.
    public func downgradeScript(to range: String) throws(RevisionError) -> RevisionPath {
        let (start, target) = try scriptRange(range)
        guard let start else { throw .rangeRequired(range) }
        return try downgrade(startingAt: start, to: target)
    }

    private func downgrade(startingAt rows: [RevisionID], to target: String) throws(RevisionError) -> RevisionPath {
        let goal = try downgradeGoal(try Identifier(target, names: names), from: rows)
        let roots = try roots(above: goal, argument: target)
        let start = try separateNodes(of: rows)

        let applied = links.closureDown(start)
        let dropped = links.closureUp(roots).intersection(applied)
        if dropped.isEmpty, let node = goal.place.node, !start.contains(node) {
            throw .notBelowRows(target: target, rows: rows.sorted())
        }
        var tracker = RowTracker(self, applied: applied)
        return RevisionPath(start: rows.sorted(), moves: dropped.members.reversed().map { tracker.moveDown($0) })
    }

    /// Where a downgrade ends, and the branch towards which alone it may take back.
    private struct Goal {
        let place: Place
        let towards: String?
    }

    private func downgradeGoal(_ identifier: Identifier, from rows: [RevisionID]) throws(RevisionError) -> Goal {
        let argument = identifier.text
        let branch = identifier.branch
        switch identifier.form {
        case .name(let name):
            // The branch is only asked about where several revisions follow the target.
            let found = try lookUp(name, branch: nil, argument: argument)
            guard found.count < 2 else { throw .multipleHeads(sortedIDs(found), argument: argument) }
            return Goal(place: found.first.map(Place.node) ?? .base, towards: branch)
        case .walk(let start?, let steps):
            let place = try startOfWalk(start, steps: steps, branch: branch, argument: argument)
            let goal = try walk(from: place, steps: steps, branch: branch, argument: argument)
            return Goal(place: goal, towards: branch)
        case .walk(nil, let steps):
            guard steps < 0 else { throw .relativeWalk(argument, .wrongSign) }
            if branch == nil, rows.count > 1 { throw .ambiguousWalk(argument, candidates: rows.sorted()) }
            let start = try rowToWalkFrom(identifier, rows: try nodes(of: rows))
            let goal = try walk(from: start, steps: steps, branch: branch, argument: argument)
            return Goal(place: goal, towards: branch ?? start.node.map { nodes[$0].id.text })
        }
    }

    private func rowToWalkFrom(_ identifier: Identifier, rows: [Int]) throws(RevisionError) -> Place {
        guard let branch = identifier.branch, let line = try line(ofBranch: branch) else {
            return try startOfWalk(rows, argument: identifier.text)
        }
        let onLine = rows.filter(line.contains)
        // A branch that has no row of its own may be applied all the same, because a row depends on it.
        let starts = onLine.isEmpty ? tips(of: links.closureDown(rows)).filter(line.contains) : onLine
        guard let start = starts.first, starts.count == 1 else {
            throw .noSingleRowOnBranch(branch: branch, rows: sortedIDs(starts))
        }
        return .node(start)
    }

    /// The revisions right above the goal; if there is a choice and a branch is named, those on the way to it.
    private func roots(above goal: Goal, argument: String) throws(RevisionError) -> [Int] {
        let next = goal.place.node.map { Array(children[$0]) } ?? baseNumbers
        let isLabelled = goal.place == .base && next.contains { !nodes[$0].labels.isEmpty }
        guard let branch = goal.towards, next.count > 1 || isLabelled else { return next }
        let way = parents.closureDown([try namedBranchNode(branch)])
        let roots = next.filter { way[$0] }
        guard !roots.isEmpty else { throw .notOnTheWay(target: argument, branch: branch, next: sortedIDs(next)) }
        return roots
    }
}
