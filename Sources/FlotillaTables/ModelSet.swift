import FlotillaSQL
import FlotillaSchema

/// All models of a project: what its databases are to have.
public struct ModelSet: Sendable, Hashable {
    public var tables: [ModelTable]

    public init(tables: [ModelTable]) { self.tables = tables }

    public init(_ models: [any Model.Type]) { self.init(tables: models.map { $0.modelTable }) }

    /// What the models want on this engine. Its expressions are the models' own words, which the engine spells its way once
    /// it has read them.
    public func schema(on engine: Engine) throws(ModelFault) -> Schema {
        var schema = Schema(engine: engine)
        var names: Set<String> = []
        for table in tables {
            guard names.insert(table.name).inserted else {
                throw ModelFault(table: table.name, engine: engine, reason: .tableTwice)
            }
            schema.tables.append(try TableResolution(table, engine, tables).resolved())
        }
        return schema
    }
}
