extension LintRule {
    static let domainWithConstraint = each(
        "domain-with-constraint", .info, [.postgresql], downgrades: false,
        prevents: "The constraint of a domain can later be changed only with every table locked that uses it.",
        recipe: """
            -- The constraint on the column:
            ALTER TABLE users ADD CONSTRAINT email_has_at CHECK (email LIKE '%@%') NOT VALID;
            """
    ) { act, _ in
        guard act.command == "CREATE DOMAIN", act.has("check") || act.has("not", "null") else { return nil }
        return "makes a domain with a constraint"
    }
}
