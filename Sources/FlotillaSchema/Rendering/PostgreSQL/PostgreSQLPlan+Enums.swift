/// Enums that get values which are used at once. And types that change in a way which the server has no statement for, as
/// enums that lose values do: a new type of the same name takes over the columns of the old one.
extension PostgreSQLPlan {
    /// A new value can be used only after it was committed (error 55P04). Where another statement speaks of one, those of its
    /// type come outside of the transaction, each so that it may be said twice: a revision that fails afterwards leaves them.
    func committingUsedValues(_ statements: [RenderedStatement]) -> [RenderedStatement] {
        var early: [String: String] = [:]
        for case .alterEnum(let old, let new) in changes {
            guard let additions = PostgreSQLEnum.additions(from: old, to: new),
                let again = PostgreSQLEnum.additions(from: old, to: new, isRepeatable: true)
            else { continue }
            let values = new.values.filter { !old.values.contains($0) }.map(PostgreSQLNames.literal)
            let isUsed = statements.contains { statement in
                !additions.contains(statement.sql) && values.contains { statement.sql.contains($0) }
            }
            if isUsed { early.merge(zip(additions, again)) { first, _ in first } }
        }
        return statements.map { statement in
            guard let sql = early[statement.sql] else { return statement }
            return RenderedStatement(statement.purpose, sql, runsAlone: true, remarks: statement.remarks)
        }
    }

    /// Tables that use one and do not change otherwise.
    mutating func adoptEnums() {
        let tables = Set(scope.remade.flatMap { scope.columns(using: $0).map(\.0) })
        for table in to.tables where tables.contains(table.name) && scope.altered[table.name] == nil {
            var node = PostgreSQLNode.table(Table(name: table.name))
            node.statements = adoption(in: table, [])
            node.altered = table.name
            nodes.append(node)
        }
    }

    /// Checks and indexes that compare such a column with a value of the old type go before and come back after. Those that
    /// the edits drop are gone by now, those that they add are not there yet.
    func adoption(in table: Table, _ edits: [TableEdit]) -> [RenderedStatement] {
        var before: [RenderedStatement] = []
        var change: [RenderedStatement] = []
        var after: [RenderedStatement] = []
        let name = PostgreSQLNames.quoted(table.name)
        for type in scope.remade.sorted() {
            let purpose = "alter type \(type.text)"
            let columns = scope.columns(using: type).filter { $0.0 == table.name }.map(\.1)
            let names = Set(columns.map(\.name))
            let checks = table.checks.filter { check in
                names.contains { check.mentions($0) } && !edits.contains(.addCheck(check))
            }
            for check in checks {
                before.append(RenderedStatement(purpose, dropping(check.name, of: table.name)))
                let clause = PostgreSQLClauses.check(check) + (check.isValid ? "" : " NOT VALID")
                let comments = table.comments(on: "CONSTRAINT", check.name)
                after += (["ALTER TABLE \(name) ADD \(clause)"] + comments).map { RenderedStatement(purpose, $0) }
            }
            let indexes = table.indexes.filter { index in
                index.compares(names) && !edits.contains(.addIndex(index))
            }
            for index in indexes {
                before.append(RenderedStatement(purpose, "DROP INDEX \(index.path(beside: table.name))"))
                after += PostgreSQLTables.creation(index, on: table.name).map { RenderedStatement(purpose, $0) }
            }
            let remarks = [PostgreSQLColumnChange.rewrites, "fails where a value is none of the new type's"]
            // The cast fails where a value is none of an enum, and cuts or rounds for other types.
            let losesData = !to.enums.contains { $0.name == type }
            let cast = rowCast(to: type)
            let conversions = columns.map { column in
                let adoption = PostgreSQLEnum.adoption(
                    of: column, in: table.name, hadDefault: scope.before(column, of: table.name)?.default != nil, cast)
                return RenderedStatement(purpose, adoption, losesData: losesData, remarks: remarks)
            }
            let hasArray = columns.contains { if case .array = $0.type { true } else { false } }
            let helper = hasArray ? cast : nil
            change += helper.map { [RenderedStatement(purpose, $0.creation)] } ?? []
            change += conversions
            change += helper.map { [RenderedStatement(purpose, $0.removal)] } ?? []
        }
        return before + change + after
    }

    private func rowCast(to type: ObjectName) -> PostgreSQLRowCast? {
        for case .alterOther(let old, let new) in changes where new.ownType == type {
            return PostgreSQLRowCast(from: old, to: new, of: type, aside: scope.aside(type))
        }
        return nil
    }
}
