extension LintRule {
    static let renameColumn = LintRule(
        "rename-column", .error, downgrades: false,
        prevents: "Applications that run now name the column as it was called, and fail from this moment on.",
        recipe: """
            -- Expand: add the new column, let the application write both.
            ALTER TABLE users ADD COLUMN email_address text;
            -- Fill old rows in batches, read the new one, and drop the old one when nothing names it any more.
            """
    ) { scene in
        scene.alterations.compactMap { at in
            let (old, new): (String, String)
            switch at.action.kind {
            case .renameColumn(let from, let to): (old, new) = (from, to)
            case .redefine(let from, let column) where from.lowercased() != column.name.lowercased():
                (old, new) = (from, column.name)
            default: return nil
            }
            let what = "renames \(at.table).\(old) to \(new) under the applications that run now"
            return Remark(at.act, token: at.action.range.lowerBound, what)
        }
    }
}
