extension LintRule {
    static let reindexWithoutConcurrently = each(
        "reindex-without-concurrently", .error, [.postgresql], growsWithRows: true,
        prevents: "REINDEX blocks writes to the table, and reads that would use the index, until it is built anew.",
        recipe: """
            -- flotilla:upgrade postgresql transaction=none
            REINDEX INDEX CONCURRENTLY ix_orders_user_id;
            """
    ) { act, _ in
        act.command == "REINDEX" && !act.has("concurrently") ? "rebuilds indexes while their tables are locked" : nil
    }
}
