import FlotillaSQL

/// Why models do not make a schema.
public struct ModelFault: Error, Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
        case tableTwice
        case columnTwice(String)
        case noColumns
        /// An index or constraint names a column that the table lacks.
        case unknownColumn(String, known: [String])
        /// A foreign key leads to a table that is not among the models.
        case unknownTable(String)
        /// A foreign key means the primary key of a table whose key has another number of columns.
        case keyDoesNotFit(String, columns: [String])
        /// Two indexes or constraints of the table would have one name.
        case nameTwice(String)
        /// MySQL has no index over text without a limit.
        case unlimitedInKey(column: String)
        /// MySQL has no partial indexes, and a whole one would refuse rows that the model allows.
        case partialUnique(columns: [String])
        /// A text that the engine has no literal for.
        case unspeakable(column: String)
    }

    public var table: String
    public var engine: Engine
    public var reason: Reason
}
