extension LintRule {
    static let setLogged = eachAction(
        "set-logged", .error, [.postgresql], growsWithRows: true,
        prevents: "SET LOGGED and SET UNLOGGED write the whole table anew while nobody can read it.",
        recipe: """
            -- Make a new table of the wanted kind, copy in batches, and swap the names when it is complete.
            """
    ) { kind, at in
        guard case .setLogged = kind else { return nil }
        return "writes \(at.table) anew while nobody can read it"
    }
}
