import FlotillaSchema

/// Reads what a database is made of. One value per engine, beside its driver.
public protocol SchemaReader: Sendable {
    /// Asks the catalogue a constant number of questions, whatever the number of tables. Writes nothing; inside a transaction
    /// it sees what that has made. What an engine keeps for itself is left out.
    func read(_ session: any Session, _ scope: SchemaScope, deadline: Deadline) throws(DriverError) -> Schema
}

/// Which part of a database is read.
public struct SchemaScope: Sendable, Hashable {
    /// The PostgreSQL schema, or the database of MySQL's family, whose objects get names without a namespace; `nil` for
    /// the one in which the session makes new tables.
    public var own: String?
    /// PostgreSQL: every other schema of the database too, but for the server's own.
    public var hasOthers: Bool
    /// Tables of the own schema that are left out with all that belongs to them: version table, journal.
    public var ignored: Set<String>

    public init(own: String? = nil, hasOthers: Bool = false, ignored: Set<String> = []) {
        self.own = own
        self.hasOthers = hasOthers
        self.ignored = ignored
    }
}
