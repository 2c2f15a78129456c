extension LintRule {
    static let domainConstraint = each(
        "domain-constraint", .error, [.postgresql],
        prevents: "A constraint added to a domain is checked in every table that uses it, with all of them locked.",
        recipe: """
            ALTER DOMAIN email ADD CONSTRAINT has_at CHECK (value LIKE '%@%') NOT VALID;
            -- in a section of its own, with transaction=none:
            ALTER DOMAIN email VALIDATE CONSTRAINT has_at;
            """
    ) { act, _ in
        guard act.command == "ALTER DOMAIN", act.has("add"), act.has("check"), !act.has("not", "valid") else {
            return nil
        }
        return "checks every table that uses the domain, with all of them locked"
    }
}
