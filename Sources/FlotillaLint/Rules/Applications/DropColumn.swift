extension LintRule {
    static let dropColumn = eachAction(
        "drop-column", .error, downgrades: false,
        prevents: """
            Applications that run now still name the column and fail at once; a fleet is upgraded over hours. Its \
            values are lost, and a downgrade cannot bring them back.
            """,
        recipe: """
            -- 1. Release an application that does not name the column. 2. Roll that out to every tenant. 3. Then:
            -- flotilla-lint: ignore drop-column nothing names it since release 41
            ALTER TABLE users DROP COLUMN nickname;
            """
    ) { kind, at in
        guard case .dropColumn(let column) = kind else { return nil }
        return "drops \(at.table).\(column) with all its values"
    }
}
