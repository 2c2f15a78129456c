/// Tables that come and go.
extension PostgreSQLPlan {
    /// Those that refer to others first; where they refer to each other, the foreign keys first.
    mutating func dropTables() {
        let tables = from.tables.filter { scope.dropped.contains($0.name) }
        let order = PostgreSQLNode.inOrder(tables.map { node(ofDropped: $0, among: tables) }).compactMap(\.table)
        detachPartitions(tables)
        var made: Set<ObjectName> = []
        for table in order {
            made.insert(table.name)
            let early = table.foreignKeys.filter { scope.dropped.contains($0.table) && !made.contains($0.table) }
            for key in early { add(.detach, "drop table \(table.name.text)", [dropping(key.name, of: table.name)]) }
        }
        for table in order.reversed() {
            let sql = "DROP TABLE \(PostgreSQLNames.quoted(table.name))"
            add(.drop, [RenderedStatement("drop table \(table.name.text)", sql, losesData: true)])
        }
    }

    /// A foreign key to a partitioned table is one to each of its partitions.
    private func node(ofDropped table: Table, among tables: [Table]) -> PostgreSQLNode {
        var node = PostgreSQLNode.creation(of: table)
        let referenced = Set(table.foreignKeys.map(\.table))
        let partitions = tables.filter { other in
            other.partition != nil && from.ancestors(of: other).contains { referenced.contains($0.name) }
        }
        node.likes.formUnion(partitions.map { .relation($0.name.name) })
        node.forgetItself()
        return node
    }

    /// Those that go while a foreign key to their table stays: the server drops none that is referred to.
    private mutating func detachPartitions(_ tables: [Table]) {
        for table in tables {
            guard let parent = table.partition?.parent else { continue }
            let ancestors = from.ancestors(of: table).map(\.name)
            let isReferred = from.tables.contains { other in
                !scope.dropped.contains(other.name) && other.foreignKeys.contains { ancestors.contains($0.table) }
            }
            guard isReferred, !ancestors.contains(where: scope.dropped.contains) else { continue }
            let name = PostgreSQLNames.quoted(table.name)
            add(
                .drop, "drop table \(table.name.text)",
                ["ALTER TABLE \(parent) DETACH PARTITION \(name)"])
        }
    }

    /// Carries the nodes over in their order. A foreign key stands in `CREATE TABLE` if what it refers to is there.
    mutating func build() {
        let late = scope.lateKeys
        let order = PostgreSQLNode.inOrder(nodes)
        var pending = Set(order.compactMap(\.relation))
        for node in order {
            guard let table = node.table else {
                add(.build, node.statements)
                node.relation.map { _ = pending.remove($0) }
                continue
            }
            pending.remove(table.name)
            let inlined = table.foreignKeys.filter { key in
                key.isValid && !pending.contains(key.table)
                    && !late.contains(.init(table: key.table, columns: Set(key.referenced)))
            }
            add(.build, PostgreSQLTables.creation(table, inlined: inlined))
            for key in table.foreignKeys where !inlined.contains(key) { add(key, to: table, late) }
            attach(table)
        }
    }

    /// Triggers and texts of a table that was just made.
    private mutating func attach(_ table: Table) {
        let purpose = "create table \(table.name.text)"
        for object in table.others.sorted(by: { $0.rank < $1.rank }) { add(.attach, purpose, [object.definition]) }
        for trigger in table.triggers { add(.attach, purpose, trigger.statements(on: table.name)) }
    }

    /// By a statement of its own; validated by another if the table has been there for longer.
    mutating func add(_ key: ForeignKey, to table: Table, _ late: Set<PostgreSQLConsequences.Key>) {
        let isNew = scope.created.contains(table.name)
        let waits =
            late.contains(.init(table: key.table, columns: Set(key.referenced)))
            || scope.goesLate(key, of: table.name)
        var named = key
        named.name = key.name ?? PostgreSQLNames.chosen(table.name.name, key.columns, "fkey")
        let purpose = "add foreign key \(named.name ?? "") to \(table.name.text)"
        let isPlain = (isNew || table.isPartitioned) && key.isValid
        let name = PostgreSQLNames.quoted(table.name)
        let add = RenderedStatement(
            purpose,
            "ALTER TABLE \(name) ADD \(PostgreSQLClauses.foreignKey(named))\(isPlain ? "" : " NOT VALID")",
            remarks: isPlain && !isNew ? [Self.readsUnderLock] : [])
        self.add(waits ? .relink : .link, [add])
        guard !isPlain, key.isValid else { return }
        self.add(waits ? .recheck : .alone, [validation(of: named.name, in: table.name, purpose)])
    }

    func validation(of constraint: String?, in table: ObjectName, _ purpose: String) -> RenderedStatement {
        RenderedStatement(
            purpose,
            "ALTER TABLE \(PostgreSQLNames.quoted(table)) VALIDATE CONSTRAINT \(PostgreSQLNames.quoted(constraint ?? ""))",
            runsAlone: true, remarks: ["fails where a row breaks it"])
    }

    func dropping(_ constraint: String?, of table: ObjectName) -> String {
        "ALTER TABLE \(PostgreSQLNames.quoted(table)) DROP CONSTRAINT \(PostgreSQLNames.quoted(constraint ?? ""))"
    }

    static let readsUnderLock = "reads the whole table while nobody can write it: a partitioned table has no other way"

    /// What hangs on tables that stay, and has to let go of something for a while.
    mutating func retie() {
        let late = scope.lateKeys
        for (table, key) in scope.loosened {
            add(
                scope.goesLate(key, of: table.name) ? .loosen : .detach,
                "add foreign key \(key.name ?? "") to \(table.name.text)", [dropping(key.name, of: table.name)])
            add(key, to: table, late)
            add(.relink, "comment on \(key.name ?? "")", table.comments(on: "CONSTRAINT", key.name))
        }
        for table in to.tables where !scope.created.contains(table.name) {
            let edits = scope.altered[table.name]?.edits ?? []
            let purpose = "alter table \(table.name.text)"
            for trigger in table.triggers
            where !edits.contains(.addTrigger(trigger)) && scope.disturbs(trigger.definition, of: table.name) {
                add(.detach, purpose, [trigger.removal(on: table.name)])
                add(.attach, purpose, trigger.statements(on: table.name))
            }
            for object in table.others where ["POLICY", "RULE"].contains(object.kind) {
                guard !edits.contains(.addOther(object)), scope.disturbs(object.definition, of: table.name),
                    let removal = object.removal
                else { continue }
                add(.detach, purpose, [removal])
                add(.attach, purpose, [object.definition] + table.comments(on: object.kind, object.name))
            }
        }
        let back = Set(to.views.map(\.name)).intersection(scope.fallen)
        for object in to.others where from.others.contains(object) && object.isOn(back) {
            add(.attach, "alter \(object.kind.lowercased()) \(object.name)", [object.definition])
        }
    }
}

extension PostgreSQLNode {
    /// The table that it makes or changes, or the view.
    fileprivate var relation: ObjectName? { table?.name ?? altered }
}
