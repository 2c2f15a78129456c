extension LintRule {
    static let transactionControlInSection = each(
        "transaction-control-in-section", .error,
        prevents: """
            The change and the version must be committed together; a BEGIN or COMMIT in between tears them apart. \
            Flotilla refuses such a revision.
            """,
        recipe: """
            -- Take it out. Where the script must have transactions of its own:
            -- flotilla:upgrade transaction=script
            """
    ) { act, scene in
        guard scene.options.transaction != .script, let control = act.statement.traits.transactionControl else {
            return nil
        }
        switch control {
        case .savepoint, .release, .rollbackTo: return nil
        case .begin, .commit, .rollback, .prepareTransaction, .commitPrepared, .rollbackPrepared, .autocommit,
            .distributed:
            return "begins or ends a transaction"
        }
    }
}
