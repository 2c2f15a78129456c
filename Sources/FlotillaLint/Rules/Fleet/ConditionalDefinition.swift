extension LintRule {
    static let conditionalDefinition = each(
        "conditional-definition", .info, downgrades: false,
        prevents: """
            IF [NOT] EXISTS lets a target pass that has something else under the name, or lacks what should be \
            there: it hides drift. Flotilla needs no such guard, since the version moves with the change.
            """,
        recipe: """
            -- Without it. What should not be there yet is asked before the first write:
            -- flotilla:check "no table audit yet"
            SELECT 1 FROM information_schema.tables WHERE table_name = 'audit';
            """
    ) { act, _ in
        guard act.isDefinition, act.has("if", "not", "exists") || act.has("if", "exists") else { return nil }
        // Behind CONCURRENTLY a rule of its own speaks of it.
        if case .createIndex(let index) = act.form, index.isConcurrent { return nil }
        // Extensions are shared by the schemas of a database.
        return act.command == "CREATE EXTENSION" ? nil : "passes over a target that differs from what is expected"
    }
}
