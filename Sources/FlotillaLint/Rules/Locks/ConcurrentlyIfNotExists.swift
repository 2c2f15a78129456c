extension LintRule {
    static let concurrentlyIfNotExists = each(
        "concurrently-if-not-exists", .error, [.postgresql],
        prevents: """
            When CREATE INDEX CONCURRENTLY fails it leaves an invalid index, which IF NOT EXISTS then takes for the \
            wanted one: the revision succeeds and no query ever uses the index.
            """,
        recipe: """
            -- Without IF NOT EXISTS. Flotilla looks up what became of the statement and never builds it twice.
            CREATE INDEX CONCURRENTLY ix_orders_user_id ON orders (user_id);
            """
    ) { act, _ in
        guard case .createIndex(let index) = act.form, index.isConcurrent, index.isConditional else { return nil }
        return "takes an invalid \(index.shownName) from a failed try for a good one"
    }
}
