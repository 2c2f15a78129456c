import FlotillaDriver
import FlotillaInventory
import FlotillaRuntime
import FlotillaSchema

/// Where the schemas of one engine are compared, and what follows from it is tried out. Blocks its thread.
struct ComparisonBench {
    let workshop: SchemaWorkshop
    let request: ModelRequest
    let models: ModelSettings
    let planner: Planner
    /// Made on another thread meanwhile.
    let wanted: Monitor<Result<Schema, FlotillaError>?>
    /// A rename may be about another of them.
    let isOneOfSeveralEngines: Bool

    /// - Parameter database: `nil` for what the revisions make of an empty one.
    func part(from database: Target?) throws(FlotillaError) -> ModelComparison.Part {
        if let database {
            return try compared(with: schemaWork { () throws(SchemaFailure) in try workshop.read(database) })
        }
        return try schemaWork { () throws(SchemaFailure) in
            try workshop.onStage { stage in
                Result { () throws(FlotillaError) in try part(on: stage) }
            }
        }.get()
    }

    private func part(on stage: SchemaStage) throws(FlotillaError) -> ModelComparison.Part {
        let present = try schemaWork { () throws(SchemaFailure) in
            try stage.advance(to: planner.migrations.graph.heads, planner)
            return try stage.read()
        }
        let part = try compared(with: present)
        if request.triesOut, !part.difference.isEmpty { try tryOut(part, on: stage) }
        return part
    }

    private func compared(with whole: Schema) throws(FlotillaError) -> ModelComparison.Part {
        let wholeWanted = try self.wanted.wait { made in
            made.map { .ready($0) } ?? .keepWaiting(atMost: nil)
        }.get()
        let aside = try schemasAside(in: [whole, wholeWanted])
        let (present, wanted) = (whole.without(aside), wholeWanted.without(aside))
        let renames = request.renames.filter {
            !isOneOfSeveralEngines || !$0.isElsewhere(from: present, to: wanted)
        }
        let options = ComparisonOptions(renames: renames, leavingOut: leavingOut)
        let engine = workshop.engine
        do throws(RenameError) {
            let difference = try SchemaComparison.difference(from: present, to: wanted, options: options)
            let back = try SchemaComparison.difference(
                from: difference.to, to: difference.from, options: options.reversed)
            let renderer = workshop.schemas.renderer
            return ModelComparison.Part(
                engine: engine, difference: difference, renames: renames,
                summary: ChangeSummary(difference, spelling: renderer.spelling(of:)),
                candidates: difference.renameCandidates,
                rendered: RenderedRevision(
                    engine: engine, up: renderer.statements(for: difference), down: renderer.statements(for: back)))
        } catch {
            throw .models(.rename(error, engine))
        }
    }

    private var leavingOut: LeftOut { request.leavingOut.and(models.leftOut) }

    /// Schemas besides the compared ones that somebody wants left out. Throws where there are others: what nobody has spoken of
    /// must not be passed over in silence.
    private func schemasAside(in schemas: [Schema]) throws(FlotillaError) -> Set<String> {
        let aside = Set(schemas.flatMap { $0.namespaces.map(\.name) }).filter { !models.others.contains($0) }
        let unspoken = aside.filter { !leavingOut.leavesOut(namespace: $0) }
        guard unspoken.isEmpty else { throw .models(.schemasAside(unspoken.sorted(), compared: models.others)) }
        return aside
    }

    /// The way up has to lead to what the models want, and the way down back to what is there.
    private func tryOut(_ part: ModelComparison.Part, on stage: SchemaStage) throws(FlotillaError) {
        let ways = [
            (statements: part.rendered.up, goal: part.difference.to, isBack: false),
            (statements: part.rendered.down, goal: part.difference.from, isBack: true),
        ]
        for way in ways {
            let whole = try schemaWork { () throws(SchemaFailure) in
                try stage.carryOut(way.statements)
                return try stage.read()
            }
            let made = whole.without(Set(whole.namespaces.map(\.name)).filter { !models.others.contains($0) })
            let rest = SchemaComparison.difference(from: made, to: way.goal)
            guard rest.isEmpty else { throw .models(.unproven(ChangeSummary(rest), part.engine, isBack: way.isBack)) }
        }
    }
}

/// What goes wrong with schemas, as the kit says it.
func schemaWork<Value>(_ work: () throws(SchemaFailure) -> Value) throws(FlotillaError) -> Value {
    do throws(SchemaFailure) { return try work() } catch { throw .models(.schema(error)) }
}
