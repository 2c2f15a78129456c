import FlotillaSQL

public struct PostgreSQLRenderer: SchemaRenderer {
    public init() {}

    public var engine: Engine { .postgresql }

    public func statements(for difference: SchemaDifference) -> [RenderedStatement] { [] }

    public func spelling(of type: ColumnType) -> String { PostgreSQLTypes.spelling(type) }

    public func type(spelled spelling: String) -> ColumnType { PostgreSQLTypes.type(spelling) }
}
