/// Names of keys, which are names of indexes too: no other index of the schema can have them.
///
/// The server names the key of `users` `users_pkey`, and so it is still called when the table is renamed. That is no difference
/// until another table `users` comes: then the key gives its name up. When that table goes again, it gets the name back.
extension PostgreSQLPlan {
    mutating func renameKeys() {
        let wanted = keyNames(of: to.tables.filter { scope.created.contains($0.name) })
        let freed = keyNames(of: from.tables.filter { scope.dropped.contains($0.name) })
        guard !wanted.isEmpty || !freed.isEmpty else { return }
        for table in to.tables where !scope.created.contains(table.name) {
            let old = from.tables.first { (scope.renamed[$0.name] ?? $0.name) == table.name }
            guard let old = scope.altered[table.name]?.from ?? old else { continue }
            for (before, after) in keptKeys(old, table) where before != after {
                let sql =
                    "ALTER TABLE \(PostgreSQLNames.quoted(table.name)) RENAME CONSTRAINT "
                    + "\(PostgreSQLNames.quoted(before)) TO \(PostgreSQLNames.quoted(after))"
                let purpose = "rename key \(before) of \(table.name.text) to \(after)"
                let isFreed = freed.contains(ObjectName(after, in: table.name.namespace))
                if wanted.contains(ObjectName(before, in: table.name.namespace)) || isFreed {
                    add(isFreed ? .clear : .rename, purpose, [sql])
                }
            }
        }
    }

    private func keyNames(of tables: [Table]) -> Set<ObjectName> {
        Set(tables.flatMap { table in table.keyNames.map { ObjectName($0, in: table.name.namespace) } })
    }

    /// Old and new names of those that stay.
    private func keptKeys(_ old: Table, _ new: Table) -> [(String, String)] {
        let edits = scope.altered[new.name]?.edits ?? []
        var kept: [(String, String)] = []
        if let before = old.primaryKey, let after = new.primaryKey, !edits.contains(.dropPrimaryKey(before)) {
            kept += pair(before.name, after.name)
        }
        for before in old.uniques where !edits.contains(.dropUnique(before)) {
            let after = new.uniques.first { $0.columns == before.columns && !edits.contains(.addUnique($0)) }
            kept += pair(before.name, after?.name)
        }
        return kept
    }

    private func pair(_ before: String?, _ after: String?) -> [(String, String)] {
        guard let before, let after else { return [] }
        return [(before, after)]
    }
}
