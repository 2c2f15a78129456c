import FlotillaSQL

/// Writes changes of a PostgreSQL schema so that they hold no lock for longer than a moment where there is a way.
///
/// On a table that exists, indexes are built `CONCURRENTLY`, uniques and primary keys from an index that was built so,
/// foreign keys and checks are added `NOT VALID` and validated by a statement of their own, and `NOT NULL` believes a
/// validated check. A table that the same difference creates has no rows, so there everything is plain. What runs outside
/// of transactions comes last, followed only by what needs it.
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
    /// Constraints are checked against the rows.
    case validate
    /// What nothing needs any more goes.
    case clear
    /// What runs outside of transactions.
    case alone
    /// What needs that.
    case finish
}
