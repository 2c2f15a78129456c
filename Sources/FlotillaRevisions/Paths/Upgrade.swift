// What an upgrade takes: everything below the target that is not below the rows.

extension RevisionGraph {
    /// The steps that bring a version table with these rows to the target, oldest first.
    ///
    /// Dependencies in other branches are pulled in, unrelated branches are left alone. A target that is applied
    /// already gives no steps. `+N` walks from the rows.
    public func upgrade(from rows: [RevisionID], to target: String) throws(RevisionError) -> RevisionPath {
        if target.contains(":") { throw .rangeNotAllowed(target) }
        return try naming(rows) { () throws(RevisionError) in try upgrade(startingAt: rows, to: target) }
    }

    /// The steps that bring a version table with these rows to all of these revisions, oldest first: what a name such as
    /// `heads` stood for when it was looked up.
    public func upgrade(from rows: [RevisionID], toAll goals: [RevisionID]) throws(RevisionError) -> RevisionPath {
        let nodes = try separateNodes(of: goals)
        return try naming(rows) { () throws(RevisionError) in try upgrade(startingAt: rows, goals: nodes) }
    }

    /// The steps of an upgrade script, written without looking at a database: from `base`, or from `a` for `a:b`.
    public func upgradeScript(to range: String) throws(RevisionError) -> RevisionPath {
        let (start, target) = try scriptRange(range)
        return try upgrade(startingAt: start ?? [], to: target)
    }

    private func upgrade(startingAt rows: [RevisionID], to target: String) throws(RevisionError) -> RevisionPath {
        let goals = try separate(try upgradeGoals(try Identifier(target, names: names), from: rows))
        return try upgrade(startingAt: rows, goals: goals)
    }

    private func upgrade(startingAt rows: [RevisionID], goals: [Int]) throws(RevisionError) -> RevisionPath {
        let start = try separateNodes(of: rows)

        let applied = links.closureDown(start)
        var tracker = RowTracker(self, applied: applied)
        let needed = links.closureDown(goals).subtracting(applied)
        return RevisionPath(start: rows.sorted(), moves: needed.members.map { tracker.moveUp($0) })
    }

    /// What an upgrade or the upper end of a history range names; none is `base`.
    func upgradeGoals(
        _ identifier: Identifier, from rows: [RevisionID], atTheEnd end: WalkEnd = .refuse
    ) throws(RevisionError) -> [Int] {
        let argument = identifier.text
        let branch = identifier.branch
        switch identifier.form {
        case .name(let name):
            return try lookUp(name, branch: branch, argument: argument)
        case .walk(let start?, let steps):
            let place = try startOfWalk(start, steps: steps, branch: branch, argument: argument)
            let goal = try walk(from: place, steps: steps, branch: branch, argument: argument, atTheEnd: end)
            guard let node = goal.node else { throw .relativeWalk(argument, .offTheEnd) }
            return [node]
        case .walk(nil, let steps):
            guard steps > 0 else { throw .relativeWalk(argument, .wrongSign) }
            if branch == nil, rows.count > 1 { throw .ambiguousWalk(argument, candidates: rows.sorted()) }
            let start = try rowsToWalkFrom(try nodes(of: rows), branch: branch)
            let place = try startOfWalk(start, argument: argument)
            let goal = try walk(from: place, steps: steps, branch: branch, argument: argument, atTheEnd: end)
            return goal.node.map { [$0] } ?? []
        }
    }

    /// The rows; with a branch those on it, or else the tips of what is applied of it.
    private func rowsToWalkFrom(_ rows: [Int], branch: String?) throws(RevisionError) -> [Int] {
        guard let line = try line(ofBranch: branch) else { return rows }
        let onLine = rows.filter { line[$0] }
        guard onLine.isEmpty else { return onLine }
        let applied = links.closureDown(rows).intersection(line)
        return applied.members.filter { node in !followers[node].contains { applied[$0] } }
    }
}
