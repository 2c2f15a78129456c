import FlotillaSQL

/// Writes changes for SQLite: with its own `ALTER TABLE` where that can do exactly what is asked, with a table made anew
/// otherwise. Everything may run in one transaction, and should.
public struct SQLiteRenderer: SchemaRenderer {
    public init() {}

    public var engine: Engine { .sqlite }

    public func spelling(of type: ColumnType) -> String { SQLiteTypes.spelling(type) }

    public func type(spelled spelling: String) -> ColumnType {
        SQLiteTypes.type(SQLiteTypes.spelling(SQLiteToken.all(of: spelling)[...]))
    }

    public func statements(for difference: SchemaDifference) -> [RenderedStatement] {
        SQLiteScript(difference).statements
    }
}

/// The statements of one difference, phase by phase: what depends on tables goes first and comes last.
struct SQLiteScript {
    private let changes: [Change]
    private let tables: SQLiteTables
    private let plans: [SQLiteTablePlan]

    init(_ difference: SchemaDifference) {
        changes = difference.changes
        let tables = SQLiteTables(difference)
        self.tables = tables
        plans = difference.changes.compactMap { change in
            guard case .alterTable(let change) = change else { return nil }
            return SQLiteTablePlan(change, tables)
        }
    }

    var statements: [RenderedStatement] {
        // As late as can be: rows that refer to a table must not go with it where foreign keys are enforced.
        let late = droppedTables.filter { !tables.isWanted($0.name) }
        return drops + plans.flatMap(\.drops) + dropsOfMovedIndexes
            + droppedTables.filter { tables.isWanted($0.name) }.map(drop)
            + renames + createdTables.flatMap(create) + plans.flatMap(\.changes)
            + late.map(drop) + plans.flatMap(\.indexes) + creations + plans.flatMap(\.triggers)
            + createdTables.flatMap { table in table.triggers.map { Self.create($0, on: table.name) } }
    }

    // MARK: Which

    /// Those that others refer to come after them.
    private var droppedTables: [Table] {
        SQLiteOrder.parentsFirst(changes.compactMap { if case .dropTable(let table) = $0 { table } else { nil } })
            .reversed()
    }

    private var createdTables: [Table] {
        SQLiteOrder.parentsFirst(changes.compactMap { if case .createTable(let table) = $0 { table } else { nil } })
    }

    // MARK: Going

    private var drops: [RenderedStatement] {
        let views = changes.compactMap { change -> View? in
            switch change {
            case .dropView(let view), .alterView(let view, _): view
            default: nil
            }
        }
        let others = changes.compactMap { change -> TextObject? in
            switch change {
            case .dropOther(let object), .alterOther(let object, _): object
            default: nil
            }
        }
        return SQLiteOrder.sourcesFirst(views).reversed().map { view in
            RenderedStatement("drop view \(view.name.text)", "DROP VIEW \(SQLiteWords.name(view.name.name))")
        } + others.compactMap(drop)
    }

    private func drop(_ object: TextObject) -> RenderedStatement? {
        guard let removal = object.removal else { return nil }
        let kind = object.kind.lowercased()
        return RenderedStatement("drop \(kind) \(object.name)", removal, losesData: object.holdsRows)
    }

    private func drop(_ table: Table) -> RenderedStatement {
        RenderedStatement(
            "drop table \(table.name.text)", "DROP TABLE \(SQLiteWords.name(table.name.name))", losesData: true)
    }

    /// Names of indexes are the schema's: one that another table wants must be free before its own table goes.
    private var dropsOfMovedIndexes: [RenderedStatement] {
        let wanted = Set(
            (createdTables.flatMap(\.indexes) + plans.flatMap(\.addedIndexes)).map { SQLiteWords.folded($0.name) })
        return droppedTables.flatMap(\.indexes).filter { wanted.contains(SQLiteWords.folded($0.name)) }
            .map(SQLiteTablePlan.drop)
    }

    private var renames: [RenderedStatement] {
        SQLiteRenames(tables.renames).steps.map { step in
            RenderedStatement(
                "rename table \(step.cause.from) to \(step.cause.to)",
                "ALTER TABLE \(SQLiteWords.name(step.from)) RENAME TO \(SQLiteWords.name(step.to))")
        }
    }

    // MARK: Coming

    private func create(_ table: Table) -> [RenderedStatement] {
        let purpose = "create table \(table.name.text)"
        return [RenderedStatement(purpose, SQLiteDefinitions.create(table))]
            + table.indexes.map { SQLiteTablePlan.create($0, on: table.name, purpose: purpose) }
    }

    private var creations: [RenderedStatement] {
        let others = changes.compactMap { change -> TextObject? in
            switch change {
            case .createOther(let object), .alterOther(_, let object): object
            default: nil
            }
        }
        let views = changes.compactMap { change -> View? in
            switch change {
            case .createView(let view), .alterView(_, let view): view
            default: nil
            }
        }
        return others.map { RenderedStatement("create \($0.kind.lowercased()) \($0.name)", $0.definition) }
            + SQLiteOrder.sourcesFirst(views).flatMap { view in
                [RenderedStatement("create view \(view.name.text)", SQLiteDefinitions.create(view))]
                    + view.triggers.map { Self.create($0, on: view.name) }
            }
    }

    static func create(_ trigger: Trigger, on table: ObjectName) -> RenderedStatement {
        RenderedStatement("create trigger \(trigger.name) on \(table.text)", trigger.definition)
    }
}
