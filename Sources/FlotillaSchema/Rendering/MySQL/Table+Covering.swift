extension Table {
    /// Whether a key or an index of MySQL's family begins with these columns, whole and in this order, so that a foreign key
    /// on them needs no other. One that goes downwards will do for InnoDB too.
    public func hasIndex(beginningWith columns: [String]) -> Bool {
        let keys = [primaryKey?.columns].compactMap { $0 } + uniques.map(\.columns)
        return keys.contains { $0.starts(with: columns) } || indexes.contains { $0.begins(with: columns) }
    }
}

extension Index {
    func begins(with columns: [String]) -> Bool {
        guard method == "btree" || method == "hash", parts.count >= columns.count else { return false }
        return zip(parts, columns).allSatisfy { part, column in
            part.key == .column(column) && part.length == nil
        }
    }
}
