extension LintRule {
    static let sessionState = each(
        "session-state", .warning, [.postgresql],
        prevents: """
            What outlives the transaction belongs to the connection. Behind a pooler in transaction mode that is \
            somebody else's next: settings leak to other clients, locks are never given back, temporary tables are \
            gone.
            """,
        recipe: """
            SET LOCAL search_path = app;
            -- timeouts belong to the section:
            -- flotilla:upgrade postgresql lock_timeout=5s
            """
    ) { act, _ in
        guard act.statement.traits.changesSession else { return nil }
        return "changes the session beyond the transaction, which a transaction pooler gives to others"
    }
}
