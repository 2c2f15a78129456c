/// How one table is changed: column by column, or by a new table in its place.
///
/// `ALTER TABLE` of SQLite renames, adds a column if no row needs a value of its own, and drops one if nothing else names it
/// (https://www.sqlite.org/lang_altertable.html).
struct SQLiteTablePlan {
    let change: TableChange
    let tables: SQLiteTables
    private let edits: [TableEdit]
    /// Constraints of one new column that can be added with it.
    private let inlined: [String: [TableEdit]]

    init(_ change: TableChange, _ tables: SQLiteTables) {
        self.change = change
        self.tables = tables
        let edits = SQLiteTablePlan.edits(change, tables)
        self.edits = edits
        inlined = SQLiteTablePlan.inlined(edits, change.to)
    }

    private var name: ObjectName { change.to.name }

    /// Edits that a rename of SQLite's does not make by itself.
    private static func edits(_ change: TableChange, _ tables: SQLiteTables) -> [TableEdit] {
        let renaming = SQLiteRenaming(change, tables)
        var done: Set<TableEdit> = []
        for edit in change.edits {
            if let result = renaming.result(of: edit), change.edits.contains(result) { done.formUnion([edit, result]) }
        }
        return change.edits.filter { !done.contains($0) }
    }

    private static func inlined(_ edits: [TableEdit], _ table: Table) -> [String: [TableEdit]] {
        var added: Set<String> = []
        for case .addColumn(let column) in edits where column.generated == nil { added.insert(column.name) }
        let columns = Set(table.columns.map { SQLiteWords.folded($0.name) })
        var found: [String: [TableEdit]] = [:]
        for edit in edits {
            switch edit {
            case .addForeignKey(let key) where key.columns.count == 1 && added.contains(key.columns[0]):
                // With a default, all rows would refer to one: SQLite allows that only where nothing is enforced.
                guard table[column: key.columns[0]]?.default == nil else { continue }
                found[key.columns[0], default: []].append(edit)
            case .addCheck(let check):
                let names = SQLiteTables.names(in: check.expression).intersection(columns)
                guard names.count == 1, let column = added.first(where: { SQLiteWords.folded($0) == names.first })
                else { continue }
                found[column, default: []].append(edit)
            default: break
            }
        }
        return found
    }

    // MARK: Phases

    /// Triggers and indexes that go.
    var drops: [RenderedStatement] {
        edits.compactMap { edit in
            switch edit {
            case .dropTrigger(let trigger):
                RenderedStatement(
                    "drop trigger \(trigger.name) on \(name.text)", "DROP TRIGGER \(SQLiteWords.name(trigger.name))")
            case .dropIndex(let index): Self.drop(index)
            default: nil
            }
        }
    }

    static func drop(_ index: Index) -> RenderedStatement {
        RenderedStatement("drop index \(index.name)", "DROP INDEX \(SQLiteWords.name(index.name))")
    }

    /// The columns and what holds of them.
    var changes: [RenderedStatement] {
        guard needsRebuild else { return renames(of: change.renamedColumns) + columnDrops + columnAdditions }
        let free = freeRenames
        let others = change.renamedColumns.filter { free[$0.key] == nil }
        return renames(of: free) + SQLiteRebuild(change, edits, tables, renamed: free, carried: others).statements
    }

    var indexes: [RenderedStatement] {
        addedIndexes.map { Self.create($0, on: name, purpose: "create index \($0.name) on \(name.text)") }
    }

    var addedIndexes: [Index] { edits.compactMap { if case .addIndex(let index) = $0 { index } else { nil } } }

    var triggers: [RenderedStatement] {
        edits.compactMap {
            if case .addTrigger(let trigger) = $0 { SQLiteScript.create(trigger, on: name) } else { nil }
        }
    }

    static func create(_ index: Index, on table: ObjectName, purpose: String) -> RenderedStatement {
        RenderedStatement(purpose, SQLiteDefinitions.create(index, on: table.name))
    }

    /// Where the new name is free only when an old column is gone, the rebuild takes the values along.
    private var freeRenames: [String: String] {
        var free = change.renamedColumns
        while let blocked = free.first(where: { change.from[column: $0.value] != nil && free[$0.value] == nil }) {
            free[blocked.key] = nil
        }
        return free
    }

    // MARK: Statement by statement

    private func renames(of columns: [String: String]) -> [RenderedStatement] {
        let renames = columns.map { SQLiteRenames.Rename(from: $0.key, to: $0.value) }.sorted { $0.from < $1.from }
        return SQLiteRenames(renames).steps.map { step in
            RenderedStatement(
                "rename column \(name.text).\(step.cause.from) to \(step.cause.to)",
                "ALTER TABLE \(SQLiteWords.name(name.name)) RENAME COLUMN \(SQLiteWords.name(step.from)) "
                    + "TO \(SQLiteWords.name(step.to))")
        }
    }

    private var columnDrops: [RenderedStatement] {
        edits.compactMap { edit in
            guard case .dropColumn(let column) = edit else { return nil }
            return RenderedStatement(
                "drop column \(name.text).\(column.name)",
                "ALTER TABLE \(SQLiteWords.name(name.name)) DROP COLUMN \(SQLiteWords.name(column.name))",
                losesData: edit.losesData(on: .sqlite))
        }
    }

    private var columnAdditions: [RenderedStatement] {
        edits.compactMap { edit in
            guard case .addColumn(let column) = edit else { return nil }
            let constraints = (inlined[column.name] ?? []).compactMap { constraint -> String? in
                switch constraint {
                case .addForeignKey(let key): SQLiteDefinitions.named(key.name, SQLiteDefinitions.references(key))
                case .addCheck(let check): SQLiteDefinitions.check(check)
                default: nil
                }
            }
            let definition = ([SQLiteDefinitions.column(column)] + constraints).joined(separator: " ")
            return RenderedStatement(
                "add column \(name.text).\(column.name)",
                "ALTER TABLE \(SQLiteWords.name(name.name)) ADD COLUMN \(definition)",
                remarks: Self.remarks(onAdding: column, to: name))
        }
    }

    static func remarks(onAdding column: Column, to table: ObjectName) -> [String] {
        guard !column.isNullable, column.default == nil, column.generated == nil else { return [] }
        return ["fails if \(table.text) has rows: \(column.name) is NOT NULL and has no default"]
    }
}

// MARK: Whether SQLite can

extension SQLiteTablePlan {
    private var needsRebuild: Bool {
        freeRenames.count < change.renamedColumns.count || edits.contains { !isPlain($0) }
    }

    private func isPlain(_ edit: TableEdit) -> Bool {
        switch edit {
        case .addColumn(let column): isAddable(column)
        case .dropColumn(let column): isDroppable(column)
        case .renameColumn, .addIndex, .dropIndex, .addTrigger, .dropTrigger, .setComment, .addOther, .dropOther: true
        case .alterColumn(let old, let new): old.isMade(as: new)
        case .addForeignKey, .addCheck: inlined.values.contains { $0.contains(edit) }
        case .addPrimaryKey, .dropPrimaryKey, .addUnique, .dropUnique, .dropForeignKey, .dropCheck, .setOption: false
        }
    }

    private func isAddable(_ column: Column) -> Bool {
        // A new column takes no name that an old one has until then.
        guard change.from[column: column.name] == nil, column.identity == nil else { return false }
        if let generated = column.generated { return !generated.isStored }
        return column.default.map(SQLiteDefinitions.isConstant) ?? true
    }

    private func isDroppable(_ column: Column) -> Bool {
        let name = SQLiteWords.folded(column.name)
        let old = change.from
        let keys =
            (old.primaryKey?.columns ?? []) + old.uniques.flatMap(\.columns) + old.foreignKeys.flatMap(\.columns)
        var dropped: Set<String> = []
        for case .dropIndex(let index) in edits { dropped.insert(index.name) }
        let indexes = old.indexes.filter { !dropped.contains($0.name) }
        let expressions =
            old.checks.map(\.expression) + old.columns.compactMap(\.generated?.expression)
            + indexes.compactMap(\.predicate)
            + indexes.flatMap(\.parts).map { part in
                switch part.key {
                case .column(let column): SQLiteWords.name(column)
                case .expression(let expression): expression
                }
            }
        return !keys.contains { SQLiteWords.folded($0) == name }
            && !expressions.contains { SQLiteTables.names(in: $0).contains(name) }
            && !tables.isMentioned(column: column.name, of: change.from.name)
    }
}

extension Column {
    /// Whether nothing of it differs that SQLite knows.
    fileprivate func isMade(as other: Column) -> Bool {
        var copy = self
        copy.comment = other.comment
        return copy == other
    }
}
