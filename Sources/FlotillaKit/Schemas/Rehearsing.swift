import FlotillaDriver
import FlotillaRevisions
import FlotillaRuntime
import FlotillaSQL

extension Flotilla {
    /// Runs revisions up, down and up again on scratch databases, engine by engine.
    ///
    /// - Parameters:
    ///   - names: as they are typed; none for all revisions.
    ///   - engines: none for those that the settings name, or that the fleet has.
    ///   - onResult: called as each revision ends.
    /// - Returns: what was not come to, engine by engine, where `control` stopped it.
    public func rehearse(
        _ names: [String], engines: [Engine], control: RunControl,
        onResult: @escaping @Sendable (RehearsedRevision) -> Void
    ) async throws(FlotillaError) -> [Unrehearsed] {
        let models = try await atDesk { [self] () throws(FlotillaError) in try self.models() }
        let planner = try await atDesk { [self] () throws(FlotillaError) in try self.planner() }
        let chosen = try resolved(names, planner)
        var request = ModelRequest()
        request.engines = engines
        var rest: [Unrehearsed] = []
        for engine in try await self.engines(request, models, nil) {
            let workshop = try workshop(engine, models, control.cancel, readsWholeStage: true)
            let missing = try await atDesk { () throws(FlotillaError) in
                try schemaWork { () throws(SchemaFailure) in
                    try workshop.rehearse(chosen, planner, control: control, onResult: onResult)
                }
            }
            if !missing.revisions.isEmpty { rest.append(missing) }
        }
        return rest
    }

    /// `nil` when none is named.
    private func resolved(_ names: [String], _ planner: Planner) throws(FlotillaError) -> Set<RevisionID>? {
        guard !names.isEmpty else { return nil }
        var chosen: Set<RevisionID> = []
        do throws(RevisionError) {
            for name in names { chosen.formUnion(try planner.migrations.graph.resolve(name, rows: [])) }
        } catch {
            throw .revision(error)
        }
        return chosen
    }
}
