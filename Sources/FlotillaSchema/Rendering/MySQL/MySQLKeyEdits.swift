/// Primary key, unique constraints and indexes of one table.
///
/// An index that is replaced under its name is one statement, so that nothing that stands on it is without it for a moment;
/// only where its columns change meanwhile must the old one go before and the new one come after.
struct MySQLKeyEdits {
    private let alteration: MySQLTableAlteration
    private let columns: MySQLColumnEdits
    private var dropped: [Index] = []
    private var added: [Index] = []
    private var primary: (dropped: PrimaryKey?, added: PrimaryKey?)

    private var change: TableChange { alteration.change }
    private var renderer: MySQLRenderer { alteration.renderer }

    init(_ alteration: MySQLTableAlteration, _ columns: MySQLColumnEdits) {
        self.alteration = alteration
        self.columns = columns
        for edit in alteration.change.edits {
            switch edit {
            case .addPrimaryKey(let key): primary.added = key
            case .dropPrimaryKey(let key): primary.dropped = key
            case .addUnique(let unique): added.append(Index(unique))
            case .dropUnique(let unique): dropped.append(Index(unique))
            case .addIndex(let index): added.append(index)
            case .dropIndex(let index): dropped.append(index)
            default: break
            }
        }
        let kept = (alteration.change.to.uniques.map { Index($0) } + alteration.change.to.indexes)
            .filter { index in !added.contains { $0.name == index.name } }
        for index in kept where !index.named.isDisjoint(with: columns.madeAnew) {
            dropped.append(index)
            added.append(index)
        }
    }
}

// MARK: Which is when

extension MySQLKeyEdits {
    private func isReplaced(_ index: Index) -> Bool {
        added.contains { $0.name == index.name } && dropped.contains { $0.name == index.name }
    }

    /// What keeps an index from going early: a column that counts, or a foreign key on either side of it.
    private func isNeeded(_ index: Index) -> Bool {
        let index = index.renamed { alteration.newName(of: $0) }
        guard case .column(let first)? = index.parts.first?.key else { return false }
        return index.isUnique || columns.counting.contains(first)
            || change.to.foreignKeys.contains { index.begins(with: $0.columns) }
    }

    /// Otherwise a column could not change its type, for a text has to have a length there.
    private func isInTheWay(_ index: Index) -> Bool {
        let index = index.renamed { alteration.newName(of: $0) }
        return !index.named.isDisjoint(with: alteration.retypedColumns)
            && columns.counting.isDisjoint(with: index.named)
    }

    private func isEarly(_ index: Index) -> Bool {
        guard let old = dropped.first(where: { $0.name == index.name }) else { return false }
        return isInTheWay(old) || !isReplaced(index) && !isNeeded(old)
    }

    /// The key that an `AUTO_INCREMENT` column brings with it.
    private func bringing(_ name: String) -> Index? {
        added.first { $0.parts.first?.key == .column(name) }
    }

    private var brought: Set<String> {
        let counting = change.edits.compactMap { edit -> String? in
            if case .addColumn(let column) = edit, column.identity != nil { column.name } else { nil }
        }
        return Set(counting.filter { primary.added?.columns.first != $0 }.compactMap { bringing($0)?.name })
    }

    private var isPrimaryBrought: Bool {
        guard let first = primary.added?.columns.first else { return false }
        return change.edits.contains { edit in
            if case .addColumn(let column) = edit { column.name == first && column.identity != nil } else { false }
        }
    }
}

// MARK: Statements

extension MySQLKeyEdits {
    /// For the statement that adds the column.
    func clauses(for column: String) -> [String] {
        if let key = primary.added, key.columns.first == column {
            return (primary.dropped == nil ? [] : ["DROP PRIMARY KEY"]) + ["ADD \(renderer.clause(key))"]
        }
        return bringing(column).map { ["ADD \(renderer.clause($0))"] } ?? []
    }

    var earlyDrops: [RenderedStatement] {
        // Alone, and before a column of it becomes nullable.
        let key = primary.added == nil && primary.dropped != nil ? [drop("PRIMARY")] : []
        return key + dropped.filter { isEarly($0) }.map { drop($0.name) }
    }

    var primaryKey: [RenderedStatement] {
        guard let key = primary.added, !isPrimaryBrought else { return [] }
        let actions = (primary.dropped == nil ? [] : ["DROP PRIMARY KEY"]) + ["ADD \(renderer.clause(key))"]
        return [
            alteration.alter(
                "\(primary.dropped == nil ? "add" : "change") the primary key", actions.joined(separator: ", "),
                ["rewrites the table; fails where the columns are not unique or hold NULL"])
        ]
    }

    /// What a column that counts stands on from now on, before its old key goes.
    var leadingAdditions: [RenderedStatement] { additions { columns.counting.contains($0) } }

    var otherAdditions: [RenderedStatement] { additions { !columns.counting.contains($0) } }

    private func additions(_ isIncluded: (_ first: String) -> Bool) -> [RenderedStatement] {
        added.filter { !brought.contains($0.name) && isIncluded($0.columns?.first ?? "") }.map { index in
            let remarks = index.isUnique ? ["fails where values are not unique"] : []
            if isReplaced(index) && !isEarly(index) {
                let actions = "DROP INDEX \(renderer.quoted(index.name)), ADD \(renderer.clause(index))"
                return alteration.alter("change index \(index.name)", actions, remarks)
            }
            return RenderedStatement(
                "add index \(index.name) of \(change.to.name.text)",
                index.name.isEmpty
                    ? "ALTER TABLE \(alteration.table) ADD UNIQUE (\(renderer.quoted(index.columns ?? [])))"
                    : renderer.statement(creating: index, on: change.to.name), remarks: remarks)
        }
    }

    var lateDrops: [RenderedStatement] {
        dropped.filter { !isEarly($0) && !isReplaced($0) }.map { drop($0.name) }
    }

    private func drop(_ name: String) -> RenderedStatement {
        guard name != "PRIMARY" else { return alteration.alter("drop the primary key", "DROP PRIMARY KEY") }
        return RenderedStatement(
            "drop index \(name) of \(change.to.name.text)", "DROP INDEX \(renderer.quoted(name)) ON \(alteration.table)"
        )
    }
}

extension Index {
    /// Here a unique constraint is an index, whichever word made it.
    fileprivate init(_ unique: UniqueConstraint) {
        self.init(
            name: unique.name ?? "", parts: unique.columns.map { Part(.column($0)) }, isUnique: true)
    }

    fileprivate func renamed(_ newName: (String) -> String) -> Index {
        var copy = self
        for (place, part) in parts.enumerated() {
            if case .column(let name) = part.key { copy.parts[place].key = .column(newName(name)) }
        }
        return copy
    }

    /// The columns that are parts by themselves.
    fileprivate var named: Set<String> {
        Set(parts.compactMap { if case .column(let name) = $0.key { name } else { nil } })
    }
}
