extension LintRule {
    static let exclusionConstraint = eachAction(
        "exclusion-constraint", .error, [.postgresql], growsWithRows: true,
        prevents: """
            An exclusion constraint builds its index while nobody can read or write the table, and PostgreSQL has no \
            way to add one while the table is in use.
            """,
        recipe: """
            -- Make a new table that has the constraint, let the application write both, copy the rows in batches, then
            -- read the new one. On small tables: waive this rule and say how small.
            """
    ) { kind, at in
        guard case .addConstraint(let constraint) = kind, constraint.kind == .exclusion else { return nil }
        return "adds an exclusion constraint to \(at.table) and builds its index under a lock"
    }
}
