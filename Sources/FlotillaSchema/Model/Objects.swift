/// PostgreSQL's `CREATE TYPE … AS ENUM`.
public struct EnumType: Sendable, Hashable {
    public var name: ObjectName
    /// In their order, which comparisons of values follow.
    public var values: [String]
    public var comment: String?

    public init(name: ObjectName, values: [String], comment: String? = nil) {
        self.name = name
        self.values = values
        self.comment = comment
    }
}

/// A sequence that no column owns.
public struct SequenceObject: Sendable, Hashable {
    public var name: ObjectName
    public var type: ColumnType
    public var options: SequenceOptions
    public var comment: String?

    public init(name: ObjectName, type: ColumnType, options: SequenceOptions, comment: String? = nil) {
        self.name = name
        self.type = type
        self.options = options
        self.comment = comment
    }
}

public struct View: Sendable, Hashable {
    public var name: ObjectName
    /// The query alone, as the engine spells it.
    public var query: String
    public var columns: [String]
    public var isMaterialized: Bool
    /// Of a materialised view.
    public var indexes: [Index]
    public var triggers: [Trigger]
    /// As they are written: `WITH (security_barrier=true)`, `WITH CHECK OPTION`, `SQL SECURITY INVOKER`.
    public var options: [TableOption]
    /// Tables and views that the query reads, as far as they are known: what it must be made after.
    public var sources: [ObjectName]
    public var comment: String?

    public init(
        name: ObjectName, query: String, columns: [String] = [], isMaterialized: Bool = false, indexes: [Index] = [],
        triggers: [Trigger] = [], options: [TableOption] = [], sources: [ObjectName] = [], comment: String? = nil
    ) {
        self.name = name
        self.query = query
        self.columns = columns
        self.isMaterialized = isMaterialized
        self.indexes = indexes
        self.triggers = triggers
        self.options = options
        self.sources = sources
        self.comment = comment
    }

    func sorted() -> View {
        var copy = self
        copy.indexes.sort { $0.name < $1.name }
        copy.triggers.sort { $0.name < $1.name }
        copy.options.sort { $0.name < $1.name }
        copy.sources.sort()
        return copy
    }
}

/// A function or procedure.
public struct Routine: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
        case function = "FUNCTION"
        case procedure = "PROCEDURE"
        case aggregate = "AGGREGATE"
    }

    public var kind: Kind
    public var name: ObjectName
    /// The types of its arguments, by which PostgreSQL tells routines of one name apart; empty elsewhere.
    public var signature: String
    /// The whole statement that makes it.
    public var definition: String
    public var comment: String?

    public init(
        kind: Kind = .function, name: ObjectName, signature: String = "", definition: String, comment: String? = nil
    ) {
        self.kind = kind
        self.name = name
        self.signature = signature
        self.definition = definition
        self.comment = comment
    }
}

/// An extension of PostgreSQL. Its version is the server's affair and takes no part in comparisons.
public struct ExtensionObject: Sendable, Hashable {
    public var name: String
    /// `nil` where it is the target's own, or cannot be chosen.
    public var namespace: String?

    public init(name: String, namespace: String? = nil) {
        self.name = name
        self.namespace = namespace
    }
}

/// What this model has no type for: it is compared by its text, and made again from it.
public struct TextObject: Sendable, Hashable {
    /// In the engine's words: `DOMAIN`, `POLICY`, `EVENT`, `AGGREGATE`.
    public var kind: String
    public var name: String
    /// The statement that makes it; it ends without a semicolon.
    public var definition: String
    /// The statement that removes it; `nil` where none is known.
    public var removal: String?

    public init(kind: String, name: String, definition: String, removal: String? = nil) {
        self.kind = kind
        self.name = name
        self.definition = definition
        self.removal = removal
    }
}
