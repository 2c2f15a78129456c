extension LintRule {
    static let tableCopy = LintRule(
        "table-copy", .error, [.mysql], growsWithRows: true,
        prevents: "The server copies the whole table, and writes to it wait until it is done.",
        recipe: """
            -- Ask for what does not copy, so that the server refuses instead of copying:
            ALTER TABLE users ADD COLUMN plan varchar(20), ALGORITHM=INSTANT;
            -- For a type: a new column, filled in batches. Else: gh-ost or pt-online-schema-change, outside a revision.
            """
    ) { scene in
        scene.alterations.compactMap { at in
            TableCopy.reason(at).map { Remark(at.act, token: at.action.range.lowerBound, "copies \(at.table): \($0)") }
        }
    }
}

/// What InnoDB does only by copying. Source: MySQL 8.4 manual 17.12.1, "Online DDL Operations"; MariaDB agrees.
private enum TableCopy {
    static func reason(_ at: Alteration) -> String? {
        switch at.action.kind {
        case .algorithm("copy"): "ALGORITHM=COPY"
        case .redefine(let old, let column): typeChange(old, column, at)
        case .dropConstraint(nil) where !at.act.addsPrimaryKey: "a primary key is dropped and none put in its place"
        case .other(let words) where words.hasPrefix("convert to"): "its character set changes"
        case .other(let words) where words.hasPrefix("order by"): "its rows are put into order"
        default: nil
        }
    }

    private static func typeChange(_ old: String, _ column: ColumnDefinition, _ at: Alteration) -> String? {
        guard let known = at.known?.columns[old] else { return "the type of \(old) may change" }
        return TypeWidening.isFreeInMySQL(from: known, to: column) ? nil : "the type of \(old) changes"
    }
}
