extension LintRule {
    static let attachPartitionWithoutCheck = eachAction(
        "attach-partition-without-check", .warning, [.postgresql],
        prevents: """
            Unless a validated CHECK already proves that all rows fit, ATTACH PARTITION reads the whole new \
            partition while it is locked against readers and writers.
            """,
        recipe: """
            ALTER TABLE events_2025 ADD CONSTRAINT fits CHECK (at >= '2025-01-01' AND at < '2026-01-01') NOT VALID;
            -- in a section of its own, with transaction=none:
            ALTER TABLE events_2025 VALIDATE CONSTRAINT fits;
            ALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
            """
    ) { kind, at in
        guard case .attachPartition(let partition) = kind, at.act.isOld(partition) else { return nil }
        let known = at.act.before[partition]
        let isProven =
            known?.constraints.contains { name, constraint in
                constraint.kind == .check && known?.validated.contains(name) ?? false
            } ?? false
        return isProven
            ? nil : "reads all of \(partition) under a lock, unless a CHECK already proves that its rows fit"
    }
}
