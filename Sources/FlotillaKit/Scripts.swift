import FlotillaInventory
import FlotillaRuntime
import FlotillaSQL

/// Why no script can be printed.
public enum ScriptProblem: Error, Sendable, Hashable {
    /// Neither a database nor an engine is named, or only a secret would tell the engine.
    case noEngine
    /// A script is for one database, or for all that have the same engine and schema.
    case severalKinds(count: Int)
    /// The database has another engine than the one that was asked for.
    case otherEngine(Engine, asked: Engine)
}

extension Flotilla {
    /// What the operation would send to such a database, as a script for the engine's own client. Connects to nothing but
    /// what the inventory's sources ask.
    ///
    /// - Parameters:
    ///   - selection: the database that it is for; `nil` where only the engine is known.
    ///   - engine: `nil` for that of the database, or the only one that the settings name.
    public func script(
        _ request: ScriptRequest, for selection: FleetSelection?, engine: Engine?
    ) async throws(FlotillaError) -> OfflineScript {
        try await atDesk { [self] () throws(FlotillaError) in
            let target = try scriptTarget(selection, engine)
            guard let adapter = adapters[target.engine] else { throw .script(.noEngine) }
            let planner = try planner()
            do throws(PlanRefusal) {
                return try OfflineScript(request, for: target, planner, adapter.dialect, migrationSettings)
            } catch {
                throw FlotillaError(error)
            }
        }
    }

    private func scriptTarget(
        _ selection: FleetSelection?, _ engine: Engine?
    ) throws(FlotillaError) -> ScriptTarget {
        guard let selection else {
            let named = try models().engines
            guard let engine = engine ?? (named.count == 1 ? named[0] : nil) else { throw .script(.noEngine) }
            return ScriptTarget(engine: engine)
        }
        var kinds: Set<ScriptTarget> = []
        try selection.forEachTarget { (target) throws(FlotillaError) in
            guard let own = target.engine ?? engine else { throw .script(.noEngine) }
            if let engine, engine != own { throw .script(.otherEngine(own, asked: engine)) }
            kinds.insert(ScriptTarget(engine: own, schema: target.schema))
        }
        guard let kind = kinds.first, kinds.count == 1 else { throw .script(.severalKinds(count: kinds.count)) }
        return kind
    }
}
