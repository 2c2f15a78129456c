/// Which foreign keys go before tables are altered, and which come after.
///
/// Beside those that a difference names, a key is taken away and made again where InnoDB would not have it otherwise: a
/// column of it, on either side, gets another type or collation (errors 1832 and 1833); or it loses the index that it
/// stands on, so that InnoDB needs one of its own, which it makes only together with the key.
struct MySQLForeignKeyPlan {
    struct Drop {
        /// Under its new name.
        var table: ObjectName
        var key: ForeignKey
        /// What the index may be called that InnoDB made for it and that would be left over, likeliest first.
        var indexNames: [String] = []
    }

    private(set) var drops: [Drop] = []
    private(set) var adds: [(table: ObjectName, key: ForeignKey)] = []
    private let changed: [ObjectName: Set<String>]
    private let renamed: [ObjectName: ObjectName]

    init(_ difference: SchemaDifference, _ alterations: [MySQLTableAlteration]) {
        changed = Dictionary(alterations.map { ($0.change.to.name, $0.retypedColumns) }) { first, _ in first }
        var renamed: [ObjectName: ObjectName] = [:]
        for case .renameTable(let from, let to) in difference.changes { renamed[from] = to }
        self.renamed = renamed
        planDropped(difference)
        for alteration in alterations { plan(alteration.change) }
        planUntouched(difference, Set(alterations.map(\.change.to.name)))
    }

    /// Keys between tables that are all dropped, where they form a circle.
    private mutating func planDropped(_ difference: SchemaDifference) {
        let dropped = difference.changes.compactMap { if case .dropTable(let table) = $0 { table } else { nil } }
        let order = MySQLTableOrder(dropped)
        for table in dropped {
            for key in table.foreignKeys where order.isLate(key, of: table) {
                drops.append(Drop(table: table.name, key: key))
            }
        }
    }

    private mutating func plan(_ change: TableChange) {
        var added: [ForeignKey] = []
        for case .addForeignKey(let key) in change.edits { added.append(key) }
        for case .dropForeignKey(let key) in change.edits {
            drop(key, on: change.namesBefore(key.columns), in: change)
        }
        for key in change.to.foreignKeys where !added.contains(key) {
            if isRetyped(key, in: change.to) || losesIndex(key, change) { again(key, change) }
        }
        adds += added.map { (change.to.name, $0) }
    }

    /// Keys of tables that do not change themselves, but refer to one that does.
    private mutating func planUntouched(_ difference: SchemaDifference, _ altered: Set<ObjectName>) {
        let before = Set(difference.from.tables.map { renamed[$0.name] ?? $0.name })
        for table in difference.to.tables where before.contains(table.name) && !altered.contains(table.name) {
            for key in table.foreignKeys where isRetyped(key, in: table) {
                again(key, TableChange(from: table, to: table, edits: []))
            }
        }
    }

    private mutating func again(_ key: ForeignKey, _ change: TableChange) {
        let before = change.namesBefore(key.columns)
        let old =
            change.from.foreignKeys.first { $0.name == key.name }
            ?? change.from.foreignKeys.first { $0.columns == before && $0.referenced == key.referenced }
        drop(old ?? key, on: old?.columns ?? before, in: change, comingAgainOn: key.columns)
        adds.append((change.to.name, key))
    }

    /// The index of a key that comes again stays for it, unless that would stand on another one. The key's columns have
    /// their old names in `columns`, and in `newColumns` their new ones.
    private mutating func drop(
        _ key: ForeignKey, on columns: [String], in change: TableChange, comingAgainOn newColumns: [String]? = nil
    ) {
        let hasOwnIndex = !change.from.hasIndex(beginningWith: columns)
        let isKept = newColumns.map { !change.to.hasIndex(beginningWith: $0) } ?? false
        // It keeps its name when the column, or the table and with it the key, is renamed.
        var names = [key.index.text, key.name].compactMap { $0 }
        if key.index.text != nil { names.append(columns[0]) }
        let others = Set(change.from.indexes.map(\.name) + change.from.uniques.compactMap(\.name))
        names = names.enumerated().filter { !others.contains($1) && !names[..<$0].contains($1) }.map(\.element)
        var key = key
        key.name = key.name.map { afterRename($0, of: change.to.name) }
        drops.append(Drop(table: change.to.name, key: key, indexNames: hasOwnIndex && !isKept ? names : []))
    }

    /// InnoDB renames the keys that it has named after the table: `orders_ibfk_1`.
    private func afterRename(_ name: String, of table: ObjectName) -> String {
        guard let old = renamed.first(where: { $0.value == table })?.key else { return name }
        let prefix = old.name + "_ibfk_"
        return name.hasPrefix(prefix) ? table.name + "_ibfk_" + name.dropFirst(prefix.count) : name
    }

    private func isRetyped(_ key: ForeignKey, in table: Table) -> Bool {
        !changed[table.name, default: []].isDisjoint(with: key.columns)
            || !changed[key.table, default: []].isDisjoint(with: key.referenced)
    }

    private func losesIndex(_ key: ForeignKey, _ change: TableChange) -> Bool {
        change.from.hasIndex(beginningWith: change.namesBefore(key.columns))
            && !change.to.hasIndex(beginningWith: key.columns)
    }
}

extension TableChange {
    /// What columns of the new table were called in the old one.
    fileprivate func namesBefore(_ columns: [String]) -> [String] {
        columns.map { column in
            for case .renameColumn(let old, column) in edits { return old }
            return column
        }
    }
}
