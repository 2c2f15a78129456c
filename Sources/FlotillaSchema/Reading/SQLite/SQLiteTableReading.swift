/// From the text of a table to the table: names as they were declared, expressions in canonical text.
struct SQLiteTableReading {
    private let text: SQLiteTableText
    private let scope: SQLiteScope

    init(_ text: SQLiteTableText) {
        self.text = text
        var scope = SQLiteScope(text.columns.map(\.name), hasEveryName: true)
        scope.add([text.name, "rowid", "oid", "_rowid_"])
        self.scope = scope
    }

    /// Foreign keys still name tables and columns as they were typed there.
    var table: Table {
        var table = Table(name: ObjectName(text.name), columns: text.columns.map(column))
        table.primaryKey = text.primaryKey.map { PrimaryKey(name: $0.name, columns: columns($0)) }
        for unique in text.uniques {
            let constraint = UniqueConstraint(name: unique.name, columns: columns(unique))
            // What an unnamed one says twice, SQLite holds to once.
            if constraint.name == nil, table.uniques.contains(constraint) { continue }
            table.uniques.append(constraint)
        }
        table.foreignKeys = text.foreignKeys.map { key in
            var key = key
            key.columns = key.columns.map { scope[$0] ?? $0 }
            return key
        }
        table.checks = text.checks.map {
            CheckConstraint(name: $0.name, expression: SQLiteText.expression($0.expression, scope))
        }
        if text.isStrict { table.options.append(TableOption(SQLiteOption.strict)) }
        if !text.hasRowID { table.options.append(TableOption(SQLiteOption.withoutRowID)) }
        table.options += keyOptions
        return table
    }

    // MARK: Columns

    private func column(_ column: SQLiteTableText.Column) -> Column {
        var result = Column(
            column.name, SQLiteTypes.type(SQLiteTypes.spelling(column.type)),
            isNullable: column.isNullable && !isNeverNull(column.name), collation: collation(column.collation))
        if let value = column.default {
            let expression = SQLiteText.expression(value, scope)
            result.default = expression == "NULL" ? nil : expression
        }
        if let expression = column.generated {
            result.generated = Generated(SQLiteText.expression(expression, scope), isStored: column.isStored)
        }
        if text.primaryKey?.isAutoIncrement == true, isKey(column.name) { result.identity = .autoIncrement }
        if !column.isNullable, let conflict = column.nullConflict {
            result.others.append("NOT NULL ON CONFLICT \(conflict)")
        }
        return result
    }

    private func collation(_ name: String?) -> String? {
        let spelling = name.map(SQLiteCollation.spelling)
        return spelling == "BINARY" ? nil : spelling
    }

    private func isKey(_ name: String) -> Bool {
        text.primaryKey?.parts.contains { $0.column.map { SQLiteWords.areEqual($0, name) } ?? false } ?? false
    }

    /// For historical reasons a primary key allows NULL, but for these
    /// (https://www.sqlite.org/lang_createtable.html#primkeyconst).
    private func isNeverNull(_ name: String) -> Bool {
        isKey(name) && (!text.hasRowID || text.isStrict || isRowIDAlias)
    }

    /// The column is the table's own number of the row: `INTEGER PRIMARY KEY`, spelled exactly so.
    private var isRowIDAlias: Bool {
        guard text.hasRowID, let key = text.primaryKey, key.parts.count == 1, let name = key.parts[0].column,
            let column = text.columns.first(where: { SQLiteWords.areEqual($0.name, name) }),
            column.type.count == 1, column.type.first.map({ SQLiteWords.areEqual($0.name ?? "", "integer") }) == true
        else { return false }
        return !(key.isInline && key.parts[0].isDescending)
    }

    // MARK: Keys

    private func columns(_ key: SQLiteTableText.Key) -> [String] {
        key.parts.map { part in part.column.map { scope[$0] ?? $0 } ?? SQLiteText.expression(part.key, scope) }
    }

    /// What a key says beyond its columns.
    private var keyOptions: [TableOption] {
        var options: [TableOption] = []
        if let key = text.primaryKey, let value = details(key, isRowID: isRowIDAlias) {
            options.append(TableOption(SQLiteOption.primaryKey, value))
        }
        for key in text.uniques {
            guard let value = details(key) else { continue }
            let option = TableOption(SQLiteOption.unique(columns(key)), value)
            if !options.contains(option) { options.append(option) }
        }
        return options
    }

    private func details(_ key: SQLiteTableText.Key, isRowID: Bool = false) -> String? {
        let parts = zip(columns(key), key.parts).map { column, part in
            var text = SQLiteWords.name(column)
            // Rows have their numbers in one order only.
            if isRowID { return text }
            if let collation = part.collation, !isOwn(collation, column) {
                text += " COLLATE " + SQLiteWords.name(SQLiteCollation.spelling(collation))
            }
            return text + (part.isDescending ? " DESC" : "")
        }
        let list = "(" + parts.joined(separator: ", ") + ")"
        guard let conflict = key.conflict else { return list == "(\(SQLiteWords.names(columns(key))))" ? nil : list }
        return list + " ON CONFLICT \(conflict)"
    }

    private func isOwn(_ collation: String, _ column: String) -> Bool {
        let own = text.columns.first { SQLiteWords.areEqual($0.name, column) }?.collation ?? "BINARY"
        return SQLiteWords.areEqual(own, collation)
    }
}

/// What of a table of SQLite stands in ``Table/options``.
enum SQLiteOption {
    static let strict = "STRICT"
    static let withoutRowID = "WITHOUT ROWID"
    /// The parts of the primary key with direction, collation and conflict clause, where it has such.
    static let primaryKey = "PRIMARY KEY"

    /// As ``primaryKey``, of the unique constraint on `columns`.
    static func unique(_ columns: [String]) -> String { "UNIQUE (\(SQLiteWords.names(columns)))" }
}
