extension LintRule {
    static let rebuildLosesIndexes = LintRule(
        "rebuild-loses-indexes", .error, [.sqlite],
        prevents: """
            With the old table go its indexes, in silence: queries become slow, and what was unique is so no longer.
            """,
        recipe: """
            DROP TABLE users;
            ALTER TABLE users_new RENAME TO users;
            CREATE UNIQUE INDEX ix_users_email ON users (email);
            """
    ) { scene in
        scene.acts.flatMap { act -> [Remark] in
            guard case .drop(.table, let tables, _) = act.form else { return [] }
            return tables.filter { scene.rebuilds($0, after: act) }.flatMap { table in
                let kept = Set(scene.after[table]?.indexes.compactMap { $0.name?.lowercased() } ?? [])
                let lost =
                    act.before[table]?.indexes.compactMap(\.name).filter { !kept.contains($0.lowercased()) } ?? []
                return lost.map { Remark(act, "rebuilds \(table) and does not make its index \($0) again") }
            }
        }
    }
}
