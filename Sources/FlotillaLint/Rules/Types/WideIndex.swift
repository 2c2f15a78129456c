extension LintRule {
    static let wideIndex = each(
        "wide-index", .info, downgrades: false,
        prevents: """
            An index over more than three columns is large, slows every write, and rarely serves better than a \
            narrow one.
            """,
        recipe: """
            CREATE INDEX ix_orders_user_id ON orders (user_id);
            """
    ) { act, _ in
        guard case .createIndex(let index) = act.form, !index.isUnique, index.columns.count > 3 else { return nil }
        return "puts \(index.columns.count) columns into \(index.shownName)"
    }
}
