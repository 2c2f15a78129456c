extension LintRule {
    static let severalExclusiveLocks = LintRule(
        "several-exclusive-locks", .warning, [.postgresql],
        prevents: """
            Two tables locked against everybody in one transaction stay locked together, and two programs that take \
            them in different order block each other for good.
            """,
        recipe: """
            -- One revision for each table, and in flotilla.yaml, so that each commits by itself:
            -- defaults: {transaction: revision}
            """
    ) { scene in
        scene.transactions.compactMap { acts -> Remark? in
            var locked: [ObjectName] = []
            for act in acts {
                for table in act.exclusivelyLocked where !locked.contains(table) { locked.append(table) }
                if locked.count > 1 {
                    return Remark(act, "locks \(locked[1]) against everybody while \(locked[0]) is still locked")
                }
            }
            return nil
        }
    }
}
