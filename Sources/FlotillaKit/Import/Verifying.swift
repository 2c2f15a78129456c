import FlotillaRevisions
import FlotillaRuntime
import FlotillaSQL
import FlotillaSchema

/// Whether the revisions that were taken over make the schema that the project's own Alembic makes.
public struct ImportVerdict: Sendable, Hashable {
    public var engine: Engine
    /// What would have to be done to ours to make it Alembic's.
    public var differences: ChangeSummary?

    public var isGood: Bool { differences == nil }
}

extension Flotilla {
    /// Runs the revisions, and the project's own Alembic, on empty databases of each engine, and compares what comes out.
    ///
    /// - Parameter onNews: told what is being done, for whoever waits.
    public func verify(
        _ plan: ImportPlan, _ request: ImportRequest, control: RunControl,
        onNews: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws(FlotillaError) -> [ImportVerdict] {
        try await atDesk { [self] () throws(FlotillaError) in
            let models = try models()
            let request = try completed(request)
            let planner = try planner()
            let own = Set(plan.revisions.map(\.header.id))
            let heads = planner.migrations.graph.ids.filter { id in
                own.contains(id) && planner.migrations.graph.children(of: id).allSatisfy { !own.contains($0) }
            }
            var verdicts: [ImportVerdict] = []
            for engine in plan.engines {
                let workshop = try workshop(engine, models, control.cancel, readsWholeStage: true)
                onNews("\(engine.rawValue): running the revisions on an empty database")
                let ours: Schema
                do throws(SchemaFailure) { ours = try workshop.schema(at: heads, planner) } catch {
                    throw .models(.schema(error))
                }
                onNews("\(engine.rawValue): running the project's own Alembic on another one")
                let theirs = try schema(of: reader(request, [engine], control), workshop)
                let difference = SchemaComparison.difference(from: ours, to: theirs)
                let spelling = workshop.schemas.renderer.spelling(of:)
                verdicts.append(
                    ImportVerdict(
                        engine: engine,
                        differences: difference.isEmpty ? nil : ChangeSummary(difference, spelling: spelling)))
            }
            return verdicts
        }
    }

    private func schema(of reader: AlembicReader, _ workshop: SchemaWorkshop) throws(FlotillaError) -> Schema {
        do throws(ImportCheckFailure) { return try workshop.schema(madeBy: reader).get() } catch {
            switch error {
            case .schema(let failure): throw .models(.schema(failure))
            case .alembic(let failure): throw .importing(.unverified(workshop.engine, failure))
            }
        }
    }
}
