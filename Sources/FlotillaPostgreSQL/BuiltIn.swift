import FlotillaDriver

/// Saying things so that a tenant cannot give them another meaning. Qualified names are not enough: an operator is looked
/// up by its operands in every schema of the search path, and one that fits exactly, such as a tenant's
/// `varchar = varchar`, is taken before the built-in one that needs a conversion (CVE-2018-1058; manual, "Operator Type
/// Resolution").
extension PostgreSQLDialect {
    /// `=` as PostgreSQL itself has it.
    var equals: String { "OPERATOR(pg_catalog.=)" }

    /// For the rest of the transaction nothing is found unqualified but what PostgreSQL itself has.
    var builtInOnly: String { "SET LOCAL search_path = ''" }

    /// The statement that moves a row of the version table. The one that all engines share, and that a script for psql
    /// shows, would find a tenant's `=`.
    func builtInMovement(_ change: VersionChange, in table: String) -> String {
        switch change {
        case .clear: "DELETE FROM \(table)"
        case .insert(let new): "INSERT INTO \(table) (version_num) VALUES (\(quoted(new)))"
        case .delete(let old): "DELETE FROM \(table) WHERE version_num \(equals) \(quoted(old))"
        case .replace(let old, let new):
            "UPDATE \(table) SET version_num = \(quoted(new)) WHERE version_num \(equals) \(quoted(old))"
        // Other tools' tables move by `moves`.
        case .settle, .rerun: preconditionFailure("a change for another tool's table")
        }
    }
}
