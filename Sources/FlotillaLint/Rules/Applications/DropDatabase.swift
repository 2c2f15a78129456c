extension LintRule {
    static let dropDatabase = each(
        "drop-database", .error,
        prevents: "A schema or database goes with everything in it, the version table perhaps included.",
        recipe: """
            -- Drop what is meant, table by table. A tenant leaves the fleet by its inventory.
            """
    ) { act, _ in
        switch act.form {
        case .drop(.schema, let names, _), .drop(.database, let names, _): "drops \(names.listed) and all that is in it"
        default: nil
        }
    }
}
