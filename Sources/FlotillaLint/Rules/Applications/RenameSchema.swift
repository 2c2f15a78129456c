extension LintRule {
    static let renameSchema = each(
        "rename-schema", .error, [.postgresql], downgrades: false,
        prevents: """
            Everything that names the schema fails from this moment on; where a schema is a tenant, Flotilla does \
            not find it any more.
            """,
        recipe: """
            -- Make a schema with the new name and move the tables in, one by one, with views left behind.
            """
    ) { act, _ in
        act.command == "ALTER SCHEMA" && act.has("rename", "to") ? "renames a schema" : nil
    }
}
