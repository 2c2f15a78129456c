import FlotillaDriver
import FlotillaRevisions
import FlotillaRuntime
import Glibc

extension Flotilla {
    /// The revisions of a range such as `a:b`, newest first; all when it is empty.
    ///
    /// - Parameter rows: those of the version table that `current` stands for.
    public func history(
        _ range: String, rows: [RevisionID]?
    ) async throws(FlotillaError) -> [RevisionEntry] {
        try await entries(rows: rows) { (graph) throws(RevisionError) in try graph.history(range, rows: rows ?? []) }
    }

    /// What no revision revises. With dependencies resolved, only those on which nothing depends either.
    public func heads(resolvingDependencies: Bool) async throws(FlotillaError) -> [RevisionEntry] {
        try await entries(rows: nil) { (graph) throws(RevisionError) in
            resolvingDependencies ? graph.resolvedHeads : graph.heads
        }
    }

    /// What two or more revisions revise, newest first.
    public func branches() async throws(FlotillaError) -> [BranchEntry] {
        try await atDesk { [self] () throws(FlotillaError) in
            let migrations = try migrations()
            return migrations.graph.branchPoints.reversed().flatMap { branch in
                migrations.entries([branch.revision]).map {
                    BranchEntry(point: $0, children: migrations.entries(branch.children))
                }
            }
        }
    }

    /// The revisions that a name stands for, such as `head`, `ae10` or `billing@head`.
    ///
    /// - Parameter rows: those of the version table that `current` stands for.
    public func revisions(
        named name: String, rows: [RevisionID]?
    ) async throws(FlotillaError) -> [RevisionEntry] {
        try await entries(rows: rows) { (graph) throws(RevisionError) in try graph.resolve(name, rows: rows ?? []) }
    }

    /// Where a database with these rows is: the rows, and tips of branches that have none because a row depends on them.
    public func current(rows: [RevisionID]) async throws(FlotillaError) -> [RevisionEntry] {
        try await entries(rows: nil) { (graph) throws(RevisionError) in try graph.current(rows: rows) }
    }

    private func entries(
        rows: [RevisionID]?, _ choose: @escaping @Sendable (RevisionGraph) throws(RevisionError) -> [RevisionID]
    ) async throws(FlotillaError) -> [RevisionEntry] {
        try await atDesk { [self] () throws(FlotillaError) in
            let migrations = try migrations()
            do throws(RevisionError) {
                return migrations.entries(try choose(migrations.graph), rows: rows)
            } catch {
                throw .revision(error)
            }
        }
    }
}

// MARK: A database that is asked

extension Flotilla {
    /// The rows of the version table of one database, all of which name revisions of ours.
    ///
    /// - Parameter selection: `nil` for the only target of the inventory.
    public func version(
        of selection: Selection?, control: RunControl
    ) async throws(FlotillaError) -> [RevisionID] {
        let chosen = try await oneDatabase(selection)
        let graph = try await atDesk { [self] () throws(FlotillaError) in try migrations().graph }
        let answer = Monitor<TargetResult?>(nil)
        _ = try await run(.current, on: chosen, control: control) { result in answer.access { $0 = result } }
        let result = answer.access { $0 }
        // A step that stopped half-way is a failure, and yet the table says where the database stands.
        guard let rows = result?.after, rows.allSatisfy({ graph[$0] != nil }) else {
            throw .revisions(.unanswered(result?.failure ?? TargetFailure(cause: .cancelled, message: "not asked")))
        }
        return rows
    }

    private func oneDatabase(_ selection: Selection?) async throws(FlotillaError) -> FleetSelection {
        if let selection { return try await select(selection) }
        guard let fleet = try await fleet() else { throw .revisions(.notOneDatabase(count: 0)) }
        guard fleet.count == 1 else { throw .revisions(.notOneDatabase(count: fleet.count)) }
        return fleet
    }
}

extension Migrations {
    func entries(_ ids: [RevisionID], rows: [RevisionID]? = nil) -> [RevisionEntry] {
        ids.compactMap { self[$0] }.map { file in
            var entry = RevisionEntry(file.header, path: absolutePath(file.path), in: graph, rows: rows)
            entry.downgradePath = file.originals?.down.map { absolutePath($0.path) }
            let baseline = baseline(at: file.header.id) ?? (file.isBaseline ? file : nil)
            entry.baseline = baseline.map {
                FoldedRevisions(path: absolutePath($0.path), replaces: $0.header.replaces)
            }
            return entry
        }
    }
}

/// With links followed; as it is where the file system does not know it.
func absolutePath(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
}
