import FlotillaDriver
import FlotillaInventory
import FlotillaRevisions
import FlotillaRuntime
import FlotillaSQL
import FlotillaSchema

extension Flotilla {
    /// Makes the wanted schema and the present one where they can be read, and compares them. Writes to scratch databases
    /// only.
    ///
    /// - Parameter onNews: told which schema is being made, for whoever waits.
    public func compareModels(
        _ request: ModelRequest, control: RunControl, onNews: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws(FlotillaError) -> ModelComparison {
        let models = try await atDesk { [self] () throws(FlotillaError) in try self.models() }
        guard modelSet == nil || models.shared == nil && models.own.isEmpty else { throw .models(.modelsTwice) }
        let planner = try await atDesk { [self] () throws(FlotillaError) in try self.planner() }
        let database = try await presentDatabase(request, planner, control)
        let engines = try await engines(request, models, database)
        let all = (try? await self.engines(ModelRequest(), models, nil)) ?? engines
        let parts = await withTaskGroup(of: Result<ModelComparison.Part, FlotillaError>?.self) { group in
            // What is wanted and what is there are made at the same time.
            let pool = BlockingPool(width: engines.count * 2)
            for engine in engines {
                let wanted = Monitor<Result<Schema, FlotillaError>?>(nil)
                let workshop = { @Sendable () throws(FlotillaError) in
                    try self.workshop(engine, models, control.cancel, readsWholeStage: true)
                }
                group.addTask(executorPreference: pool) {
                    onNews("\(engine.rawValue): making the schema that the models want, and the one that is there")
                    let made = Result { () throws(FlotillaError) in try self.wanted(workshop(), models) }
                    wanted.change {
                        $0 = made
                        return .all
                    }
                    return nil
                }
                group.addTask(executorPreference: pool) {
                    Result { () throws(FlotillaError) in
                        try ComparisonBench(
                            workshop: workshop(), request: request, models: models, planner: planner, wanted: wanted,
                            isOneOfSeveralEngines: engines.count > 1
                        ).part(from: database)
                    }
                }
            }
            var parts: [Result<ModelComparison.Part, FlotillaError>] = []
            for await part in group { if let part { parts.append(part) } }
            return parts
        }
        var compared: [ModelComparison.Part] = []
        for part in parts { compared.append(try part.get()) }
        try requireUse(of: request.renames, in: compared)
        return ModelComparison(
            present: database.map { .database($0.description) } ?? .revisions(planner.migrations.graph.heads),
            parts: compared.sorted { $0.engine < $1.engine },
            leavesEnginesOut: !Set(all).isSubset(of: engines), heads: planner.migrations.graph.heads)
    }

    /// A rename that is about none of the engines is a mistake.
    private func requireUse(
        of renames: [Rename], in parts: [ModelComparison.Part]
    ) throws(FlotillaError) {
        for rename in renames where !parts.contains(where: { $0.renames.contains(rename) }) {
            guard let part = parts.min(by: { $0.engine < $1.engine }) else { return }
            do throws(RenameError) {
                _ = try SchemaComparison.difference(
                    from: part.difference.from, to: part.difference.to,
                    options: ComparisonOptions(renames: part.renames + [rename]))
            } catch {
                throw .models(.rename(error, part.engine))
            }
        }
    }

    func models() throws(FlotillaError) -> ModelSettings {
        do { return try ModelSettings.load(settings) } catch { throw .settings(error) }
    }

    /// - Parameter readsWholeStage: all schemas of scratch databases, and not only those that are read of targets.
    func workshop(
        _ engine: Engine, _ models: ModelSettings, _ stop: StopSignal, readsWholeStage: Bool = false
    ) throws(FlotillaError) -> SchemaWorkshop {
        guard let adapter = adapters[engine], let schemas = schemas[engine] else { throw .models(.noEngine) }
        var workshop = SchemaWorkshop(
            engine: engine, adapter: adapter, schemas: schemas, settings: migrationSettings, secrets: secrets,
            scratch: models.scratch[engine], others: models.others, stop: stop)
        if readsWholeStage {
            workshop.othersOnStage = OtherSchemas.all().without(settings.versionTableSchema)
        }
        return workshop
    }

    /// Those that were asked for; else those that the settings name; else those of the fleet.
    func engines(
        _ request: ModelRequest, _ models: ModelSettings, _ database: Target?
    ) async throws(FlotillaError) -> [Engine] {
        if let engine = database?.engine { return [engine] }
        if !request.engines.isEmpty { return request.engines }
        if !models.engines.isEmpty { return models.engines }
        if !models.own.isEmpty { return models.own.keys.sorted() }
        guard let fleet = try await fleet() else { throw .models(.noEngine) }
        return try await atDesk { () throws(FlotillaError) in try fleet.engines() }.sorted()
    }
}

// MARK: A database that is there

extension Flotilla {
    /// The one database that is compared, once it is known to have all revisions and no others: what it lacks would
    /// be written into a revision a second time.
    private func presentDatabase(
        _ request: ModelRequest, _ planner: Planner, _ control: RunControl
    ) async throws(FlotillaError) -> Target? {
        guard let chosen = request.database else { return nil }
        let selection = try await select(chosen)
        guard let target = try selection.single() else { throw .nothingSelected }
        let answer = Monitor<TargetResult?>(nil)
        _ = try await run(.current, on: selection, control: control) { result in answer.access { $0 = result } }
        let result = answer.access { $0 }
        guard let version = result?.after else {
            throw .models(.unanswered(result?.failure ?? TargetFailure(cause: .cancelled, message: "not asked")))
        }
        let heads = planner.migrations.graph.heads
        guard result?.isHead == true || (version.isEmpty && heads.isEmpty) else {
            throw .models(.notAtHead(version: version, heads: heads))
        }
        return target
    }
}
