extension LintRule {
    static let detachPartitionWithoutConcurrently = eachAction(
        "detach-partition-without-concurrently", .warning, [.postgresql],
        prevents: "DETACH PARTITION locks the whole partitioned table against readers and writers.",
        recipe: """
            -- flotilla:upgrade postgresql transaction=none
            ALTER TABLE events DETACH PARTITION events_2024 CONCURRENTLY;
            """
    ) { kind, at in
        guard case .detachPartition(isConcurrent: false) = kind else { return nil }
        return "locks \(at.table) while a partition is detached"
    }
}
