extension LintRule {
    static let recreateTable = LintRule(
        "recreate-table", .error, downgrades: false,
        prevents: "DROP and CREATE of the same name look like a change of the table. All its rows are lost.",
        recipe: """
            ALTER TABLE settings ADD COLUMN theme text;
            """
    ) { scene in
        scene.acts.compactMap { act in
            guard case .drop(.table, let tables, _) = act.form else { return nil }
            let recreated = tables.first {
                act.isOld($0) && scene.makes($0, after: act) && !scene.isRemnant($0, before: act)
            }
            guard let table = recreated else { return nil }
            return Remark(act, "drops \(table) with all rows and makes it anew")
        }
    }
}
