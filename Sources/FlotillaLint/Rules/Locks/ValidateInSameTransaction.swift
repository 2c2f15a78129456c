extension LintRule {
    static let validateInSameTransaction = LintRule(
        "validate-in-same-transaction", .error, [.postgresql], growsWithRows: true,
        prevents: """
            NOT VALID is meant to give the strong lock back before all rows are read. In one transaction with \
            VALIDATE the lock is held through the reading. (Flotilla runs all pending revisions of a target in one \
            transaction.)
            """,
        recipe: """
            -- The first revision:
            ALTER TABLE orders ADD CONSTRAINT amount_positive CHECK (amount > 0) NOT VALID;
            -- The second:
            -- flotilla:upgrade postgresql transaction=none
            ALTER TABLE orders VALIDATE CONSTRAINT amount_positive;
            """
    ) { scene in
        scene.transactions.flatMap { acts -> [Remark] in
            var open: Set<String> = []
            var remarks: [Remark] = []
            for act in acts {
                guard case .alterTable(let table, let actions) = act.form, act.isOld(table) else { continue }
                for action in actions {
                    switch action.kind {
                    case .addConstraint(let constraint) where constraint.isNotValid:
                        if let name = constraint.name { open.insert("\(table.key).\(name)") }
                    case .validate(let name) where open.contains("\(table.key).\(name)"):
                        let what = "validates \(name) of \(table) in the transaction that added it"
                        remarks.append(Remark(act, token: action.range.lowerBound, what))
                    default: break
                    }
                }
            }
            return remarks
        }
    }
}
