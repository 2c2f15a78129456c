extension LintRule {
    static let renameEnumValue = each(
        "rename-enum-value", .error, [.postgresql], downgrades: false,
        prevents: "Applications that run now compare with the old name, and write it, and fail from this moment on.",
        recipe: """
            -- Add the new value, let the application understand both, then change the rows in batches.
            ALTER TYPE status ADD VALUE 'archived' AFTER 'done';
            """
    ) { act, _ in
        act.command == "ALTER TYPE" && act.has("rename", "value") ? "renames a value of an enumeration" : nil
    }
}
