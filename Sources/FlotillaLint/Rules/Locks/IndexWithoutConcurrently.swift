extension LintRule {
    static let indexWithoutConcurrently = each(
        "index-without-concurrently", .error, [.postgresql], growsWithRows: true,
        prevents: """
            Building an index blocks every write to its table until it is built, which takes minutes on a large one.
            """,
        recipe: """
            -- flotilla:upgrade postgresql transaction=none
            CREATE INDEX CONCURRENTLY ix_orders_user_id ON orders (user_id);
            """
    ) { act, _ in
        guard case .createIndex(let index) = act.form, !index.isConcurrent, act.isOld(index.table) else { return nil }
        return "builds \(index.shownName) on \(index.table) while writes to it wait"
    }
}
