/// The columns of one table: which come, change and go, and in which statements.
struct MySQLColumnEdits {
    private let alteration: MySQLTableAlteration
    private var added: [Column] = []
    private var dropped: [Column] = []
    private var altered: [(from: Column, to: Column)] = []
    private var renamed: [(from: String, to: String)] = []

    private var change: TableChange { alteration.change }
    private var renderer: MySQLRenderer { alteration.renderer }

    init(_ alteration: MySQLTableAlteration) {
        self.alteration = alteration
        for edit in alteration.change.edits {
            switch edit {
            case .addColumn(let column): added.append(column)
            case .dropColumn(let column): dropped.append(column)
            case .alterColumn(let from, let to): altered.append((from, to))
            case .renameColumn(let from, let to): renamed.append((from, to))
            default: break
            }
        }
    }

    func isAdded(_ name: String) -> Bool { added.contains { $0.name == name } }

    func isDropped(_ name: String) -> Bool { dropped.contains { $0.name == name } }

    /// Columns of which an index has to be made again, because they are made anew themselves.
    var madeAnew: Set<String> { Set(altered.filter { Self.mustBeMadeAnew($0, $1) }.map(\.to.name)) }

    /// Those that count by themselves before and after, so that they must never be without a key.
    var counting: Set<String> {
        let before = change.from.columns.filter { $0.identity != nil }.map { alteration.newName(of: $0.name) }
        return Set(before.filter { change.to[column: $0]?.identity != nil })
    }

    /// No `ALTER` turns a virtual column into one that is stored, or back; what is stored may become or cease to be
    /// computed (errors 1907 in MariaDB, 3106 in MySQL).
    static func mustBeMadeAnew(_ from: Column, _ to: Column) -> Bool {
        let wasVirtual = from.generated.map { !$0.isStored } ?? false
        let isVirtual = to.generated.map { !$0.isStored } ?? false
        return wasVirtual != isVirtual
    }

    /// With the checks that are part of it before, and still after, the change.
    func keptDefinition(of column: Column) -> String {
        let added = change.edits.compactMap { if case .addCheck(let check) = $0 { check } else { nil } }
        return renderer.definition(of: column, checks: change.to.checks.filter { !added.contains($0) })
    }
}

// MARK: Statements

extension MySQLColumnEdits {
    /// The old definition under the new name: MariaDB and MySQL carry the name into keys, checks and expressions.
    var renames: [RenderedStatement] {
        renamed.compactMap { from, to in
            guard var column = change.from[column: from] ?? change.from[column: to] else { return nil }
            column.name = to
            return alteration.alter(
                "rename column \(from) to \(to)",
                "CHANGE COLUMN \(renderer.quoted(from)) \(keptDefinition(of: column))")
        }
    }

    /// `AUTO_INCREMENT` has to go before the key that it needs.
    var releases: [RenderedStatement] {
        let settled = altered.filter { $0.identity != nil && $1.identity == nil }.map { change(from: $0, to: $1) }
        let going = dropped.filter { $0.identity != nil && losesKey }.map { column in
            var plain = column
            plain.identity = nil
            return alteration.alter("drop column \(column.name)", "MODIFY COLUMN \(keptDefinition(of: plain))")
        }
        return settled + going
    }

    private var losesKey: Bool {
        change.edits.contains { edit in
            switch edit {
            case .dropPrimaryKey, .dropUnique, .dropIndex: true
            default: false
            }
        }
    }

    /// Plain ones before those that are computed from them.
    func additions(with keys: MySQLKeyEdits) -> [RenderedStatement] {
        var present = Set(change.from.columns.map { alteration.newName(of: $0.name) })
        let order = change.to.columns.map(\.name)
        let sorted = added.sorted { first, second in
            let places = [first, second].map { order.firstIndex(of: $0.name) ?? order.count }
            return (first.generated == nil ? 0 : 1, places[0]) < (second.generated == nil ? 0 : 1, places[1])
        }
        return sorted.map { column in
            let position = renderer.position(of: column.name, in: change.to, among: present)
            present.insert(column.name)
            let definition = renderer.definition(of: column, checks: change.to.checks)
            // Such a column and its key cannot come one after the other.
            let key = column.identity == nil ? [] : keys.clauses(for: column.name)
            let actions = ["ADD COLUMN \(definition)\(position)"] + key
            return alteration.alter(
                "add column \(column.name)", actions.joined(separator: ", "), remarks(adding: column))
        }
    }

    /// Those that are computed come last: they may name others that change.
    var changes: [RenderedStatement] {
        altered.filter { !isEarly($0, $1) && !isLate($0, $1) }
            .sorted { ($0.to.generated == nil ? 0 : 1) < ($1.to.generated == nil ? 0 : 1) }
            .map { change(from: $0, to: $1) }
    }

    /// What needs a key that comes, or must not be part of one that goes.
    var lateChanges: [RenderedStatement] {
        altered.filter { !isEarly($0, $1) && isLate($0, $1) }.map { change(from: $0, to: $1) }
    }

    private func isEarly(_ from: Column, _ to: Column) -> Bool { from.identity != nil && to.identity == nil }

    private func isLate(_ from: Column, _ to: Column) -> Bool {
        let key = change.from.primaryKey?.columns.map { alteration.newName(of: $0) } ?? []
        return from.identity == nil && to.identity != nil || to.isNullable && key.contains(to.name)
    }

    private func change(from: Column, to: Column) -> RenderedStatement {
        let effect = MySQLColumnEffect(from, to)
        guard !Self.mustBeMadeAnew(from, to) else {
            let present = Set(change.from.columns.map { alteration.newName(of: $0.name) } + added.map(\.name))
            let position = renderer.position(of: to.name, in: change.to, among: present.subtracting([to.name]))
            return alteration.alter(
                "make column \(to.name) anew",
                "DROP COLUMN \(renderer.quoted(to.name)), ADD COLUMN \(keptDefinition(of: to))\(position)",
                losesData: effect.losesData, ["no statement changes a virtual column into one that is stored"])
        }
        return alteration.alter(
            "change column \(to.name)", "MODIFY COLUMN \(keptDefinition(of: to))", losesData: effect.losesData,
            effect.remarks)
    }

    /// Computed ones before those that they are computed from, which stand before them where they are computed too.
    var drops: [RenderedStatement] {
        let computed = dropped.filter { $0.generated != nil }
        let order = change.from.columns.map { alteration.newName(of: $0.name) }
        let places = Dictionary(order.enumerated().map { ($1, $0) }) { first, _ in first }
        let sorted = computed.sorted { places[$0.name, default: 0] > places[$1.name, default: 0] }
        return (sorted + dropped.filter { $0.generated == nil }).map { column in
            alteration.alter(
                "drop column \(column.name)", "DROP COLUMN \(renderer.quoted(column.name))",
                losesData: TableEdit.dropColumn(column).losesData(on: .mysql))
        }
    }

    private func remarks(adding column: Column) -> [String] {
        let needsValue =
            !column.isNullable && column.default == nil && column.generated == nil && column.identity == nil
        return needsValue ? ["rows that are there get the type's own zero: an empty text, 0"] : []
    }
}
