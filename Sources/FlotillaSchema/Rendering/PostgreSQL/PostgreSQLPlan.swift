/// Carries a difference over into statements, phase by phase.
struct PostgreSQLPlan {
    let from: Schema
    let to: Schema
    let changes: [Change]
    let scope: PostgreSQLConsequences
    private(set) var phases: [PostgreSQLPhase: [RenderedStatement]] = [:]
    var nodes: [PostgreSQLNode] = []

    init(_ difference: SchemaDifference) {
        var difference = difference
        difference.changes = difference.changes.remakingComputedColumns
        from = difference.from
        to = difference.to
        changes = difference.changes
        scope = PostgreSQLConsequences(difference)
    }

    mutating func add(_ phase: PostgreSQLPhase, _ statements: [RenderedStatement]) {
        phases[phase, default: []] += statements
    }

    mutating func add(_ phase: PostgreSQLPhase, _ purpose: String, _ statements: [String]) {
        add(phase, statements.map { RenderedStatement(purpose, $0) })
    }

    mutating func statements() -> [RenderedStatement] {
        renameTables()
        renameKeys()
        dropViews()
        dropTables()
        dropRemadeRoutines()
        for change in changes {
            addFounding(change)
            addText(change)
            addRoutine(change)
            if case .createTable(let table) = change { nodes.append(.creation(of: table)) }
            if case .alterTable(let table) = change { alter(table) }
        }
        adoptEnums()
        createViews()
        restoreRoutines()
        retie()
        build()
        clear()
        return committingUsedValues(PostgreSQLPhase.allCases.flatMap { phases[$0] ?? [] })
    }
}

// MARK: What is there before everything else, and after

extension PostgreSQLPlan {
    private mutating func renameTables() {
        for case .renameTable(let old, let new) in changes {
            let purpose = "rename table \(old.text) to \(new.text)"
            if old.namespace != new.namespace {
                let place = new.namespace.map(PostgreSQLNames.quoted) ?? "CURRENT_SCHEMA"
                add(.rename, purpose, ["ALTER TABLE \(PostgreSQLNames.quoted(old)) SET SCHEMA \(place)"])
            }
            let moved = ObjectName(old.name, in: new.namespace)
            guard old.name != new.name else { continue }
            add(
                .rename, purpose,
                ["ALTER TABLE \(PostgreSQLNames.quoted(moved)) RENAME TO \(PostgreSQLNames.quoted(new.name))"])
        }
        for case .alterTable(let change) in changes {
            for case .renameColumn(let old, let new) in change.edits {
                add(
                    .rename, "rename column \(change.to.name.text).\(old) to \(new)",
                    [
                        "ALTER TABLE \(PostgreSQLNames.quoted(change.to.name)) "
                            + "RENAME COLUMN \(PostgreSQLNames.quoted(old)) TO \(PostgreSQLNames.quoted(new))"
                    ])
            }
        }
    }

    private mutating func addFounding(_ change: Change) {
        switch change {
        case .createNamespace(let namespace):
            let name = PostgreSQLNames.quoted(namespace.name)
            // Every database is born with one of this name.
            let isThere = namespace.name == "public" ? "IF NOT EXISTS " : ""
            add(
                .found, "create schema \(namespace.name)",
                ["CREATE SCHEMA \(isThere)\(name)"] + PostgreSQLComments.statement("SCHEMA \(name)", namespace.comment))
        case .alterNamespace(let old, let new):
            let target = "SCHEMA \(PostgreSQLNames.quoted(new.name))"
            add(
                .found, "alter schema \(new.name)",
                PostgreSQLComments.change(target, from: old.comment, to: new.comment))
        case .createExtension(let object):
            let place = object.namespace.map { " SCHEMA \(PostgreSQLNames.quoted($0))" } ?? ""
            add(
                .found, "create extension \(object.name)",
                ["CREATE EXTENSION IF NOT EXISTS \(PostgreSQLNames.quoted(object.name))\(place)"])
        case .createEnum(let type):
            let target = "TYPE \(PostgreSQLNames.quoted(type.name))"
            let statements = [PostgreSQLEnum.creation(type)] + PostgreSQLComments.statement(target, type.comment)
            nodes.append(
                .enumeration(type, statements.map { RenderedStatement("create enum \(type.name.text)", $0) }))
        case .alterEnum(let old, let new): alterEnum(old, new)
        case .createSequence(let sequence):
            let statements = PostgreSQLSequence.creation(sequence)
            nodes.append(
                .sequence(sequence, statements.map { RenderedStatement("create sequence \(sequence.name.text)", $0) }))
        case .alterSequence(let old, let new):
            add(.found, "alter sequence \(new.name.text)", PostgreSQLSequence.change(from: old, to: new))
        default: break
        }
    }

    private mutating func alterEnum(_ old: EnumType, _ new: EnumType) {
        let purpose = "alter enum \(new.name.text)"
        let name = PostgreSQLNames.quoted(new.name)
        if let additions = PostgreSQLEnum.additions(from: old, to: new) {
            let remark = "a new value can be used only after it was committed"
            add(.found, additions.map { RenderedStatement(purpose, $0, remarks: [remark]) })
        } else {
            let aside = PostgreSQLNames.quoted(scope.aside(new.name).name)
            add(.found, purpose, ["ALTER TYPE \(name) RENAME TO \(aside)", PostgreSQLEnum.creation(new)])
        }
        let present = scope.remade.contains(new.name) ? nil : old.comment
        add(.found, purpose, PostgreSQLComments.change("TYPE \(name)", from: present, to: new.comment))
    }

    /// Last, when nothing uses it any more; each before what it needs.
    mutating func clear() {
        var nodes: [PostgreSQLNode] = []
        for change in changes {
            switch change {
            case .dropRoutine(let routine) where !scope.goesEarly(routine):
                nodes.append(.routine(routine, [RenderedStatement("drop \(routine.purpose)", routine.removal)]))
            case .dropEnum(let type):
                let sql = "DROP TYPE \(PostgreSQLNames.quoted(type.name))"
                nodes.append(.enumeration(type, [RenderedStatement("drop enum \(type.name.text)", sql)]))
            case .dropSequence(let sequence):
                let sql = "DROP SEQUENCE \(PostgreSQLNames.quoted(sequence.name))"
                let drop = RenderedStatement("drop sequence \(sequence.name.text)", sql, losesData: true)
                nodes.append(.sequence(sequence, [drop]))
            case .dropOther(let object): nodes += dropNode(object)
            default: break
            }
        }
        add(.clear, PostgreSQLNode.inOrder(nodes).reversed().flatMap(\.statements))
        for type in scope.remade.sorted() {
            let aside = PostgreSQLNames.quoted(scope.aside(type))
            add(.clear, "alter type \(type.text)", ["DROP TYPE \(aside)"])
        }
        for case .dropExtension(let object) in changes {
            add(.clear, "drop extension \(object.name)", ["DROP EXTENSION \(PostgreSQLNames.quoted(object.name))"])
        }
        for case .dropNamespace(let namespace) in changes {
            add(.clear, "drop schema \(namespace.name)", ["DROP SCHEMA \(PostgreSQLNames.quoted(namespace.name))"])
        }
    }
}
