/// The statements of a difference, in an order in which they can be carried out.
///
/// What refers to something goes before it and comes after it: triggers, views, routines and foreign keys are dropped
/// first; then tables are dropped, renamed, created and altered; then foreign keys, routines, views and triggers are made.
struct MySQLChangeOrder {
    let difference: SchemaDifference
    let renderer: MySQLRenderer
    let keys: MySQLForeignKeyPlan
    let alterations: [MySQLTableAlteration]

    init(_ difference: SchemaDifference, _ renderer: MySQLRenderer) {
        self.difference = difference
        self.renderer = renderer
        let alterations = MySQLTableAlteration.all(in: difference, renderer)
        self.alterations = alterations
        keys = MySQLForeignKeyPlan(difference, alterations)
    }

    var statements: [RenderedStatement] {
        var all = databaseDefaults + renames + triggerDrops + viewDrops + programDrops
        all += keys.drops.flatMap { drop in statements(dropping: drop) }
        all += tableDrops + sequences + creations.tables
        all += alterations.flatMap(\.statements)
        all += creations.foreignKeys + keys.adds.map { statement(adding: $0.key, to: $0.table) } + sequenceDrops
        return all + programs + views + triggers + events
    }
}

// MARK: Database, sequences

extension MySQLChangeOrder {
    /// What a database of this family has a default for stands among the others, as a statement.
    private var databaseDefaults: [RenderedStatement] {
        difference.changes.compactMap { change in
            switch change {
            case .createOther(let object) where object.kind == "DATABASE",
                .alterOther(_, let object) where object.kind == "DATABASE":
                RenderedStatement("change the default collation of the database", object.definition)
            default: nil
            }
        }
    }

    private var sequences: [RenderedStatement] {
        difference.changes.compactMap { change in
            switch change {
            case .createSequence(let sequence):
                RenderedStatement(
                    "create sequence \(sequence.name.text)", renderer.statement(creating: sequence))
            case .alterSequence(let from, let to):
                RenderedStatement(
                    "change sequence \(to.name.text)", renderer.statement(altering: to, from: from))
            default: nil
            }
        }
    }

    /// After the tables, whose defaults may have used them.
    private var sequenceDrops: [RenderedStatement] {
        difference.changes.compactMap { change in
            guard case .dropSequence(let sequence) = change else { return nil }
            return RenderedStatement(
                "drop sequence \(sequence.name.text)", "DROP SEQUENCE \(renderer.quoted(sequence.name))",
                losesData: true)
        }
    }
}

// MARK: Tables and foreign keys

extension MySQLChangeOrder {
    private var renames: [RenderedStatement] {
        difference.changes.compactMap { change in
            guard case .renameTable(let from, let to) = change else { return nil }
            return RenderedStatement(
                "rename table \(from.text) to \(to.text)",
                "RENAME TABLE \(renderer.quoted(from)) TO \(renderer.quoted(to))")
        }
    }

    private var tableDrops: [RenderedStatement] {
        let dropped = difference.changes.compactMap { change in
            if case .dropTable(let table) = change { table } else { nil }
        }
        // Those that refer to others first; what is left of circles has lost its foreign keys already.
        return MySQLTableOrder(dropped).tables.reversed().map { table in
            RenderedStatement(
                "drop table \(table.name.text)", "DROP TABLE \(renderer.quoted(table.name))", losesData: true)
        }
    }

    private var creations: (tables: [RenderedStatement], foreignKeys: [RenderedStatement]) {
        let created = difference.changes.compactMap { change in
            if case .createTable(let table) = change { table } else { nil }
        }
        // A table that is altered first may get the key that is referred to only then.
        let altered = Set(alterations.map(\.change.to.name))
        let order = MySQLTableOrder(created, later: altered)
        let tables = order.tables.map { table in
            RenderedStatement(
                "create table \(table.name.text)",
                renderer.statement(
                    creating: table, foreignKeys: table.foreignKeys.filter { !order.isLate($0, of: table) }))
        }
        let foreignKeys = order.tables.flatMap { table in
            table.foreignKeys.filter { order.isLate($0, of: table) }.map { statement(adding: $0, to: table.name) }
        }
        return (tables, foreignKeys)
    }

    private func statement(adding key: ForeignKey, to table: ObjectName) -> RenderedStatement {
        RenderedStatement(
            "add foreign key \(key.name ?? key.columns.joined(separator: ", ")) of \(table.text)",
            "ALTER TABLE \(renderer.quoted(table)) "
                + (renderer.ownIndex(of: key) + [renderer.clause(key)]).map { "ADD " + $0 }.joined(separator: ", "),
            remarks: ["copies the table, blocks writes meanwhile, and fails where a row refers to nothing"])
    }

    private func statements(dropping drop: MySQLForeignKeyPlan.Drop) -> [RenderedStatement] {
        guard let name = drop.key.name else { return [] }
        let table = renderer.quoted(drop.table)
        let purpose = "drop foreign key \(name) of \(drop.table.text)"
        let key = RenderedStatement(purpose, "ALTER TABLE \(table) DROP FOREIGN KEY \(renderer.quoted(name))")
        guard let index = drop.indexNames.first else { return [key] }
        // A key that the engine named has an index of one of several names, by what happened to the table before.
        guard renderer.product == .mariaDB && drop.indexNames.count > 1 else {
            return [key, RenderedStatement(purpose, "DROP INDEX \(renderer.quoted(index)) ON \(table)")]
        }
        let actions = drop.indexNames.map { "DROP INDEX IF EXISTS \(renderer.quoted($0))" }
        return [key, RenderedStatement(purpose, "ALTER TABLE \(table) \(actions.joined(separator: ", "))")]
    }
}

// MARK: Triggers

extension MySQLChangeOrder {
    private var triggerDrops: [RenderedStatement] {
        alterations.flatMap { alteration in
            alteration.triggers.dropped.map { trigger in
                RenderedStatement(
                    "drop trigger \(trigger.name) of \(alteration.change.to.name.text)",
                    "DROP TRIGGER \(renderer.quoted(trigger.name))")
            }
        }
    }

    private var triggers: [RenderedStatement] {
        let created = difference.changes.compactMap { change in
            if case .createTable(let table) = change { (table.name, table.triggers) } else { nil }
        }
        let all = created + alterations.map { ($0.change.to.name, $0.triggers.added) }
        return all.flatMap { name, triggers in
            MySQLTriggerChain.inOrder(triggers).map { trigger in
                RenderedStatement("create trigger \(trigger.name) of \(name.text)", trigger.definition)
            }
        }
    }
}

// MARK: Views, routines, events

extension MySQLChangeOrder {
    private var viewDrops: [RenderedStatement] {
        let dropped = difference.changes.compactMap { if case .dropView(let view) = $0 { view } else { nil } }
        return MySQLViewOrder.sorted(dropped).reversed().map { view in
            RenderedStatement("drop view \(view.name.text)", "DROP VIEW \(renderer.quoted(view.name))")
        }
    }

    private var views: [RenderedStatement] {
        var replaced: Set<ObjectName> = []
        let made = difference.changes.compactMap { change -> View? in
            switch change {
            case .createView(let view): return view
            case .alterView(_, let view):
                replaced.insert(view.name)
                return view
            default: return nil
            }
        }
        return MySQLViewOrder.sorted(made).map { view in
            let isReplaced = replaced.contains(view.name)
            return RenderedStatement(
                "\(isReplaced ? "change" : "create") view \(view.name.text)",
                renderer.statement(creating: view, replacing: isReplaced))
        }
    }

    private var programDrops: [RenderedStatement] {
        difference.changes.compactMap { change in
            switch change {
            case .dropRoutine(let routine): drop(routine)
            case .alterRoutine(let from, _): drop(from)
            case .dropOther(let object), .alterOther(let object, _):
                object.removal.map {
                    RenderedStatement(
                        "drop \(object.kind.lowercased()) \(object.name)", $0, losesData: object.holdsRows)
                }
            default: nil
            }
        }
    }

    private func drop(_ routine: Routine) -> RenderedStatement {
        let kind = routine.kind == .procedure ? "PROCEDURE" : "FUNCTION"
        return RenderedStatement(
            "drop \(kind.lowercased()) \(routine.name.text)", "DROP \(kind) \(renderer.quoted(routine.name))")
    }

    private var programs: [RenderedStatement] {
        difference.changes.compactMap { change in
            switch change {
            case .createRoutine(let routine), .alterRoutine(_, let routine):
                RenderedStatement(
                    "create \(routine.kind.rawValue.lowercased()) \(routine.name.text)", routine.definition)
            default: nil
            }
        }
    }

    /// A package's body comes after the package, as its kind does in the alphabet.
    private var events: [RenderedStatement] {
        let made = difference.changes.compactMap { change -> TextObject? in
            switch change {
            case .createOther(let object), .alterOther(_, let object): object.kind == "DATABASE" ? nil : object
            default: nil
            }
        }
        return made.sorted { ($0.kind, $0.name) < ($1.kind, $1.name) }.map { object in
            RenderedStatement("create \(object.kind.lowercased()) \(object.name)", object.definition)
        }
    }
}
