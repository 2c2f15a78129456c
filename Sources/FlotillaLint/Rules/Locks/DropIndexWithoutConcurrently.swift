extension LintRule {
    static let dropIndexWithoutConcurrently = each(
        "drop-index-without-concurrently", .warning, [.postgresql],
        prevents: """
            Dropping an index locks its table against readers and writers until the transaction ends, and everybody \
            queues behind the wait for that lock.
            """,
        recipe: """
            -- flotilla:upgrade postgresql transaction=none
            DROP INDEX CONCURRENTLY ix_orders_user_id;
            """
    ) { act, _ in
        guard case .drop(.index, let names, isConcurrent: false) = act.form else { return nil }
        return "drops \(names.listed) under a lock that blocks readers"
    }
}
