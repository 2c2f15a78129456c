// What an upgrade takes: everything below the target that is not below the rows.

extension RevisionGraph {
    /// The steps that bring a version table with these rows to the target, oldest first.
    ///
    /// Dependencies in other branches are pulled in, unrelated branches are left alone. A target that is applied
    /// already gives no steps. `+N` walks from the rows.
    ///
    /// - Parameter baselines: revisions at which there is a baseline that may be taken.
    public func upgrade(
        from rows: [RevisionID], to target: String, over baselines: [RevisionID] = []
    ) throws(RevisionError) -> RevisionPath {
        if target.contains(":") { throw .rangeNotAllowed(target) }
        return try naming(rows) { () throws(RevisionError) in
            try upgrade(startingAt: rows, to: target, over: baselines)
        }
    }

    /// The steps that bring a version table with these rows to all of these revisions, oldest first: what a name such as
    /// `heads` stood for when it was looked up.
    public func upgrade(
        from rows: [RevisionID], toAll goals: [RevisionID], over baselines: [RevisionID] = []
    ) throws(RevisionError) -> RevisionPath {
        let nodes = try separateNodes(of: goals)
        return try naming(rows) { () throws(RevisionError) in
            try upgrade(startingAt: rows, goals: nodes, over: baselines)
        }
    }

    /// The steps of an upgrade script, written without looking at a database: from `base`, or from `a` for `a:b`.
    public func upgradeScript(
        to range: String, over baselines: [RevisionID] = []
    ) throws(RevisionError) -> RevisionPath {
        let (start, target) = try scriptRange(range)
        return try upgrade(startingAt: start ?? [], to: target, over: baselines)
    }

    private func upgrade(
        startingAt rows: [RevisionID], to target: String, over baselines: [RevisionID]
    ) throws(RevisionError) -> RevisionPath {
        let goals = try separate(try upgradeGoals(try Identifier(target, names: names), from: rows))
        return try upgrade(startingAt: rows, goals: goals, over: baselines)
    }

    private func upgrade(
        startingAt rows: [RevisionID], goals: [Int], over baselines: [RevisionID]
    ) throws(RevisionError) -> RevisionPath {
        let start = try separateNodes(of: rows)

        let applied = links.closureDown(start)
        let needed = links.closureDown(goals).subtracting(applied)
        if start.isEmpty, let shortcut = widest(baselines, within: needed) {
            var tracker = RowTracker(self, applied: shortcut.folded)
            let rest = needed.subtracting(shortcut.folded).members.map { tracker.moveUp($0) }
            return RevisionPath(start: [], moves: [.baseline(at: nodes[shortcut.node].id)] + rest)
        }
        var tracker = RowTracker(self, applied: applied)
        return RevisionPath(start: rows.sorted(), moves: needed.members.map { tracker.moveUp($0) })
    }

    /// The baseline that folds most, of those that fold nothing that is not needed.
    private func widest(_ baselines: [RevisionID], within needed: NodeSet) -> (node: Int, folded: NodeSet)? {
        let fitting = baselines.compactMap(number(of:)).filter { needed[$0] }
            .map { (node: $0, folded: links.closureDown([$0])) }
        return fitting.max { ($0.folded.members.count, $0.node) < ($1.folded.members.count, $1.node) }
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
