extension LintRule {
    static let dropVisibleIndex = LintRule(
        "drop-visible-index", .info, [.mysql], downgrades: false, growsWithRows: true,
        prevents: """
            When a query needed the index after all, building it again takes long. Invisible, it is back at once.
            """,
        recipe: """
            -- In an earlier revision (MariaDB: IGNORED):
            ALTER TABLE orders ALTER INDEX ix_user_id INVISIBLE;
            """
    ) { scene in
        scene.acts.flatMap { act -> [Remark] in
            switch act.form {
            case .drop(.index, let names, _): return [Remark(act, "drops \(names.listed) at once")]
            case .alterTable(let table, let actions) where act.isOld(table):
                return actions.compactMap { action in
                    guard case .dropIndex(let name) = action.kind else { return nil }
                    return Remark(act, token: action.range.lowerBound, "drops \(name) of \(table) at once")
                }
            default: return []
            }
        }
    }
}
