import FlotillaSchema

extension SchemaGenerator {
    /// The same schema as if it had been made in another order, columns included.
    public mutating func shuffled(_ schema: Schema) -> Schema {
        var copy = schema
        copy.namespaces.shuffle(using: &random)
        copy.extensions.shuffle(using: &random)
        copy.enums.shuffle(using: &random)
        copy.sequences.shuffle(using: &random)
        copy.tables.shuffle(using: &random)
        copy.views.shuffle(using: &random)
        copy.routines.shuffle(using: &random)
        copy.others.shuffle(using: &random)
        for index in copy.tables.indices {
            copy.tables[index].columns.shuffle(using: &random)
            copy.tables[index].uniques.shuffle(using: &random)
            copy.tables[index].foreignKeys.shuffle(using: &random)
            copy.tables[index].checks.shuffle(using: &random)
            copy.tables[index].indexes.shuffle(using: &random)
            copy.tables[index].triggers.shuffle(using: &random)
            copy.tables[index].options.shuffle(using: &random)
            copy.tables[index].others.shuffle(using: &random)
        }
        return copy
    }
}
