import FlotillaSQL

/// What rules ask of a section as a whole.
extension Scene {
    struct NewColumn {
        var act: Act
        var table: ObjectName
        var column: ColumnDefinition
    }

    /// Of new tables and of old ones; those that a column gets a new type in are among them.
    var newColumns: [NewColumn] {
        acts.flatMap { act -> [NewColumn] in
            switch act.form {
            case .createTable(let table): table.columns.map { NewColumn(act: act, table: table.name, column: $0) }
            case .alterTable(let table, let actions):
                actions.compactMap { action in
                    switch action.kind {
                    case .addColumn(let column), .alterType(_, let column), .redefine(_, let column):
                        NewColumn(act: act, table: table, column: column)
                    default: nil
                    }
                }
            default: []
            }
        }
    }

    struct ForeignKey {
        var act: Act
        var table: ObjectName
        var columns: [String]
        var token: Int
        /// The column comes with the key, so that no older index can be on it.
        var isOnNewColumn: Bool
    }

    var foreignKeys: [ForeignKey] {
        let inline = newColumns.filter { $0.column.references != nil }.map { new in
            ForeignKey(
                act: new.act, table: new.table, columns: [new.column.name], token: new.column.range.lowerBound,
                isOnNewColumn: true)
        }
        return inline
            + acts.flatMap { act -> [ForeignKey] in
                keys(of: act).map { table, key in
                    ForeignKey(
                        act: act, table: table, columns: key.columns, token: key.range.lowerBound, isOnNewColumn: false)
                }
            }
    }

    private func keys(of act: Act) -> [(ObjectName, ConstraintDefinition)] {
        switch act.form {
        case .createTable(let table):
            table.constraints.filter { $0.kind == .foreignKey }.map { (table.name, $0) }
        case .alterTable(let table, let actions):
            actions.compactMap { action in
                guard case .addConstraint(let key) = action.kind, key.kind == .foreignKey else { return nil }
                return (table, key)
            }
        default: []
        }
    }

    struct NewName {
        var act: Act
        var name: String
        var token: Int
        var isRelation: Bool
    }

    /// Names of tables and columns that did not exist, where they were written in quotes or as MySQL keeps them.
    var newNames: [NewName] {
        acts.flatMap { act -> [NewName] in
            switch act.form {
            case .createTable(let table):
                let place = act.tokens.firstIndex { $0.canBeName && $0.name == table.name.name } ?? 0
                return [NewName(act: act, name: table.name.name, token: place, isRelation: true)]
                    + table.columns.map { named($0, act) }
            case .alterTable(_, let actions):
                return actions.compactMap { action in
                    if case .addColumn(let column) = action.kind { named(column, act) } else { nil }
                }
            default: return []
            }
        }
    }

    private func named(_ column: ColumnDefinition, _ act: Act) -> NewName {
        NewName(act: act, name: column.name, token: column.range.lowerBound, isRelation: false)
    }

    // MARK: What comes later

    private func later(than act: Act) -> some Sequence<Act> {
        acts.drop { $0.statement.range.lowerBound <= act.statement.range.lowerBound }
    }

    private func earlier(than act: Act) -> some Sequence<Act> {
        acts.prefix { $0.statement.range.lowerBound < act.statement.range.lowerBound }
    }

    /// A table made here takes the place of the dropped one: SQLite's way to change a table.
    func rebuilds(_ table: ObjectName, after act: Act) -> Bool {
        later(than: act).contains { later in
            later.renames.contains { $0.new == table && !later.isOld($0.old) }
        }
    }

    func makes(_ table: ObjectName, after act: Act) -> Bool {
        later(than: act).contains { later in
            if case .createTable(let definition) = later.form { definition.name == table } else { false }
        }
    }

    /// What an attempt may have left behind is cleared away before the name is used: nothing that is known has it.
    func isRemnant(_ table: ObjectName, before act: Act) -> Bool {
        act.has("if", "exists") && act.before[table] == nil && (makes(table, after: act) || replaces(table, after: act))
    }

    /// The table was set aside, another one made in its place, and that filled: the other way to change a table.
    func hasCopied(_ table: ObjectName, before act: Act) -> Bool {
        earlier(than: act).contains { earlier in
            earlier.renames.contains { rename in
                rename.new == table && makes(rename.old, after: earlier)
                    && later(than: earlier).contains { $0.command == "INSERT" && $0.target == rename.old }
            }
        }
    }

    /// All rows of the table are deleted before.
    func empties(_ table: ObjectName, before act: Act) -> Bool {
        earlier(than: act).contains { earlier in
            switch earlier.command {
            case "TRUNCATE": earlier.oldTable == table
            case "DELETE": earlier.target == table && !earlier.hasOutsideParentheses("where", "using", "limit")
            default: false
            }
        }
    }

    func makesView(_ name: ObjectName, after act: Act) -> Bool {
        later(than: act).contains { later in
            guard later.command == "CREATE VIEW" else { return false }
            var cursor = later.cursor
            guard cursor.seek(["view"]) else { return false }
            cursor.advance()
            return cursor.objectName() == name
        }
    }

    /// Another table gets the name, as when two are swapped.
    func replaces(_ name: ObjectName, after act: Act) -> Bool {
        act.renames.contains { $0.new == name } || later(than: act).contains { $0.renames.contains { $0.new == name } }
    }

    func keeps(_ index: KnownTable.Index, of table: ObjectName) -> Bool {
        after[table]?.indexes.contains { $0.name == index.name && $0.columns == index.columns } ?? false
    }

    /// The constraint was put in place before an older one is dropped.
    func addsConstraint(to table: ObjectName, before act: Act) -> Bool {
        acts.prefix { $0.statement.range.lowerBound <= act.statement.range.lowerBound }.contains { earlier in
            guard case .alterTable(table, let actions) = earlier.form else { return false }
            return actions.contains { if case .addConstraint = $0.kind { true } else { false } }
        }
    }

    func addsPrimaryKey(to table: ObjectName) -> Bool {
        acts.contains { act in
            guard case .alterTable(table, _) = act.form else { return false }
            return act.addsPrimaryKey
        }
    }
}
