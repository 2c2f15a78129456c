extension LintRule {
    static let explicitLock = each(
        "explicit-lock", .warning, [.postgresql],
        prevents: "LOCK TABLE without a mode keeps readers and writers out until the transaction ends.",
        recipe: """
            -- The weakest mode that does: most checks need no more than
            LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE;
            """
    ) { act, _ in
        guard act.command == "LOCK", !act.has("mode") || act.has("access", "exclusive") else { return nil }
        return "keeps readers and writers out until the transaction ends"
    }
}
