import FlotillaSQL

extension LintRule {
    static let statementTimeoutSwitchedOff = LintRule(
        "statement-timeout-switched-off", .warning,
        prevents: """
            A statement without any limit goes on for as long as it likes, with its locks, on a target that nobody \
            looks at.
            """,
        recipe: """
            -- Say how long this section may take at most:
            -- flotilla:upgrade postgresql statement_timeout=30m
            """
    ) { scene in
        var remarks: [Remark] = []
        if scene.options.statementTimeout == .zero {
            remarks.append(Remark(line: scene.line, "lets statements run without end"))
        }
        for act in scene.acts {
            let value = TimeoutSetting.value(
                of: ["statement_timeout", "max_statement_time", "max_execution_time"], in: act)
            if value == .zero { remarks.append(Remark(act, "lets statements run without end")) }
        }
        return remarks
    }
}
