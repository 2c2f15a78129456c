import FlotillaSQL

/// What a database, or one schema of it, is made of, as its engine reads it back.
///
/// Schemas of one engine may be compared with each other: every text in them is the engine's own spelling, whoever wrote
/// the statements that made them. Equal schemas are equal values once they are ``sorted()``.
public struct Schema: Sendable, Hashable {
    public var engine: Engine
    /// Other than the target's own, as far as they were asked for.
    public var namespaces: [Namespace] = []
    public var extensions: [ExtensionObject] = []
    public var enums: [EnumType] = []
    /// Those that no column owns.
    public var sequences: [SequenceObject] = []
    public var tables: [Table] = []
    public var views: [View] = []
    public var routines: [Routine] = []
    /// What this model has no type for, carried as text.
    public var others: [TextObject] = []
    /// Of the same database, as far as it has more than was asked for.
    public var unread = UnreadNamespaces()

    public init(engine: Engine) { self.engine = engine }

    /// In an order that does not tell in which order things were created. Columns and the values of an enum keep theirs,
    /// which means something.
    public func sorted() -> Schema {
        var copy = self
        copy.namespaces.sort { $0.name < $1.name }
        copy.extensions.sort { $0.name < $1.name }
        copy.enums.sort { $0.name < $1.name }
        copy.sequences.sort { $0.name < $1.name }
        copy.tables = tables.map { $0.sorted() }.sorted { $0.name < $1.name }
        copy.views = views.map { $0.sorted() }.sorted { $0.name < $1.name }
        copy.routines.sort { ($0.name, $0.signature) < ($1.name, $1.signature) }
        copy.others.sort { ($0.kind, $0.name) < ($1.kind, $1.name) }
        return copy
    }
}

/// Namespaces of a database that have something and were not read. They are no part of what a schema is made of, and take no
/// part in comparisons: any two are equal.
public struct UnreadNamespaces: Sendable, Hashable {
    public var names: [String] = []

    public init() {}

    public static func == (left: UnreadNamespaces, right: UnreadNamespaces) -> Bool { true }

    public func hash(into hasher: inout Hasher) {}
}

extension Schema {
    /// Without these namespaces and what is in them.
    public func without(_ gone: Set<String>) -> Schema {
        func isGone(_ name: ObjectName) -> Bool { name.namespace.map(gone.contains) ?? false }
        guard !gone.isEmpty else { return self }
        var copy = self
        copy.namespaces.removeAll { gone.contains($0.name) }
        copy.enums.removeAll { isGone($0.name) }
        copy.sequences.removeAll { isGone($0.name) }
        copy.tables.removeAll { isGone($0.name) }
        copy.views.removeAll { isGone($0.name) }
        copy.routines.removeAll { isGone($0.name) }
        return copy
    }
}

/// The name of a table, view, type or routine.
public struct ObjectName: Sendable, Hashable, Comparable, ExpressibleByStringLiteral {
    /// `nil` for the target's own, so that tenants with a schema each can be compared.
    public var namespace: String?
    public var name: String

    public init(_ name: String, in namespace: String? = nil) {
        self.namespace = namespace
        self.name = name
    }

    public init(stringLiteral value: String) { self.init(value) }

    public static func < (left: ObjectName, right: ObjectName) -> Bool {
        (left.namespace ?? "", left.name) < (right.namespace ?? "", right.name)
    }

    /// `namespace.name`, unquoted, for people.
    public var text: String { (namespace.map { $0 + "." } ?? "") + name }
}

/// PostgreSQL's schema.
public struct Namespace: Sendable, Hashable {
    public var name: String
    public var comment: String?

    public init(name: String, comment: String? = nil) {
        self.name = name
        self.comment = comment
    }
}
