extension LintRule {
    static let longWorkUnderLock = LintRule(
        "long-work-under-lock", .warning, [.postgresql], growsWithRows: true,
        prevents: """
            A lock is held until its transaction ends. Work that takes time after a statement that locks a table \
            against readers keeps them out for as long as it takes.
            """,
        recipe: """
            -- The lock in one revision:
            ALTER TABLE users ADD COLUMN plan text;
            -- the long work in the next, which is run without a transaction around it:
            -- flotilla:upgrade batch=5000
            UPDATE users SET plan = 'free' WHERE id IN (SELECT id FROM users WHERE plan IS NULL LIMIT 5000);
            """
    ) { scene in
        scene.transactions.flatMap { acts -> [Remark] in
            var locked: ObjectName?
            var remarks: [Remark] = []
            for act in acts {
                if let locked, act.mayTakeLong {
                    remarks.append(Remark(act, "works on rows while \(locked) stays locked against readers"))
                }
                locked = locked ?? act.exclusivelyLocked.first
            }
            return remarks
        }
    }
}
