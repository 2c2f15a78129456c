/// What becomes of the parts of a table when SQLite renames columns and tables: it rewrites whatever names them.
struct SQLiteRenaming {
    private let columns: [String: String]
    private let table: Table
    private let tables: SQLiteTables

    init(_ change: TableChange, _ tables: SQLiteTables) {
        columns = change.renamedColumns
        table = change.to
        self.tables = tables
    }

    /// For an edit that takes a part away: the one that would bring the part as it is after the renames.
    func result(of edit: TableEdit) -> TableEdit? {
        switch edit {
        case .dropPrimaryKey(var key):
            key.columns = names(key.columns)
            return .addPrimaryKey(key)
        case .dropUnique(var unique):
            unique.columns = names(unique.columns)
            return .addUnique(unique)
        case .dropForeignKey(let key): return .addForeignKey(renamed(key))
        case .dropCheck(var check):
            check.expression = expression(check.expression)
            return .addCheck(check)
        case .dropIndex(let index): return .addIndex(renamed(index))
        case .addColumn, .dropColumn, .renameColumn, .alterColumn, .addPrimaryKey, .addUnique, .addForeignKey,
            .addCheck,
            .addIndex, .addTrigger, .dropTrigger, .setComment, .setOption, .addOther, .dropOther:
            return nil
        }
    }

    private func renamed(_ key: ForeignKey) -> ForeignKey {
        var key = key
        key.columns = names(key.columns)
        key.table = tables.name(key.table)
        let parents = tables.columns(renamedIn: key.table)
        key.referenced = key.referenced.map { parents[$0] ?? $0 }
        return key
    }

    private func renamed(_ index: Index) -> Index {
        var index = index
        index.predicate = index.predicate.map(expression)
        for place in index.parts.indices {
            switch index.parts[place].key {
            case .column(let name): index.parts[place].key = .column(columns[name] ?? name)
            case .expression(let text): index.parts[place].key = .expression(expression(text))
            }
        }
        return index
    }

    private func names(_ names: [String]) -> [String] { names.map { columns[$0] ?? $0 } }

    private func expression(_ text: String) -> String {
        guard !columns.isEmpty else { return text }
        let tokens = SQLiteToken.all(of: text).map { token -> SQLiteToken in
            guard token.kind != .string, let name = token.name, let new = columns[name] else { return token }
            return SQLiteToken(kind: .name(isDoubleQuoted: true), text: new)
        }
        return SQLiteText.expression(tokens[...], SQLiteScope(table.columns.map(\.name), hasEveryName: true))
    }
}
