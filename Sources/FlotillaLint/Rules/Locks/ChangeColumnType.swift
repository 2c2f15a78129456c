extension LintRule {
    static let changeColumnType = eachAction(
        "change-column-type", .error, [.postgresql], growsWithRows: true,
        prevents: """
            Another type usually means that the table and its indexes are rewritten while nobody can read it, and \
            that applications that run now get values they do not expect.
            """,
        recipe: """
            -- Expand: a new column beside the old one; the application writes both.
            ALTER TABLE orders ADD COLUMN amount_big bigint;
            -- Fill old rows in a revision of their own (flotilla:upgrade batch=5000), read the new column, and drop the
            -- old one when nothing uses it any more.
            """
    ) { kind, at in
        guard case .alterType(let column, let type) = kind else { return nil }
        if let old = at.known?.columns[column], TypeWidening.isFree(from: old, to: type) { return nil }
        return "changes the type of \(at.table).\(column) to \(type.shownType), which may rewrite the table"
    }
}
