extension LintRule {
    static let renameTable = each(
        "rename-table", .error, downgrades: false,
        prevents: "Applications that run now name the table as it was called, and fail from this moment on.",
        recipe: """
            -- In one transaction, so that the old name never stops working (PostgreSQL):
            ALTER TABLE users RENAME TO accounts;
            CREATE VIEW users AS SELECT * FROM accounts;
            """
    ) { act, scene in
        for (old, new) in act.renames where act.isOld(old) {
            let isThereAgain =
                scene.makesView(old, after: act) || scene.replaces(old, after: act) || scene.makes(old, after: act)
            if isThereAgain { continue }
            return "renames \(old) to \(new) under the applications that run now"
        }
        return nil
    }
}
