/// What is done to one table that stays, but for foreign keys and triggers, whose turn is before and after all tables.
///
/// Stages, each a list of statements: checks go; columns get new names; the collation of the table; `AUTO_INCREMENT` goes;
/// keys go; columns come and change; keys come; `AUTO_INCREMENT` comes; keys go that something stood on until now; columns
/// go; options; checks come.
struct MySQLTableAlteration {
    let change: TableChange
    let renderer: MySQLRenderer
    /// Of the database, before and after.
    let collations: (from: String?, to: String?)

    static func all(in difference: SchemaDifference, _ renderer: MySQLRenderer) -> [MySQLTableAlteration] {
        let collations = (difference.from.defaultCollation, difference.to.defaultCollation)
        let changes = difference.changes.compactMap { if case .alterTable(let change) = $0 { change } else { nil } }
        return (changes + converted(in: difference, besides: Set(changes.map(\.to.name)))).map { change in
            MySQLTableAlteration(change: change, renderer: renderer, collations: collations)
        }
    }

    /// Tables that have no collation of their own follow the database's default in what they mean, but not in what they
    /// are: they are changed with it.
    private static func converted(in difference: SchemaDifference, besides named: Set<ObjectName>) -> [TableChange] {
        guard difference.from.defaultCollation != nil,
            difference.from.defaultCollation != difference.to.defaultCollation
        else { return [] }
        var renamed: [ObjectName: ObjectName] = [:]
        for case .renameTable(let from, let to) in difference.changes { renamed[from] = to }
        let old = Dictionary(difference.from.tables.map { (renamed[$0.name] ?? $0.name, $0) }) { first, _ in first }
        return difference.to.tables.compactMap { table in
            guard !named.contains(table.name), !table.hasOption("COLLATE") else { return nil }
            return old[table.name].map { TableChange(from: $0, to: table, edits: []) }
        }
    }

    var statements: [RenderedStatement] {
        let columns = MySQLColumnEdits(self)
        let keys = MySQLKeyEdits(self, columns)
        var all = checkDrops(columns) + columns.renames + conversion(columns) + columns.releases
        all += keys.earlyDrops + columns.additions(with: keys) + columns.changes
        all += keys.leadingAdditions + keys.primaryKey + keys.otherAdditions + columns.lateChanges + keys.lateDrops
        return all + columns.drops + options + checkAdditions(columns)
    }

    /// Columns of a kept table whose type or collation becomes another one.
    var retypedColumns: Set<String> {
        var names = Set(conversions.map(\.name))
        for case .alterColumn(let from, let to) in change.edits
        where from.type != to.type || from.collation != to.collation || MySQLColumnEdits.mustBeMadeAnew(from, to) {
            names.insert(to.name)
        }
        return names
    }

    var triggers: (dropped: [Trigger], added: [Trigger]) {
        var dropped: [Trigger] = []
        var added: [Trigger] = []
        for edit in change.edits {
            if case .dropTrigger(let trigger) = edit { dropped.append(trigger) }
            if case .addTrigger(let trigger) = edit { added.append(trigger) }
        }
        return MySQLTriggerChain.edits(dropped: dropped, added: added, to: change.to)
    }

    var table: String { renderer.quoted(change.to.name) }

    func alter(
        _ purpose: String, _ action: String, losesData: Bool = false, _ remarks: [String] = []
    ) -> RenderedStatement {
        RenderedStatement(
            "\(purpose) of \(change.to.name.text)", "ALTER TABLE \(table) \(action)", losesData: losesData,
            remarks: remarks)
    }
}

extension Schema {
    /// The default collation of a database of MySQL's family, which is one of its ``others``.
    var defaultCollation: String? {
        guard let object = others.first(where: { $0.kind == "DATABASE" && $0.name == "COLLATE" }),
            let space = object.definition.lastIndex(of: " ")
        else { return nil }
        return String(object.definition[object.definition.index(after: space)...])
    }
}

// MARK: Checks

extension MySQLTableAlteration {
    private func checkDrops(_ columns: MySQLColumnEdits) -> [RenderedStatement] {
        change.edits.compactMap { edit in
            guard case .dropCheck(let check) = edit else { return nil }
            guard let name = check.column else {
                return alter("drop check \(check.name ?? "")", "DROP CONSTRAINT \(renderer.quoted(check.name ?? ""))")
            }
            // Goes with its column, where that goes.
            guard !columns.isDropped(name), let column = change.from[column: name] else { return nil }
            return alter("drop check of column \(name)", "MODIFY COLUMN \(renderer.definition(of: column))")
        }
    }

    private func checkAdditions(_ columns: MySQLColumnEdits) -> [RenderedStatement] {
        change.edits.compactMap { edit in
            guard case .addCheck(let check) = edit else { return nil }
            let remarks = ["fails where a row does not satisfy it"]
            guard let name = check.column else {
                return alter("add check \(check.name ?? "")", "ADD \(renderer.clause(check))", remarks)
            }
            // Comes with its column, where that comes.
            guard !columns.isAdded(name), let column = change.to[column: name] else { return nil }
            let definition = renderer.definition(of: column, checks: change.to.checks)
            return alter("add check of column \(name)", "MODIFY COLUMN \(definition)", remarks)
        }
    }
}

// MARK: Options

extension MySQLTableAlteration {
    private var options: [RenderedStatement] {
        change.edits.compactMap { edit in
            switch edit {
            case .setComment(_, let comment):
                alter("change the comment", "COMMENT = \(renderer.literal(comment ?? ""))")
            case .setOption(let from, let to): option(from, to, edit.losesData(on: .mysql))
            default: nil
            }
        }
    }

    private func option(_ from: TableOption?, _ to: TableOption?, _ losesData: Bool) -> RenderedStatement? {
        guard let name = (to ?? from)?.name else { return nil }
        let rewrites = ["rewrites the table and blocks writes meanwhile"]
        switch (name, to) {
        case ("COLLATE", _): return nil
        case ("PARTITION BY", let to?): return alter("change the partitions", "PARTITION BY \(to.value)", rewrites)
        case ("PARTITION BY", nil): return alter("remove the partitions", "REMOVE PARTITIONING", rewrites)
        case ("WITH SYSTEM VERSIONING", _?): return alter("add system versioning", "ADD SYSTEM VERSIONING", rewrites)
        case ("WITH SYSTEM VERSIONING", nil):
            return alter("drop system versioning", "DROP SYSTEM VERSIONING", losesData: losesData, rewrites)
        case (_, let to?): return alter("change \(name)", renderer.clause(to), rewrites)
        case (_, nil): return from.map { alter("reset \(name)", renderer.reset($0), rewrites) }
        }
    }
}

// MARK: Collation of the table

extension MySQLTableAlteration {
    private var oldCollation: String? { change.from.option("COLLATE") ?? collations.from }
    private var newCollation: String? { change.to.option("COLLATE") ?? collations.to }

    private var isConverted: Bool {
        if change.from.option("COLLATE") == nil && collations.from == nil { return change.to.hasOption("COLLATE") }
        return oldCollation != newCollation
    }

    /// Columns, under their old names, that follow the table to its new collation, or get another one on the way. Done
    /// before anything else is changed, so that no text passes through a character set that neither schema has for it.
    private var conversions: [Column] {
        guard isConverted else { return [] }
        return change.from.columns.compactMap { column in
            guard column.collation == nil, column.type.isText, let new = change.to[column: newName(of: column.name)]
            else { return nil }
            guard new.collation == nil || new.collation != oldCollation else { return nil }
            var column = column
            column.name = new.name
            column.collation = new.collation
            return column
        }
    }

    private func conversion(_ columns: MySQLColumnEdits) -> [RenderedStatement] {
        guard isConverted else { return [] }
        // Without a name, the database's own is meant.
        let collation = newCollation.map { "COLLATE = \($0)" } ?? "DEFAULT CHARACTER SET = DEFAULT"
        let actions = conversions.map { "MODIFY COLUMN \(columns.keptDefinition(of: $0))" }
        let remarks = actions.isEmpty ? [] : ["rewrites the table and blocks writes meanwhile"]
        return [alter("change the collation", ([collation] + actions).joined(separator: ", "), remarks)]
    }

    func newName(of column: String) -> String {
        for case .renameColumn(column, let new) in change.edits { return new }
        return column
    }
}

extension ColumnType {
    /// Whether values have a character set.
    fileprivate var isText: Bool {
        switch self {
        case .text, .varchar, .char, .choice: true
        case .other(let spelling):
            ["tinytext", "mediumtext", "longtext", "set("].contains { spelling.hasPrefix($0) }
        default: false
        }
    }
}
