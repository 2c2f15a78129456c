extension LintRule {
    static let unreadableSQL = LintRule(
        "unreadable-sql", .error,
        prevents: """
            A quote, comment or body that does not end, or a command for psql or mysql: Flotilla refuses such a \
            script.
            """,
        recipe: """
            -- Close what is open; write SQL instead of client commands (\\copy, source, .read).
            """
    ) { scene in
        scene.problems.map { Remark(line: scene.line + $0.position.line, $0.kind.shortly) }
    }
}
