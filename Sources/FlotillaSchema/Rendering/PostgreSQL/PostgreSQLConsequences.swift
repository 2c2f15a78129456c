import FlotillaSQL

/// What has to go and come back because something beneath it changes, though the difference says nothing of it.
struct PostgreSQLConsequences {
    struct RoutineKey: Hashable {
        var name: ObjectName
        var signature: String

        init(_ routine: Routine) {
            name = routine.name
            signature = routine.signature
        }
    }

    struct Key: Hashable {
        var table: ObjectName
        var columns: Set<String>
    }

    private let from: Schema
    private let to: Schema
    private(set) var renamed: [ObjectName: ObjectName] = [:]
    private(set) var created: Set<ObjectName> = []
    private(set) var dropped: Set<ObjectName> = []
    private(set) var altered: [ObjectName: TableChange] = [:]
    /// By table, columns that views, triggers and policies must let go: they change their type, or go. By old and new name.
    private(set) var disturbed: [ObjectName: Set<String>] = [:]
    /// Of those, what happens to tables from which the table has them.
    private(set) var inherited: [ObjectName: Set<String>] = [:]
    /// Types that are made anew while columns keep them: enums, domains, composite types.
    private(set) var remade: Set<ObjectName> = []
    private(set) var remadeRoutines: Set<RoutineKey> = []
    private(set) var droppedRoutines: [Routine] = []
    /// Views of ``SchemaDifference/from`` that go, whether or not they come back.
    private(set) var fallen: Set<ObjectName> = []
    /// Routines that stay, but which the server ties to a view or column that goes: their body is no text to it, or they
    /// take or return its rows.
    private(set) var tied: Set<RoutineKey> = []
    /// Routines that go before tables and views, by what the server knows of them.
    private var early: Set<RoutineKey> = []

    init(_ difference: SchemaDifference) {
        from = difference.from
        to = difference.to
        for change in difference.changes { note(change) }
        for case .alterOther(let old, let new) in difference.changes {
            if let name = remadeType(old, new) { remade.insert(name) }
        }
        for name in remade {
            for (table, column) in columns(using: name) { disturbed[table, default: []].insert(column.name) }
        }
        inheritDisturbance()
        findFallen(difference.changes)
        findEarly()
    }

    /// What becomes of a column becomes of it in every partition, and in tables that inherit it.
    private mutating func inheritDisturbance() {
        for table in to.tables where !created.contains(table.name) {
            var columns: Set<String> = []
            for ancestor in to.ancestors(of: table) { columns.formUnion(disturbed[ancestor.name] ?? []) }
            if !columns.isEmpty { inherited[table.name] = columns }
        }
        for (table, columns) in inherited { disturbed[table, default: []].formUnion(columns) }
    }

    private mutating func note(_ change: Change) {
        switch change {
        case .renameTable(let old, let new): renamed[old] = new
        case .createTable(let table): created.insert(table.name)
        case .dropTable(let table): dropped.insert(table.name)
        case .alterTable(let change):
            altered[change.to.name] = change
            disturbed[change.to.name, default: []].formUnion(Self.disturbed(by: change))
        case .alterEnum(let old, let new) where PostgreSQLEnum.additions(from: old, to: new) == nil:
            remade.insert(new.name)
        case .alterRoutine(let old, let new) where !old.canBecome(new):
            remadeRoutines.insert(RoutineKey(old))
        case .dropRoutine(let routine): droppedRoutines.append(routine)
        default: break
        }
    }

    private static func disturbed(by change: TableChange) -> Set<String> {
        var names: Set<String> = []
        for edit in change.edits {
            switch edit {
            case .dropColumn(let column): names.insert(column.name)
            case .alterColumn(let old, let new)
            where old.type != new.type || old.collation != new.collation
                || PostgreSQLColumnChange.remakes(from: old, to: new):
                names.insert(new.name)
            default: break
            }
        }
        for case .renameColumn(let old, let new) in change.edits where names.contains(new) { names.insert(old) }
        return names
    }

    private mutating func findFallen(_ changes: [Change]) {
        for change in changes {
            switch change {
            case .dropView(let view): fallen.insert(view.name)
            case .alterView(let old, let new) where !old.canBecome(new): fallen.insert(old.name)
            default: break
            }
        }
        var isGrowing = true
        while isGrowing {
            let more = from.views.filter { !fallen.contains($0.name) && falls($0) }.map(\.name)
            fallen.formUnion(more)
            let routines = from.routines.filter { !tied.contains(RoutineKey($0)) && isTied($0) }.map(RoutineKey.init)
            tied.formUnion(routines)
            isGrowing = !more.isEmpty || !routines.isEmpty
        }
    }

    private func isTied(_ routine: Routine) -> Bool {
        let key = RoutineKey(routine)
        guard !remadeRoutines.contains(key), !droppedRoutines.contains(routine) else { return false }
        let mentions = SQLMentions(routine.parts.head, engine: .postgresql)
        guard !mentions.names.isDisjoint(with: fallen.map(\.name) + remade.map(\.name)) || routine.parts.body.isEmpty
        else { return false }
        return !mentions.names.isDisjoint(with: fallen.map(\.name) + remade.map(\.name))
            || usesOthers(routine, mentions)
            || disturbed.contains { table, columns in
                mentions.names.contains(table.name) && !mentions.names.isDisjoint(with: columns)
            }
    }

    /// Its own name is no use of another routine.
    private func usesOthers(_ routine: Routine, _ mentions: SQLMentions) -> Bool {
        uses(mentions.calls.subtracting([routine.name.name]))
    }

    private func falls(_ view: View) -> Bool {
        let mentions = SQLMentions(view.query, engine: .postgresql)
        return uses(mentions.calls)
            || view.sources.contains { source in
                dropped.contains(source) || fallen.contains(source)
                    || !(disturbed[renamed[source] ?? source] ?? []).isDisjoint(with: mentions.names)
            }
    }

    private func uses(_ calls: Set<String>) -> Bool {
        remadeRoutines.union(tied).contains { calls.contains($0.name.name) }
            || droppedRoutines.contains { calls.contains($0.name.name) }
    }

    /// A trigger or policy of a table that stays, by its definition.
    func disturbs(_ definition: String, of table: ObjectName) -> Bool {
        let mentions = SQLMentions(definition, engine: .postgresql)
        return uses(mentions.calls) || !(disturbed[table] ?? []).isDisjoint(with: mentions.names)
    }
}

// MARK: Types

extension PostgreSQLConsequences {
    /// What the old type is called while it is still needed.
    func aside(_ name: ObjectName) -> ObjectName {
        ObjectName(PostgreSQLNames.chosen(name.name, [], "old"), in: name.namespace)
    }

    /// A type that columns keep and that cannot change itself. The server validates no constraint of a domain that is in an
    /// array.
    private func remadeType(_ old: TextObject, _ new: TextObject) -> ObjectName? {
        guard let name = new.ownType else { return nil }
        let users = columns(using: name)
        let isInArray = users.contains { if case .array = $0.1.type { true } else { false } }
        guard let change = PostgreSQLTypeChange(from: old, to: new) else { return users.isEmpty ? nil : name }
        return isInArray && !change.validations.isEmpty ? name : nil
    }

    /// Columns that had the type and keep it.
    func columns(using type: ObjectName) -> [(ObjectName, Column)] {
        to.tables.filter { !created.contains($0.name) }.flatMap { table in
            table.columns.filter { column in
                PostgreSQLEnum.isUsed(type, by: column.type) && before(column, of: table.name)?.type == column.type
            }.map { (table.name, $0) }
        }
    }

    /// What the column was.
    func before(_ column: Column, of table: ObjectName) -> Column? {
        let old = altered[table]?.from ?? from.tables.first { (renamed[$0.name] ?? $0.name) == table }
        return old?[column: altered[table]?.oldNames[column.name] ?? column.name]
    }
}

// MARK: Keys and what refers to them

extension PostgreSQLConsequences {
    /// Keys that a table that exists gets only after the index behind them was built on the side.
    var lateKeys: Set<Key> {
        var keys: Set<Key> = []
        for (name, change) in altered where !change.to.isPartitioned {
            for edit in change.edits {
                switch edit {
                case .addPrimaryKey(let key): keys.insert(Key(table: name, columns: Set(key.columns)))
                case .addUnique(let key): keys.insert(Key(table: name, columns: Set(key.columns)))
                case .addIndex(let index) where index.isUnique && index.predicate == nil:
                    if let columns = index.columns { keys.insert(Key(table: name, columns: Set(columns))) }
                default: break
                }
            }
        }
        return keys
    }

    /// Whether a key that goes can stay until the index of one that comes is there, so that the table is never without. One
    /// whose columns go, or get another type, cannot.
    func isReplaced(_ columns: [String], of table: ObjectName) -> Bool {
        guard let change = altered[table], !change.to.isPartitioned,
            (disturbed[table] ?? []).isDisjoint(with: columns)
        else { return false }
        return change.edits.contains { edit in
            switch edit {
            case .addPrimaryKey, .addUnique: true
            case .addIndex(let index): index.isUnique
            default: false
            }
        }
    }

    /// A foreign key of a table that exists, whose key stays until another is there: it goes with that.
    func goesLate(_ key: ForeignKey, of table: ObjectName) -> Bool {
        guard (disturbed[table] ?? []).isDisjoint(with: key.columns), let change = altered[key.table] else {
            return false
        }
        let referenced = Set(key.referenced)
        return change.edits.contains { edit in
            switch edit {
            case .dropPrimaryKey(let old):
                Set(old.columns) == referenced && isReplaced(old.columns + old.included, of: key.table)
            case .dropUnique(let old):
                Set(old.columns) == referenced && isReplaced(old.columns + old.included, of: key.table)
            default: false
            }
        }
    }

    /// Foreign keys that stay, but refer to a key that goes and comes back, or join columns whose type changes on both sides.
    var loosened: [(table: Table, key: ForeignKey)] {
        var gone: Set<Key> = []
        for (name, change) in altered {
            for edit in change.edits {
                switch edit {
                case .dropPrimaryKey(let key): gone.insert(Key(table: name, columns: Set(key.columns)))
                case .dropUnique(let key): gone.insert(Key(table: name, columns: Set(key.columns)))
                default: break
                }
            }
        }
        return to.tables.filter { !created.contains($0.name) }.flatMap { table in
            table.foreignKeys.filter { key in
                (gone.contains(Key(table: key.table, columns: Set(key.referenced))) || isTorn(key, of: table.name))
                    && altered[table.name]?.edits.contains(.addForeignKey(key)) != true
            }.map { (table, $0) }
        }
    }

    /// The server compares both columns after each statement, and there is none that changes both. Numbers it can compare.
    private func isTorn(_ key: ForeignKey, of table: ObjectName) -> Bool {
        zip(key.columns, key.referenced).contains { column, referenced in
            isRetyped(column, of: table) && isRetyped(referenced, of: key.table)
        }
    }

    private func isRetyped(_ column: String, of table: ObjectName) -> Bool {
        if remade.contains(where: { columns(using: $0).contains { $0.0 == table && $0.1.name == column } }) {
            return true
        }
        return altered[table]?.edits.contains { edit in
            guard case .alterColumn(let old, let new) = edit, new.name == column, old.type != new.type else {
                return false
            }
            if case (.integer, .integer) = (old.type, new.type) { return false }
            return true
        } ?? false
    }
}

// MARK: What goes when

extension PostgreSQLConsequences {
    /// Before tables and views: the server knows that it needs one that goes. Of what stands in a text it knows nothing.
    func goesEarly(_ routine: Routine) -> Bool { early.contains(RoutineKey(routine)) }

    /// With those that call one which goes early.
    private mutating func findEarly() {
        let gone = Set(dropped.union(fallen).map(\.name))
        var late = droppedRoutines.map { ($0, SQLMentions($0.parts.head, engine: .postgresql)) }
        var names: Set<String> = []
        while let index = late.firstIndex(where: { routine, mentions in
            !mentions.names.isDisjoint(with: gone)
                || !mentions.calls.subtracting([routine.name.name]).isDisjoint(with: names)
        }) {
            let routine = late.remove(at: index).0
            early.insert(RoutineKey(routine))
            names.insert(routine.name.name)
        }
    }

    /// A comment or the like on something that goes. A sequence that others use is let go by its owner instead.
    func goesAlong(_ object: TextObject) -> Bool {
        guard object.kind != "SEQUENCE OWNER" else { return false }
        let names = SQLMentions(object.definition, engine: .postgresql).names
        if !names.isDisjoint(with: dropped.union(fallen).map(\.name)) { return true }
        return disturbed.contains { table, columns in
            names.contains(table.name) && !names.isDisjoint(with: columns)
                && altered[table]?.edits.contains { edit in
                    if case .dropColumn(let column) = edit { names.contains(column.name) } else { false }
                } == true
        }
    }
}

extension Schema {
    /// Tables of which it is a partition, or from which it inherits, over any number of steps.
    func ancestors(of table: Table) -> [Table] {
        var found: [Table] = []
        var open = table.parents
        while !open.isEmpty {
            let next = tables.filter { open.contains($0.name.name) && $0.name != table.name && !found.contains($0) }
            found += next
            open = Set(next.flatMap(\.parents))
        }
        return found
    }
}

extension TableChange {
    /// What columns that got another name were called, by that.
    fileprivate var oldNames: [String: String] {
        var names: [String: String] = [:]
        for case .renameColumn(let old, let new) in edits { names[new] = old }
        return names
    }
}
