/// SQLite takes names that differ only in the case of ASCII letters for one name: `Users` is there where `users` was made, and
/// neither can be made beside the other, nor renamed to it. So a schema that is compared with another one is spelled as that one
/// is, as far as they have the same tables, columns, indexes and views.
extension Schema {
    func spelled(as other: Schema) -> Schema {
        guard engine == .sqlite else { return self }
        let tables = Dictionary(other.tables.map { (SQLiteWords.folded($0.name.name), $0) }) { first, _ in first }
        let views = Dictionary(other.views.map { (SQLiteWords.folded($0.name.name), $0.name) }) { first, _ in first }
        var copy = self
        for place in copy.tables.indices {
            if let same = tables[SQLiteWords.folded(copy.tables[place].name.name)] {
                copy.tables[place].spellIndexes(as: same)
            }
        }
        for place in copy.views.indices {
            if let same = views[SQLiteWords.folded(copy.views[place].name.name)] { copy.views[place].name = same }
        }
        let spellings = self.tables.flatMap { table in
            tables[SQLiteWords.folded(table.name.name)].map { table.spellings(as: $0) } ?? []
        }
        copy = copy.renamed(spellings)
        for case .column(let table, let old, let new) in spellings { copy.spellViews(of: table, old, as: new) }
        return copy
    }

    private mutating func spellViews(of table: ObjectName, _ old: String, as new: String) {
        let text = RenamedText(old, new, engine: engine)
        for place in views.indices where views[place].sources.contains(table) {
            views[place].query = text.of(views[place].query)
        }
    }
}

extension Table {
    fileprivate mutating func spellIndexes(as other: Table) {
        let names = Dictionary(other.indexes.map { (SQLiteWords.folded($0.name), $0.name) }) { first, _ in first }
        for place in indexes.indices {
            if let same = names[SQLiteWords.folded(indexes[place].name)] { indexes[place].name = same }
        }
    }

    fileprivate func spellings(as other: Table) -> [Rename] {
        let names = Dictionary(other.columns.map { (SQLiteWords.folded($0.name), $0.name) }) { first, _ in first }
        let columns = self.columns.compactMap { column -> Rename? in
            guard let same = names[SQLiteWords.folded(column.name)], same != column.name else { return nil }
            return .column(table: other.name, from: column.name, to: same)
        }
        return (name == other.name ? [] : [.table(from: name, to: other.name)]) + columns
    }
}
