extension LintRule {
    static let duplicateAssignment = LintRule(
        "duplicate-assignment", .error,
        prevents: "A column named twice is an error in PostgreSQL; elsewhere the last value wins in silence.",
        recipe: """
            UPDATE users SET plan = 'free', seats = 1 WHERE plan IS NULL;
            """
    ) { scene in
        scene.acts.compactMap { act in
            act.repeatedColumn.map { Remark(act, token: $0.token, "names the column \($0.name) twice") }
        }
    }
}
