extension LintRule {
    static let severalDefinitions = LintRule(
        "several-definitions", .warning, [.mysql],
        prevents: """
            MySQL commits each definition by itself. When the second fails the first stays, and the target is \
            between two revisions until somebody helps it out.
            """,
        recipe: """
            -- One revision for each, or one statement:
            ALTER TABLE users ADD COLUMN plan varchar(20), ADD COLUMN seats int;
            """
    ) { scene in
        let definitions = scene.acts.filter { $0.isDefinition && $0.statement.traits.implicitlyCommits }
        guard definitions.count > 1 else { return [] }
        return [Remark(definitions[1], "is the second of \(definitions.count) definitions that commit by themselves")]
    }
}
