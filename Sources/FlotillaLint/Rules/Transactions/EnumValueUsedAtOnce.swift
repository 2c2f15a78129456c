extension LintRule {
    static let enumValueUsedAtOnce = LintRule(
        "enum-value-used-at-once", .error, [.postgresql],
        prevents: "A value added to an enumeration cannot be used in the transaction that adds it (error 55P04).",
        recipe: """
            -- The value in one revision, run by itself:
            -- flotilla:upgrade postgresql transaction=none
            ALTER TYPE status ADD VALUE 'archived' AFTER 'done';
            -- its use in the next.
            """
    ) { scene in
        scene.transactions.flatMap { acts -> [Remark] in
            var added: [String] = []
            var remarks: [Remark] = []
            for act in acts {
                if act.statement.traits.addsEnumValue {
                    added += act.tokens.first { $0.kind == .string }.map { [$0.text] } ?? []
                } else if let value = added.first(where: { value in act.tokens.contains { $0.text == value } }) {
                    remarks.append(Remark(act, "uses \(value), which the same transaction adds to its type"))
                }
            }
            return remarks
        }
    }
}
