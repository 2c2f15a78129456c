import FlotillaDriver
import FlotillaInventory
import FlotillaRuntime
import FlotillaSQL
import FlotillaSchema
import FlotillaTables

/// The schema that a project wants, made from whatever source it has on a database that is thrown away.
extension Flotilla {
    func wanted(_ workshop: SchemaWorkshop, _ models: ModelSettings) throws(FlotillaError) -> Schema {
        if let modelSet { return try schema(of: modelSet, workshop) }
        let engine = workshop.engine
        guard let source = models.source(for: engine) else { throw .models(.noModels(engine)) }
        return try schemaWork { () throws(SchemaFailure) in
            switch source {
            case .sql(let files):
                var scripts: [SchemaScript] = []
                for file in files { scripts.append(try script(file, engine)) }
                return try workshop.schema(madeBy: scripts)
            case .command(let words):
                return try workshop.schema(madeBy: [try output(of: words, models, workshop)])
            case .database(let url): return try workshop.read(Target(id: TargetID("models"), url: url))
            }
        }
    }

    /// Models in Swift become statements, and those the schema that is compared, as with every other source.
    private func schema(of models: ModelSet, _ workshop: SchemaWorkshop) throws(FlotillaError) -> Schema {
        let engine = workshop.engine
        let schema: Schema
        do throws(ModelFault) { schema = try models.schema(on: engine) } catch { throw .models(.fault(error)) }
        let difference = SchemaComparison.difference(from: Schema(engine: engine), to: schema)
        let text = workshop.schemas.renderer.statements(for: difference).map { $0.sql + ";\n" }.joined()
        return try schemaWork { () throws(SchemaFailure) in
            try workshop.schema(madeBy: [SchemaScript(source: "the models", text: Array(text.utf8))])
        }
    }

    private func script(_ file: String, _ engine: Engine) throws(SchemaFailure) -> SchemaScript {
        do { return SchemaScript(source: file, text: try SchemaText.file(file)) } catch {
            throw SchemaFailure(engine, .inventory(error))
        }
    }

    private func output(
        of words: [String], _ models: ModelSettings, _ workshop: SchemaWorkshop
    ) throws(SchemaFailure) -> SchemaScript {
        var environment = Environment.process
        environment.values["FLOTILLA_ENGINE"] = workshop.engine.rawValue
        do {
            let text = try SchemaText.output(
                of: words, folder: models.folder, environment: environment, deadline: .after(workshop.timeout),
                stop: workshop.stop)
            return SchemaScript(source: words[0], text: text)
        } catch {
            throw SchemaFailure(workshop.engine, .inventory(error))
        }
    }
}
