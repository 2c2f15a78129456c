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
    /// PostgreSQL: what is read besides it.
    public var others: OtherSchemas
    /// Tables of the own schema that are left out with all that belongs to them: version table, journal.
    public var ignored: Set<String>

    public init(own: String? = nil, others: OtherSchemas = .none, ignored: Set<String> = []) {
        self.own = own
        self.others = others
        self.ignored = ignored
    }
}

/// Schemas of a PostgreSQL database besides the target's own.
public enum OtherSchemas: Sendable, Hashable {
    case none
    /// Those of them that are there.
    case named(Set<String>)
    /// Every one but for these and the server's own.
    case all(except: Set<String> = [])

    public func contains(_ name: String) -> Bool {
        switch self {
        case .none: false
        case .named(let names): names.contains(name)
        case .all(let exceptions): !exceptions.contains(name)
        }
    }

    public func without(_ name: String?) -> OtherSchemas {
        guard let name else { return self }
        return switch self {
        case .none: .none
        case .named(let names): .named(names.subtracting([name]))
        case .all(let exceptions): .all(except: exceptions.union([name]))
        }
    }

    /// For a target that is one schema of a database: the others are other targets, unless somebody has named them. The one
    /// that every database has is the own one of those that are whole databases.
    public func beside(_ own: String?) -> OtherSchemas {
        guard let own else { return self }
        return if case .named = self { without(own).without("public") } else { .none }
    }
}
