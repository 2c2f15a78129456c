extension LintRule {
    static let refusedStatement = each(
        "refused-statement", .error, [.mysql, .postgresql],
        prevents: "Flotilla refuses it, because it would pull the ground from under the record of what was done.",
        recipe: """
            -- USE: qualify nothing and give the other database a target of its own.
            -- LOCK TABLES, UNLOCK TABLES, RELEASE_ALL_LOCKS(): take them out (mysqldump --skip-add-locks).
            -- COPY … TO stdout: take it out.
            """
    ) { act, scene in
        switch (scene.engine, act.command) {
        case (.mysql, "USE"): "moves to another database"
        case (.mysql, "LOCK"), (.mysql, "UNLOCK"): "locks tables against the session itself"
        case (.mysql, _) where act.has("release_all_locks"): "gives up the lock that keeps others from the target"
        case (.postgresql, "COPY") where act.has("stdout"): "sends rows to the client, which has no use for them"
        default: nil
        }
    }
}
