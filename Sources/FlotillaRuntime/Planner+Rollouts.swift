import FlotillaDriver
import FlotillaLedger
import FlotillaRevisions
import FlotillaSQL

// What plans of rollouts hold of the files that they were made with.

extension Planner {
    /// What the operation applies or takes back from these rows, in the order of the steps; empty when there is nothing to do
    /// or no way. A baseline is named as ``RevisionID/baseline`` says.
    ///
    /// - Parameter engines: of targets that may stand there. Where one has a baseline and another has none, what both run.
    public func files(
        _ operation: Operation, from rows: [RevisionID], engines: some Sequence<Engine>
    ) -> [RevisionID] {
        let paths = Set(engines.compactMap { path(operation, from: rows, on: $0) })
        if paths.count < 2 { return paths.first?.files ?? revisions(operation, from: rows) }
        let all = Set(paths.flatMap(\.files))
        return migrations.names.filter(all.contains)
    }

    /// The same without baselines.
    public func revisions(_ operation: Operation, from rows: [RevisionID]) -> [RevisionID] {
        path(operation, from: rows)?.revisions ?? []
    }

    /// `nil` when there is no way, or the operation takes none.
    ///
    /// - Parameter engine: `nil` for the way that every engine can go.
    func path(_ operation: Operation, from rows: [RevisionID], on engine: Engine? = nil) -> RevisionPath? {
        let graph = migrations.graph
        let baselines = engine.map { self.baselines(on: $0) } ?? []
        return switch operation {
        case .upgrade(let target): try? graph.upgrade(from: rows, to: target, over: baselines)
        case .advance(let goals): try? graph.upgrade(from: rows, toAll: goals, over: baselines)
        case .downgrade(let target): try? graph.downgrade(from: rows, to: target)
        case .takeBack(let earlier): try? graph.takeBack(from: rows, to: earlier)
        case .stamp, .ensureVersion, .current, .fingerprint, .adopt, .preflight, .probe, .resolve: nil
        }
    }

    /// Those with which a new database may begin.
    func baselines(on engine: Engine) -> [RevisionID] { takesBaselines ? migrations.baselines(on: engine) : [] }

    /// Oldest first, with the digests of their files; baselines before all others.
    public func planned(_ files: Set<RevisionID>) -> [PlannedRevision] {
        migrations.names.filter(files.contains).compactMap { name in
            migrations[name].map { file in
                let digests = digest(of: file)
                return PlannedRevision(id: name, digest: digests.digest, textDigest: digests.textDigest)
            }
        }
    }

    /// Files that are not those of the plan, or are not there, or would be run besides.
    ///
    /// - Parameter operation: what is taken back takes no baseline and repeats no script.
    public func differing(from planned: [PlannedRevision], _ operation: Operation) -> [RevisionID] {
        let changed = planned.filter { revision in
            guard let file = file(named: revision.id) else { return true }
            return digest(of: file).digest != revision.digest
        }.map(\.id)
        return changed + arrived(since: planned, operation)
    }

    /// Files that the operation would run now, and of which the plan does not know.
    func arrived(since planned: [PlannedRevision], _ operation: Operation) -> [RevisionID] {
        guard operation.goesUp else { return [] }
        let known = Set(planned.map(\.id))
        return arrivedBaselines(since: planned)
            + plannedRepeatables(operation).map(\.id).filter { !known.contains($0) }
    }

    /// Baselines with which targets of the plan would begin now, and of which it does not know.
    private func arrivedBaselines(since planned: [PlannedRevision]) -> [RevisionID] {
        let known = Set(planned.map(\.id))
        let arrived = migrations.baselineRevisions.filter { id in
            // Only from nothing does a plan take all that leads to a revision.
            !known.contains(id.baseline)
                && Set((try? migrations.graph.applied(by: [id]).ids) ?? [id]).isSubset(of: known)
        }
        return arrived.map(\.baseline)
    }
}
