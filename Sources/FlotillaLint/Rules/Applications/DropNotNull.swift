extension LintRule {
    static let dropNotNull = eachAction(
        "drop-not-null", .info, [.postgresql], downgrades: false,
        prevents: "Applications that run now may not expect a NULL where there never was one.",
        recipe: """
            -- Release an application that can read NULL first, then drop the constraint.
            """
    ) { kind, at in
        guard case .dropNotNull(let column) = kind else { return nil }
        return "lets \(at.table).\(column) be NULL"
    }
}
