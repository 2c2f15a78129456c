import FlotillaSQL

extension LintRule {
    static let lockTimeoutSwitchedOff = LintRule(
        "lock-timeout-switched-off", .error,
        prevents: """
            Flotilla lets a statement wait for a lock only briefly and tries again, because everybody who wants the \
            table queues behind that wait. Without a limit, one long query of a user stops the whole tenant.
            """,
        recipe: """
            -- Leave it to Flotilla (2s, or lock_timeout in flotilla.yaml), or give one section a little more:
            -- flotilla:upgrade postgresql lock_timeout=5s
            """
    ) { scene in
        var remarks: [Remark] = []
        if let limit = scene.options.lockTimeout, limit == .zero || limit > .seconds(30) {
            remarks.append(Remark(line: scene.line, "lets statements wait \(limit.asWait) for a lock"))
        }
        for act in scene.acts {
            guard let value = TimeoutSetting.value(of: ["lock_timeout", "lock_wait_timeout", "busy_timeout"], in: act)
            else { continue }
            if value == .zero { remarks.append(Remark(act, "lets statements wait without end for a lock")) }
            if value > .seconds(30) { remarks.append(Remark(act, "lets statements wait \(value.asWait) for a lock")) }
        }
        return remarks
    }
}
