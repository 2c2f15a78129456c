/// What SQLite's own table of the schema says of one thing that somebody made.
public struct SQLiteSchemaRow: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
        case table, view, index, trigger
        /// A table that a virtual one keeps its content in; it comes and goes with that.
        case shadow
    }

    public var kind: Kind
    public var name: String
    /// The table or view that it belongs to; its own name for those.
    public var owner: String
    /// The statement that made it, beginning as SQLite writes it (`CREATE TABLE`), then as it was typed.
    public var sql: String

    public init(kind: Kind, name: String, owner: String, sql: String) {
        self.kind = kind
        self.name = name
        self.owner = owner
        self.sql = sql
    }
}
