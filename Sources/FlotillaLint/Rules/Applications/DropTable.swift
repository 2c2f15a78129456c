extension LintRule {
    static let dropTable = each(
        "drop-table", .error, downgrades: false,
        prevents: "All rows are lost, and applications that still name the table fail at once.",
        recipe: """
            -- 1. Release an application that does not name the table. 2. Give it another name for a while, if in doubt.
            -- 3. Then:
            -- flotilla-lint: ignore drop-table renamed in 7f3a, nobody missed it for a month
            DROP TABLE old_orders;
            """
    ) { act, scene in
        guard case .drop(.table, let tables, _) = act.form else { return nil }
        let lost = tables.filter { table in
            act.isOld(table) && !scene.rebuilds(table, after: act) && !scene.makes(table, after: act)
                && !scene.isRemnant(table, before: act) && !scene.hasCopied(table, before: act)
        }
        return lost.isEmpty ? nil : "drops \(lost.listed) with all rows"
    }
}
