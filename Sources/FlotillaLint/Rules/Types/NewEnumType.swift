extension LintRule {
    static let newEnumType = each(
        "new-enum-type", .info, [.postgresql], downgrades: false,
        prevents: "Values of an enumeration can be added, never removed, and their order is fixed.",
        recipe: """
            CREATE TABLE statuses (name text PRIMARY KEY);
            -- or: status text CHECK (status IN ('open', 'done'))
            """
    ) { act, _ in
        act.command == "CREATE TYPE" && act.has("as", "enum") ? "makes an enumeration" : nil
    }
}
