extension LintRule {
    static let repeatedAlterTable = LintRule(
        "repeated-alter-table", .info, [.postgresql, .mysql],
        prevents: """
            Each ALTER TABLE waits for the table's lock anew, and may read or copy the whole table again. In one \
            statement it happens once.
            """,
        recipe: """
            ALTER TABLE users ADD COLUMN plan text, ADD COLUMN seats integer;
            """
    ) { scene in
        var remarks: [Remark] = []
        for (first, second) in zip(scene.acts, scene.acts.dropFirst()) {
            guard let one = first.combinable, let two = second.combinable, one == two, second.isOld(two) else {
                continue
            }
            remarks.append(Remark(second, "alters \(two), which the statement before alters too"))
        }
        return remarks
    }
}

extension Act {
    /// The table of an `ALTER TABLE` whose parts could be written together with others.
    fileprivate var combinable: ObjectName? {
        guard case .alterTable(let table, let actions) = form else { return nil }
        let standsAlone = actions.contains { action in
            switch action.kind {
            case .validate, .renameColumn, .renameTable, .attachPartition, .detachPartition: true
            case .addConstraint(let constraint): constraint.isNotValid || constraint.usesIndex
            default: false
            }
        }
        return standsAlone ? nil : table
    }
}
