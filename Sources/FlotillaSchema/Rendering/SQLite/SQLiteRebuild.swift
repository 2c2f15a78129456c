/// A new table in the place of an old one, for all changes of a table at once.
///
/// After the twelve steps of SQLite's manual (https://www.sqlite.org/lang_altertable.html#otheralter), for a
/// transaction that is open already, in which `PRAGMA foreign_keys` (steps 1 and 12) does nothing. Flotilla's sessions do
/// not enforce foreign keys; for those who run the statements where they are enforced, nothing may be lost either:
/// - `DROP TABLE` then deletes every row first, and rows of other tables go with those or forget them. A trigger of this
///   connection alone keeps the action off each of them.
/// - Rows that refer to the table count as violations from then on, and are not looked at again when the new table gets the
///   name. `defer_foreign_keys` puts the count off and forgets it when it is switched off (`src/pragma.c`), by which time
///   the rows they refer to are back.
struct SQLiteRebuild {
    private let change: TableChange
    private let edits: [TableEdit]
    private let tables: SQLiteTables
    /// Renamed already, by their old names.
    private let renamed: [String: String]
    /// To be renamed on the way, by their old names.
    private let carried: [String: String]
    private let passing: String
    private let purpose: String

    init(
        _ change: TableChange, _ edits: [TableEdit], _ tables: SQLiteTables, renamed: [String: String],
        carried: [String: String]
    ) {
        self.change = change
        self.edits = edits
        self.tables = tables
        self.renamed = renamed
        self.carried = carried
        passing = tables.passingName(for: change.to.name)
        let words = edits.compactMap(\.rebuildWords)
        purpose = "rebuild table \(change.to.name.text): " + words.joined(separator: ", ")
    }

    private var old: String { SQLiteWords.name(change.to.name.name) }
    private var new: String { SQLiteWords.name(passing) }

    var statements: [RenderedStatement] {
        let hasForeignKey = tables.hasForeignKey(change.to.name)
        var sql: [RenderedStatement] = []
        sql += [guarding, guardingParts]
        if hasForeignKey { sql.append(statement("PRAGMA defer_foreign_keys = ON")) }
        // Step 4.
        sql.append(statement(SQLiteDefinitions.create(change.to, as: passing), remarks: remarks))
        // Step 5.
        if let copy { sql.append(statement(copy)) }
        sql += numbering + keeping
        // Step 6. The indexes and triggers of the table go with it.
        sql.append(statement("DROP TABLE \(old)", losesData: losesData))
        sql += keepers.map { statement("DROP TRIGGER temp.\(SQLiteWords.name($0.trigger))") }
        // Step 7. Views and triggers that name the table must not be looked at while it is missing.
        sql.append(statement("PRAGMA legacy_alter_table = ON"))
        sql.append(statement("ALTER TABLE \(new) RENAME TO \(old)"))
        sql.append(statement("PRAGMA legacy_alter_table = OFF"))
        // Step 8. What is new of these comes later, with what is new elsewhere.
        sql += keptIndexes.map { statement(SQLiteDefinitions.create($0, on: change.to.name.name)) }
        sql += keptTriggers.map { statement($0.definition) }
        if hasForeignKey { sql.append(statement("PRAGMA defer_foreign_keys = OFF")) }
        return sql
    }

    private func statement(_ sql: String, losesData: Bool = false, remarks: [String] = []) -> RenderedStatement {
        RenderedStatement(purpose, sql, losesData: losesData, remarks: remarks)
    }

    /// A target may have a column of its own, whose values would go with the old table. SQLite does not compile this where
    /// `*` are more columns, or others, than those that are expected. What it says then is about the statement, of which
    /// the beginning is shown: that has to say what it means.
    private var guarding: RenderedStatement {
        let known = change.from.columns.map { SQLiteWords.name(renamed[$0.name] ?? $0.name) }
        let words = SQLiteWords.literal("other columns of \(change.to.name.text) would be lost")
        return statement(
            "SELECT \(([words] + known).joined(separator: ", "))\nFROM \(old)\nWHERE 0\n"
                + "UNION ALL\nSELECT '', *\nFROM \(old)\nWHERE 0",
            remarks: ["fails where \(change.to.name.text) has other columns than these: their values would be lost"])
    }

    /// It may have an index or a trigger of its own, too. No statement fails with words of its own, but a text that is no JSON
    /// does; each row makes it from a column, so that SQLite does not make it beforehand.
    private var guardingParts: RenderedStatement {
        let known = (change.from.indexes.map(\.name) + change.from.triggers.map(\.name)).sorted()
        let table = SQLiteWords.literal(change.to.name.name)
        let words = SQLiteWords.literal("other indexes or triggers of \(change.to.name.text) would be lost: ")
        let others =
            known.isEmpty ? "" : "\n  AND name NOT IN (\(known.map(SQLiteWords.literal).joined(separator: ", ")))"
        return statement(
            "SELECT json(\(words) || name)\nFROM sqlite_schema\nWHERE type IN ('index', 'trigger') "
                + "AND tbl_name = \(table) COLLATE NOCASE AND sql IS NOT NULL" + others,
            remarks: ["fails where \(change.to.name.text) has an index or trigger that is not known here"])
    }

    // MARK: Rows

    /// Each column of the new table that gets its values from the old one, with the name there.
    private var sources: [(new: String, old: String)] {
        let present = Dictionary(
            change.from.columns.map { (carried[$0.name] ?? renamed[$0.name] ?? $0.name, $0) },
            uniquingKeysWith: { first, second in carried[second.name] == nil ? first : second })
        return change.to.columns.compactMap { column in
            guard column.generated == nil, let source = present[column.name], !isReplaced(column) else { return nil }
            return (column.name, renamed[source.name] ?? source.name)
        }
    }

    /// Another column had the name.
    private func isReplaced(_ column: Column) -> Bool {
        edits.contains { if case .addColumn(let added) = $0 { added.name == column.name } else { false } }
    }

    private var copy: String? {
        let sources = sources
        guard !sources.isEmpty else { return rowsAlone }
        return "\(insert) INTO \(new) (\(SQLiteWords.names(sources.map(\.new))))\n"
            + "SELECT \(SQLiteWords.names(sources.map(\.old)))\nFROM \(old)"
    }

    /// A constraint of the new table may say that rows which violate it are left out or pushed out by others
    /// (https://www.sqlite.org/lang_conflict.html). That is for rows to come: those that are there are copied all or not at
    /// all, and what the statement says outranks what the constraint says.
    private var insert: String {
        let clauses = change.to.columns.flatMap(\.others) + change.to.options.map(\.value)
        return clauses.contains { $0.contains("ON CONFLICT") } ? "INSERT OR ABORT" : "INSERT"
    }

    /// Without a column in common, as many rows as there were.
    private var rowsAlone: String? {
        let hasRowID = ![change.from, change.to].contains { table in
            table.options.contains { $0.name == SQLiteOption.withoutRowID }
        }
        return hasRowID ? "\(insert) INTO \(new) (rowid)\nSELECT rowid\nFROM \(old)" : nil
    }

    /// The highest number that was ever given, which `AUTOINCREMENT` does not give again.
    private var numbering: [RenderedStatement] {
        let isNumbered = [change.from, change.to].allSatisfy { $0.columns.contains { $0.identity == .autoIncrement } }
        guard isNumbered else { return [] }
        let name = SQLiteWords.literal(passing)
        return [
            statement("DELETE FROM sqlite_sequence WHERE name = \(name)"),
            statement(
                "INSERT INTO sqlite_sequence (name, seq)\nSELECT \(name), seq\nFROM sqlite_sequence\n"
                    + "WHERE name = \(SQLiteWords.literal(change.to.name.name))"),
        ]
    }

    // MARK: What depends on it

    private var keepers: [(trigger: String, referrer: SQLiteTables.Referrer)] {
        tables.referrers(to: change.to.name).map { referrer in
            let table = referrer.table == change.to.name.name ? passing : referrer.table
            return (
                "flotilla_keep_\(table)_\(referrer.isDeleted ? "rows" : "values")",
                SQLiteTables.Referrer(table: table, isDeleted: referrer.isDeleted)
            )
        }
    }

    private var keeping: [RenderedStatement] {
        keepers.map { keeper in
            statement(
                "CREATE TEMP TRIGGER \(SQLiteWords.name(keeper.trigger)) "
                    + "BEFORE \(keeper.referrer.isDeleted ? "DELETE" : "UPDATE") "
                    + "ON main.\(SQLiteWords.name(keeper.referrer.table))\nBEGIN\n    SELECT RAISE(IGNORE);\nEND")
        }
    }

    private var keptIndexes: [Index] {
        change.to.indexes.filter { index in
            !edits.contains { if case .addIndex(let added) = $0 { added.name == index.name } else { false } }
        }
    }

    private var keptTriggers: [Trigger] {
        change.to.triggers.filter { trigger in
            !edits.contains { if case .addTrigger(let added) = $0 { added.name == trigger.name } else { false } }
        }
    }

    // MARK: Words

    private var losesData: Bool { edits.contains { $0.losesData(on: .sqlite) } }

    private var remarks: [String] {
        var remarks = ["copies every row of \(change.to.name.text)"]
        for edit in edits {
            switch edit {
            case .addColumn(let column): remarks += SQLiteTablePlan.remarks(onAdding: column, to: change.to.name)
            case .alterColumn(let old, let new):
                if old.isNullable && !new.isNullable { remarks.append("fails where \(new.name) is NULL") }
                if old.type != new.type { remarks.append(conversion(to: new)) }
            case .addUnique(let unique):
                remarks.append("fails where rows are equal in \(unique.columns.joined(separator: ", "))")
            case .addPrimaryKey(let key):
                remarks.append("fails where rows are equal in \(key.columns.joined(separator: ", "))")
            case .addCheck(let check): remarks.append("fails where this does not hold: \(check.expression)")
            case .addForeignKey(let key):
                remarks.append("does not look whether \(key.columns.joined(separator: ", ")) leads somewhere")
            default: break
            }
        }
        return remarks
    }
}

extension SQLiteRebuild {
    private func conversion(to column: Column) -> String {
        change.to.options.contains { $0.name == SQLiteOption.strict }
            ? "fails where \(column.name) is no \(SQLiteTypes.spelling(column.type))"
            : "values of \(column.name) become what \(SQLiteTypes.spelling(column.type)) makes of them"
    }
}

extension TableEdit {
    /// Why a table is made anew, for edits that may need it.
    fileprivate var rebuildWords: String? {
        switch self {
        case .addColumn(let column): "add column \(column.name)"
        case .dropColumn(let column): "drop column \(column.name)"
        case .alterColumn(_, let new): "change column \(new.name)"
        case .addPrimaryKey(let key): "add primary key (\(key.columns.joined(separator: ", ")))"
        case .dropPrimaryKey: "drop primary key"
        case .addUnique(let unique): "add unique \(unique.name ?? "(\(unique.columns.joined(separator: ", ")))")"
        case .dropUnique(let unique): "drop unique \(unique.name ?? "(\(unique.columns.joined(separator: ", ")))")"
        case .addForeignKey(let key): "add foreign key \(key.name ?? "(\(key.columns.joined(separator: ", ")))")"
        case .dropForeignKey(let key): "drop foreign key \(key.name ?? "(\(key.columns.joined(separator: ", ")))")"
        case .addCheck(let check): "add check \(check.name ?? "(\(check.expression))")"
        case .dropCheck(let check): "drop check \(check.name ?? "(\(check.expression))")"
        case .setOption(let old, let new): "change option \((new ?? old)?.name ?? "")"
        case .renameColumn, .addIndex, .dropIndex, .addTrigger, .dropTrigger, .setComment, .addOther, .dropOther: nil
        }
    }
}
