extension LintRule {
    static let unclosedTransaction = LintRule(
        "unclosed-transaction", .error,
        prevents: "A BEGIN without COMMIT loses everything behind it; a COMMIT without BEGIN does not what it says.",
        recipe: """
            BEGIN;
            UPDATE users SET plan = 'free' WHERE plan IS NULL;
            COMMIT;
            """
    ) { scene in
        guard scene.options.transaction == .script else { return [] }
        var open: Act?
        var remarks: [Remark] = []
        for act in scene.acts {
            switch act.statement.traits.transactionControl {
            case .begin:
                if let open { remarks.append(Remark(open, "begins a transaction that another BEGIN follows")) }
                open = act
            case .commit, .rollback, .prepareTransaction:
                if open == nil { remarks.append(Remark(act, "ends a transaction that was not begun")) }
                open = nil
            default: break
            }
        }
        if let open { remarks.append(Remark(open, "begins a transaction that nothing ends")) }
        return remarks
    }
}
