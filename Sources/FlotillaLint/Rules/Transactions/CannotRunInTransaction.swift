extension LintRule {
    static let cannotRunInTransaction = each(
        "cannot-run-in-transaction", .error,
        prevents: """
            The engine refuses the statement inside a transaction, or ignores it there, and Flotilla puts one around \
            it.
            """,
        recipe: """
            -- flotilla:upgrade postgresql transaction=none
            CREATE INDEX CONCURRENTLY ix_orders_user_id ON orders (user_id);
            """
    ) { act, _ in
        guard act.transaction != nil, act.statement.traits.needsNoTransaction else { return nil }
        return "cannot run inside a transaction, and the section has one"
    }
}
