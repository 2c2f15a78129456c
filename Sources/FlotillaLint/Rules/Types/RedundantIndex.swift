extension LintRule {
    static let redundantIndex = each(
        "redundant-index", .warning, downgrades: false,
        prevents: "Another index begins with the same columns and serves the same queries; each write pays for both.",
        recipe: """
            -- Leave it out, or drop the narrower one:
            DROP INDEX ix_orders_user_id;
            """
    ) { act, scene in
        guard case .createIndex(let index) = act.form, !index.isUnique, !index.isPartial,
            let columns = index.plainColumns
        else { return nil }
        let twin = act.before[index.table]?.indexes.first { other in
            !other.isPartial && (other.columns?.starts(with: columns) ?? false) && scene.keeps(other, of: index.table)
        }
        return twin.map { "makes \(index.shownName), whose columns \($0.name ?? "a key of the table") begins with" }
    }
}
