import FlotillaSQL

/// Writes changes of a PostgreSQL schema so that they hold no lock for longer than a moment where there is a way.
///
/// On a table that exists, indexes are built `CONCURRENTLY`, uniques and primary keys from an index that was built so,
/// foreign keys and checks are added `NOT VALID` and validated by a statement of their own in a transaction of its own, and
/// `NOT NULL` believes a validated check. A key that another replaces stays until the index of the new one is there. A table
/// that the same difference creates has no rows, so there everything is plain. What runs outside of transactions comes last,
/// followed only by what needs it.
///
/// Partitioned tables have none of these ways but the one for checks; a remark says so.
public struct PostgreSQLRenderer: SchemaRenderer {
    public init() {}

    public var engine: Engine { .postgresql }

    public func statements(for difference: SchemaDifference) -> [RenderedStatement] {
        var plan = PostgreSQLPlan(difference)
        return plan.statements()
    }

    public func spelling(of type: ColumnType) -> String { PostgreSQLTypes.spelling(type) }

    public func type(spelled spelling: String) -> ColumnType { PostgreSQLTypes.type(spelling) }
}

/// In which order things are done.
enum PostgreSQLPhase: Int, CaseIterable {
    /// Everything else uses the new names.
    case rename
    /// What would stand in the way goes: views, triggers, policies, foreign keys.
    case detach
    /// Tables go.
    case drop
    /// Namespaces, extensions, enums.
    case found
    /// Types, sequences, routines, tables and views, each after what it needs.
    case build
    /// Foreign keys of tables that exist, when all keys are there.
    case link
    /// Triggers, policies and their like come back.
    case attach
    /// What nothing needs any more goes.
    case clear
    /// What runs outside of transactions: constraints are checked against the rows, indexes are built.
    case alone
    /// Foreign keys go whose key gives way, all in the transaction in which it is replaced.
    case loosen
    /// Keys go in whose place others come.
    case release
    /// What needs the indexes.
    case finish
    /// Foreign keys come whose key came last, and what hangs on constraints.
    case relink
    /// Those are checked against the rows, each outside of transactions.
    case recheck
}
