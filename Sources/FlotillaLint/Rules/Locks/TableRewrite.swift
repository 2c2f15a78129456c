extension LintRule {
    static let tableRewrite = each(
        "table-rewrite", .error, [.postgresql, .mysql], growsWithRows: true,
        prevents: """
            VACUUM FULL, CLUSTER and OPTIMIZE TABLE write the whole table anew; in PostgreSQL nobody can read it \
            meanwhile.
            """,
        recipe: """
            -- PostgreSQL: pg_repack or pg_squeeze, outside a revision. A plain VACUUM needs none.
            -- MySQL: gh-ost or pt-online-schema-change, outside a revision.
            """
    ) { act, _ in
        switch act.command {
        case "VACUUM": act.has("full") ? "writes tables anew while nobody can read them" : nil
        case "CLUSTER": "writes tables anew while nobody can read them"
        case "OPTIMIZE": "writes tables anew"
        default: nil
        }
    }
}
