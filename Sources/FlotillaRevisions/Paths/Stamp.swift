/// A change of the version table that runs nothing: it only says what is so.
public struct RevisionStamp: Sendable, Hashable {
    /// Sorted.
    public let rowsBefore: [RevisionID]
    /// Sorted.
    public let rowsAfter: [RevisionID]
    public let rowChanges: [RowChange]
    /// Targets that were asked for but are not applied by what the table then says, sorted. Alembic's rule for several
    /// targets at once loses a target that was a row already when another target replaces rows.
    public let lostTargets: [RevisionID]

    init(before: [RevisionID], after: [RevisionID], lostTargets: [RevisionID]) {
        rowsBefore = before.sorted()
        rowsAfter = after.sorted()
        rowChanges = RowChange.changes(
            removing: rowsBefore.filter { !after.contains($0) }, adding: rowsAfter.filter { !before.contains($0) })
        self.lostTargets = lostTargets
    }
}

extension RevisionGraph {
    /// Rows in the line of a target, dependencies included, are replaced by it; a target in no represented line comes
    /// beside them. `base` empties the table, `branch@base` takes the rows of the branch away; beside other targets
    /// neither does anything.
    ///
    /// - Throws: what names cannot be made out; `overlapping`, when a row would stand beside its ancestor.
    public func stamp(from rows: [RevisionID], to targets: [String]) throws(RevisionError) -> RevisionStamp {
        try naming(rows) { () throws(RevisionError) in try stamp(startingAt: rows, to: targets) }
    }

    /// As ``stamp(from:to:)``, but every target is applied by what the table then says, and no row covers another one.
    ///
    /// Alembic's rule compares each target with the rows as they were, so that it lets go of a target that was a row
    /// already when another one replaces rows, and leaves alone rows that should never have stood side by side. Where it
    /// would, each target replaces the rows in its own line and no others.
    ///
    /// - Throws: `duplicateTarget` and `overlappingTargets` besides, whatever the rows are: Alembic takes such targets on
    ///   some rows and breaks down on others.
    public func stampKeepingAll(from rows: [RevisionID], to targets: [String]) throws(RevisionError) -> RevisionStamp {
        if let walk = targets.first(where: isRelative) { throw .relativeWalk(walk, .inStamp) }
        try requireSeparate(targets)
        do throws(RevisionError) {
            let stamp = try stamp(from: rows, to: targets)
            if stamp.lostTargets.isEmpty, overlaps(among: try nodes(of: stamp.rowsAfter)).isEmpty { return stamp }
        } catch {
            switch error {
            case .contestedRow, .overlapping: break
            default: throw error
            }
        }
        let numbers = try naming(rows) { () throws(RevisionError) in try nodes(of: rows) }
        var goals: Set<Int> = []
        for target in targets { goals.formUnion(try readingNodes(try Identifier(target, names: names))) }
        let inLine = links.closureDown(goals.sorted()).union(links.closureUp(goals.sorted()))
        let after = try separate(numbers.filter { !inLine[$0] } + goals.sorted())
        return RevisionStamp(before: rows, after: sortedIDs(after), lostTargets: [])
    }

    private func requireSeparate(_ targets: [String]) throws(RevisionError) {
        guard targets.count > 1 else { return }
        var goals: Set<Int> = []
        for target in targets {
            // What cannot be made out is told with the rows in view.
            guard let found = try? readingNodes(try Identifier(target, names: names)) else { return }
            for goal in found where !goals.insert(goal).inserted { throw .duplicateTarget(nodes[goal].id) }
        }
        if let overlap = overlaps(among: goals.sorted()).first {
            throw .overlappingTargets(overlap.revision, ancestor: overlap.ancestor)
        }
    }

    /// Whether it counts from the rows of a table, or from another revision: `-1`, `branch@+2`, `ae10-1`.
    private func isRelative(_ argument: String) -> Bool {
        guard case .walk? = try? Identifier(argument, names: names).form else { return false }
        return true
    }

    /// A stamp for a script, written without looking at a database: from nothing, or from `a` for `a:b`.
    public func stampScript(to range: String) throws(RevisionError) -> RevisionStamp {
        let (start, target) = try scriptRange(range)
        return try stamp(startingAt: start ?? [], to: [target])
    }

    /// A stamp that does not look at the rows: they all go, known or not, be they there twice. The table is to be emptied
    /// and `rowsAfter` inserted; changes row by row are no help where rows cannot be trusted.
    public func stampPurging(_ rows: [RevisionID], to targets: [String]) throws(RevisionError) -> RevisionStamp {
        let stamp = try stamp(startingAt: [], to: targets)
        return RevisionStamp(before: rows, after: stamp.rowsAfter, lostTargets: stamp.lostTargets)
    }

    private func stamp(startingAt rows: [RevisionID], to targets: [String]) throws(RevisionError) -> RevisionStamp {
        if let range = targets.first(where: { $0.contains(":") }) { throw .rangeNotAllowed(range) }
        let numbers = try nodes(of: rows)
        // Nothing is replaced in an empty table, so that nothing is asked about what would be.
        let replaceable = numbers.isEmpty ? [] : try inLine(numbers, with: targets)
        var goals: [Int] = []
        for target in targets { goals += try readingNodes(try Identifier(target, names: names)) }
        let after =
            try goals.isEmpty
            ? numbers.filter { !replaceable.contains($0) }
            : stamped(numbers, with: goals, replacing: replaceable)
        let applied = links.closureDown(after)
        return RevisionStamp(
            before: rows, after: sortedIDs(after), lostTargets: sortedIDs(Set(goals.filter { !applied[$0] })))
    }

    /// The rows in the line of a target, or of the branch that stands before it. All rows are in the line of `base`.
    private func inLine(_ rows: [Int], with targets: [String]) throws(RevisionError) -> Set<Int> {
        var found: Set<Int> = []
        for target in targets {
            let identifier = try Identifier(target, names: names)
            var ends: [Int] = []
            if let branch = identifier.branch { ends.append(try branchNode(branch)) }
            switch identifier.form {
            case .name("base") where identifier.branch == nil: found.formUnion(rows)
            case .name("base"): break
            case .name("head"), .name("heads"): ends += try readingNodes(identifier)
            // A shortened identifier must be unique in the whole graph, not only on the branch.
            case .name(let name): ends.append(try node(named: name, branch: nil))
            // As in Alembic, which looks for a revision of that name.
            case .walk: throw .unresolved(target, nearMisses: [])
            }
            found.formUnion(ends.flatMap { rows.filter(relatives(of: $0).contains) })
        }
        return found
    }

    /// Alembic's rule, as recorded: a target that stands above or below any of the rows in line takes all of these away,
    /// be they themselves asked for. Every target is compared with the rows as they were.
    private func stamped(
        _ rows: [Int], with targets: [Int], replacing inLine: Set<Int>
    ) throws(RevisionError) -> [Int] {
        var after = rows
        for target in targets where !rows.contains(target) {
            guard !after.contains(target) else { throw .duplicateTarget(nodes[target].id) }
            let above = links.closureUp([target])
            let below = links.closureDown([target])
            let younger = inLine.sorted().first { above[$0] }
            let older = inLine.sorted().first { below[$0] }
            if let younger, let older { throw .overlapping(nodes[younger].id, ancestor: nodes[older].id) }
            if younger != nil, let gone = inLine.sorted().first(where: { !after.contains($0) }) {
                throw .contestedRow(nodes[gone].id)
            }
            if younger != nil || older != nil { after.removeAll(where: inLine.contains) }
            after.append(target)
        }
        return targets.count > 1 ? try separate(after) : after
    }

    /// Everything that must be applied before the node or that needs it.
    private func relatives(of node: Int) -> NodeSet { links.closureDown([node]).union(links.closureUp([node])) }
}
