/// Tables that exist and change.
extension PostgreSQLPlan {
    mutating func alter(_ change: TableChange) {
        var statements: [RenderedStatement] = []
        for edit in change.edits { statements += removal(edit, change) }
        for edit in change.edits { statements += computedRemoval(edit, change.to.name) }
        statements += adoption(in: change.to, change.edits)
        for edit in change.edits { statements += columnEdit(edit, change) }
        for edit in change.edits { statements += addition(edit, change) }
        alterIndexes(change)
        for edit in change.edits { attach(edit, change.to) }
        var new = Table(name: change.to.name)
        new.columns = change.edits.compactMap {
            switch $0 {
            case .addColumn(let column), .alterColumn(_, let column): column
            default: nil
            }
        }
        new.checks = change.edits.compactMap { if case .addCheck(let check) = $0 { check } else { nil } }
        new.options = change.edits.compactMap { if case .setOption(_, let option) = $0 { option } else { nil } }
        var node = PostgreSQLNode.table(new)
        node.statements = statements
        node.altered = new.name
        nodes.append(node)
    }

    /// Columns that go from under indexes and constraints, or whose type does.
    private func disturbed(_ change: TableChange) -> Set<String> { scope.disturbed[change.to.name] ?? [] }

    private mutating func removal(_ edit: TableEdit, _ change: TableChange) -> [RenderedStatement] {
        let table = change.to.name
        switch edit {
        case .dropForeignKey(let key):
            guard !isOnlyValidated(edit, change) else { return [] }
            add(
                scope.goesLate(key, of: table) ? .loosen : .detach,
                "drop foreign key \(key.name ?? "") of \(table.text)", [dropping(key.name, of: table)])
        case .dropTrigger(let trigger):
            add(.detach, "drop trigger \(trigger.name) of \(table.text)", [trigger.removal(on: table)])
        case .dropOther(let object):
            if let removal = object.removal {
                let purpose = "drop \(object.kind.lowercased()) \(object.name) of \(table.text)"
                add(.detach, [RenderedStatement(purpose, removal, losesData: object.holdsRows)])
            }
        case .dropCheck(let check) where !isOnlyValidated(edit, change):
            return [
                RenderedStatement("drop check \(check.name ?? "") of \(table.text)", dropping(check.name, of: table))
            ]
        case .dropUnique(let key):
            let drop = RenderedStatement(
                "drop unique \(key.name ?? "") of \(table.text)", dropping(key.name, of: table))
            return release(drop, waits: scope.isReplaced(key.columns + key.included, of: table))
        case .dropPrimaryKey(let key):
            let name = key.name ?? PostgreSQLNames.chosen(table.name, [], "pkey")
            let drop = RenderedStatement("drop primary key of \(table.text)", dropping(name, of: table))
            return release(drop, waits: scope.isReplaced(key.columns + key.included, of: table))
        case .dropIndex(let index) where change.to.isPartitioned || index.uses(disturbed(change)):
            let sql = "DROP INDEX \(index.path(beside: table))"
            let drop = RenderedStatement("drop index \(index.name) of \(table.text)", sql)
            guard index.uses(scope.inherited[table] ?? []) else { return [drop] }
            // The table that gives the column may be changed before this one.
            add(.detach, [drop])
        default: break
        }
        return []
    }

    /// - Parameter waits: for the index of what comes in its place.
    private mutating func release(_ drop: RenderedStatement, waits: Bool) -> [RenderedStatement] {
        guard waits else { return [drop] }
        add(.release, [drop])
        return []
    }

    /// A computed column goes before the columns change from which it is computed.
    private func computedRemoval(_ edit: TableEdit, _ table: ObjectName) -> [RenderedStatement] {
        switch edit {
        case .dropColumn(let column) where column.generated != nil:
            return [dropping(column, of: table, "drop column \(table.text).\(column.name)")]
        case .alterColumn(let old, let new)
        where old.generated != nil && PostgreSQLColumnChange.remakes(from: old, to: new):
            return [dropping(old, of: table, "alter column \(table.text).\(new.name)")]
        default: return []
        }
    }

    private func columnChange(of table: ObjectName, from: Column, to: Column) -> PostgreSQLColumnChange {
        PostgreSQLColumnChange(table: table, from: from, to: to, enums: Set(self.to.enums.map(\.name)))
    }

    private mutating func columnEdit(_ edit: TableEdit, _ change: TableChange) -> [RenderedStatement] {
        let table = change.to.name
        switch edit {
        case .dropColumn(let column) where column.generated != nil: return []
        case .dropColumn(let column): return [dropping(column, of: table, "drop column \(table.text).\(column.name)")]
        case .addColumn(let column): return adding(column, to: table, "add column \(table.text).\(column.name)")
        case .alterColumn(let old, let new) where PostgreSQLColumnChange.remakes(from: old, to: new):
            let purpose = "alter column \(table.text).\(new.name)"
            var drop = dropping(old, of: table, purpose)
            drop.losesData = edit.losesData(on: .postgresql)
            return (old.generated == nil ? [drop] : []) + adding(new, to: table, purpose)
                + comeback(of: new, in: change, purpose)
        case .alterColumn(let old, let new):
            let column = columnChange(of: table, from: old, to: new)
            let isOfReplacedKey = change.edits.contains { edit in
                guard case .dropPrimaryKey(let key) = edit else { return false }
                return key.columns.contains(new.name) && scope.isReplaced(key.columns + key.included, of: table)
            }
            if isOfReplacedKey { add(.release, column.nullable) }
            return column.statements + (isOfReplacedKey ? [] : column.nullable)
                + (column.notNull.map { [$0.check] } ?? [])
        default: return []
        }
    }

    private func dropping(_ column: Column, of table: ObjectName, _ purpose: String) -> RenderedStatement {
        RenderedStatement(
            purpose, "ALTER TABLE \(PostgreSQLNames.quoted(table)) DROP COLUMN \(PostgreSQLNames.quoted(column.name))",
            losesData: TableEdit.dropColumn(column).losesData(on: .postgresql))
    }

    private func adding(_ column: Column, to table: ObjectName, _ purpose: String) -> [RenderedStatement] {
        var remarks: [String] = []
        let fills = column.default != nil || column.generated != nil || column.identity != nil
        if !column.isNullable && !fills { remarks.append("fails on a table that has rows: there is no value for them") }
        if column.generated != nil || column.identity != nil { remarks.append(PostgreSQLColumnChange.rewrites) }
        let sql = "ALTER TABLE \(PostgreSQLNames.quoted(table)) ADD COLUMN \(PostgreSQLClauses.column(column))"
        return [RenderedStatement(purpose, sql, remarks: remarks)]
            + PostgreSQLColumns.afterCreation(column, in: table).map { RenderedStatement(purpose, $0) }
    }

    /// Indexes and constraints that went with a column that was made anew, and stay.
    private func comeback(of column: Column, in change: TableChange, _ purpose: String) -> [RenderedStatement] {
        let table = change.to
        let name = PostgreSQLNames.quoted(table.name)
        let columns: Set = [column.name]
        let indexes = table.indexes.filter { $0.uses(columns) && !change.edits.contains(.addIndex($0)) }
        let uniques = table.uniques.filter {
            !columns.isDisjoint(with: $0.columns + $0.included) && !change.edits.contains(.addUnique($0))
        }
        let checks = table.checks.filter { $0.mentions(column.name) && !change.edits.contains(.addCheck($0)) }
        let statements =
            uniques.map { "ALTER TABLE \(name) ADD \(PostgreSQLClauses.unique($0))" }
            + checks.map { "ALTER TABLE \(name) ADD \(PostgreSQLClauses.check($0))" }
            + indexes.flatMap { PostgreSQLTables.creation($0, on: table.name) }
        return statements.map { RenderedStatement(purpose, $0) }
    }
}

// MARK: Constraints

extension PostgreSQLPlan {
    /// The same constraint, which is only to be checked against the rows now.
    private func isOnlyValidated(_ edit: TableEdit, _ change: TableChange) -> Bool {
        switch edit {
        case .dropCheck(var check), .addCheck(var check):
            check.isValid = false
            guard change.edits.contains(.dropCheck(check)) else { return false }
            check.isValid = true
            return change.edits.contains(.addCheck(check))
        case .dropForeignKey(var key), .addForeignKey(var key):
            key.isValid = false
            guard change.edits.contains(.dropForeignKey(key)) else { return false }
            key.isValid = true
            return change.edits.contains(.addForeignKey(key))
        default: return false
        }
    }

    private mutating func addition(_ edit: TableEdit, _ change: TableChange) -> [RenderedStatement] {
        let table = change.to
        switch edit {
        case .alterColumn(let old, let new) where !PostgreSQLColumnChange.remakes(from: old, to: new):
            let column = columnChange(of: table.name, from: old, to: new)
            add(.alone, column.notNull.map { [$0.validation] } ?? [])
            add(.release, column.notNull?.later ?? [])
        case .addCheck(let check), .dropCheck(let check):
            guard case .addCheck = edit else { return [] }
            let name = check.name ?? PostgreSQLNames.chosen(table.name.name, [], "check")
            let purpose = "add check \(name) to \(table.name.text)"
            if check.isValid { add(.alone, [validation(of: name, in: table.name, purpose)]) }
            guard !isOnlyValidated(edit, change) else { return [] }
            var named = check
            named.name = name
            let start = "ALTER TABLE \(PostgreSQLNames.quoted(table.name)) ADD "
            return [RenderedStatement(purpose, start + PostgreSQLClauses.check(named) + " NOT VALID")]
        case .addForeignKey(let key):
            if isOnlyValidated(edit, change) {
                let purpose = "add foreign key \(key.name ?? "") to \(table.name.text)"
                add(.alone, [validation(of: key.name, in: table.name, purpose)])
            } else {
                add(key, to: table, scope.lateKeys)
            }
        case .addPrimaryKey(let key):
            let name = key.name ?? PostgreSQLNames.chosen(table.name.name, [], "pkey")
            return addKey(
                PostgreSQLKey(
                    name: name, word: "PRIMARY KEY", columns: key.columns, included: key.included,
                    deferral: key.deferral),
                clause: PostgreSQLClauses.primaryKey(key), to: table)
        case .addUnique(let key):
            let name = key.name ?? PostgreSQLNames.chosen(table.name.name, key.columns, "key")
            return addKey(
                PostgreSQLKey(
                    name: name, word: "UNIQUE", columns: key.columns, included: key.included, deferral: key.deferral,
                    equatesNulls: key.equatesNulls),
                clause: PostgreSQLClauses.unique(key), to: table)
        default: break
        }
        return []
    }

    /// The index behind it is built on the side first.
    private mutating func addKey(_ key: PostgreSQLKey, clause: String, to table: Table) -> [RenderedStatement] {
        let purpose = "add \(key.word.lowercased()) \(key.name) to \(table.name.text)"
        let start = "ALTER TABLE \(PostgreSQLNames.quoted(table.name)) ADD "
        guard !table.isPartitioned else {
            return [RenderedStatement(purpose, start + clause, remarks: [Self.readsUnderLock])]
        }
        let isTaken = scope.altered[table.name]?.from.keyAndIndexNames.contains(key.name) ?? false
        let name = isTaken ? PostgreSQLNames.chosen(key.name, [], "new") : key.name
        let index = PostgreSQLClauses.index(key.index, named: name, on: table.name, isConcurrent: true)
        add(
            .alone,
            [RenderedStatement(purpose, index, runsAlone: true, remarks: ["fails where values are not unique"])])
        add(.finish, purpose, [start + key.clause(usingIndex: name)])
        return []
    }
}

/// A primary key or unique constraint on its way by an index.
struct PostgreSQLKey {
    var name: String
    var word: String
    var columns: [String]
    var included: [String]
    var deferral: Deferral
    var equatesNulls = false

    var index: Index {
        Index(
            name: name, parts: columns.map { Index.Part(.column($0)) }, isUnique: true, included: included,
            equatesNulls: equatesNulls)
    }

    /// The index gets the name of the key.
    func clause(usingIndex index: String) -> String {
        PostgreSQLClauses.named(name) + "\(word) USING INDEX \(PostgreSQLNames.quoted(index))"
            + PostgreSQLClauses.deferral(deferral)
    }
}

extension Table {
    /// Of what has an index, and so a name that no other index of the schema can have.
    var keyAndIndexNames: Set<String> {
        keyNames.union(indexes.map(\.name))
    }

    var keyNames: Set<String> { Set([primaryKey?.name].compactMap { $0 } + uniques.compactMap(\.name)) }
}
