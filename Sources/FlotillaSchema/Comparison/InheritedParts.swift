/// What a partition of PostgreSQL has from the table above it. That belongs to no table of the model but the upper one's; when
/// the partition is detached it is its own, and when one is attached it is merged, without a statement about it.
struct InheritedParts {
    private var columns: [String: Column] = [:]
    private var primaryKeys: Set<[String]> = []
    private var uniques: Set<[String]> = []
    private var foreignKeys: Set<ForeignKey> = []
    private var checks: Set<CheckConstraint> = []
    private var indexes: Set<Index> = []

    init(of table: Table, in schema: Schema) {
        for ancestor in schema.ancestors(of: table) {
            columns.merge(ancestor.columns.map { ($0.name, $0) }) { nearer, _ in nearer }
            if let key = ancestor.primaryKey { primaryKeys.insert(key.columns) }
            uniques.formUnion(ancestor.uniques.map(\.columns))
            foreignKeys.formUnion(ancestor.foreignKeys.map(\.unnamed))
            checks.formUnion(ancestor.checks)
            indexes.formUnion(ancestor.indexes.map(\.unnamed))
        }
    }

    /// Of a table that was detached: what is there already comes no more, and a column may differ from what it was above.
    func detached(_ edits: [TableEdit], to table: Table) -> [TableEdit] {
        let kept = edits.compactMap { edit -> TableEdit? in
            guard case .addColumn(let new) = edit, let old = columns[new.name] else { return isPart(edit) ? nil : edit }
            return old == new ? nil : .alterColumn(from: old, to: new)
        }
        return missing(in: table).map(TableEdit.dropColumn) + kept
    }

    /// Of a table that is attached: what is merged goes no more.
    func attached(_ edits: [TableEdit], from table: Table) -> [TableEdit] {
        let kept = edits.compactMap { edit -> TableEdit? in
            guard case .dropColumn(let old) = edit, let new = columns[old.name] else {
                return isPart(edit) ? nil : edit
            }
            return old == new ? nil : .alterColumn(from: old, to: new)
        }
        return kept + missing(in: table).map(TableEdit.addColumn)
    }

    private func missing(in table: Table) -> [Column] {
        columns.values.filter { table[column: $0.name] == nil }.sorted { $0.name < $1.name }
    }

    /// The server gives constraints and indexes names of its own.
    private func isPart(_ edit: TableEdit) -> Bool {
        switch edit {
        case .addPrimaryKey(let key), .dropPrimaryKey(let key): primaryKeys.contains(key.columns)
        case .addUnique(let unique), .dropUnique(let unique): uniques.contains(unique.columns)
        case .addForeignKey(let key), .dropForeignKey(let key): foreignKeys.contains(key.unnamed)
        case .addCheck(let check), .dropCheck(let check): checks.contains(check)
        case .addIndex(let index), .dropIndex(let index): indexes.contains(index.unnamed)
        case .addColumn, .dropColumn, .renameColumn, .alterColumn, .addTrigger, .dropTrigger, .setComment, .setOption,
            .addOther, .dropOther:
            false
        }
    }
}

extension [TableEdit] {
    /// Whether a table becomes a partition, or ceases to be one.
    var partitioning: (isAttached: Bool, isDetached: Bool) {
        let options = compactMap { edit -> (from: TableOption?, to: TableOption?)? in
            guard case .setOption(let from, let to) = edit, (from ?? to)?.name == "PARTITION OF" else { return nil }
            return (from, to)
        }
        return (options.contains { $0.from == nil }, options.contains { $0.to == nil })
    }
}

extension ForeignKey {
    fileprivate var unnamed: ForeignKey {
        var copy = self
        copy.name = nil
        return copy
    }
}

extension Index {
    fileprivate var unnamed: Index {
        var copy = self
        copy.name = ""
        return copy
    }
}
