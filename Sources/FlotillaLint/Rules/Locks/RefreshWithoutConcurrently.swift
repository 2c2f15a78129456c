extension LintRule {
    static let refreshWithoutConcurrently = each(
        "refresh-without-concurrently", .warning, [.postgresql], growsWithRows: true,
        prevents: "REFRESH MATERIALIZED VIEW keeps readers of the view out until its query has run.",
        recipe: """
            -- once it has a unique index:
            REFRESH MATERIALIZED VIEW CONCURRENTLY sales_by_month;
            """
    ) { act, _ in
        guard act.has("refresh", "materialized", "view"), !act.has("concurrently"), !act.has("no", "data") else {
            return nil
        }
        return "keeps readers of the materialized view out while its query runs"
    }
}
