extension LintRule {
    static let noWayBack = LintRule(
        "no-way-back", .warning, downgrades: false,
        prevents: """
            When the rollout goes wrong, what has no downgrade cannot be taken back. The author knows best how, or \
            why not.
            """,
        recipe: """
            -- flotilla:downgrade
            DROP INDEX ix_users_email;

            -- or:
            -- flotilla:irreversible "the old values are gone"
            """
    ) { scene in
        switch scene.wayBack {
        case .missing: [Remark(line: scene.line, "has no downgrade, and does not say that there is none")]
        case .empty(let line):
            scene.acts.contains { $0.isDefinition } ? [Remark(line: line, "takes nothing back")] : []
        case .written, .irreversible: []
        }
    }
}
