/// What separates the tables of two schemas. `from` has the new names already.
struct TablesComparison {
    private let from: Schema
    private let to: Schema
    private let before: Normaliser
    private let after: Normaliser
    private let originals: [ExactText: Table]
    private var tableRenames: [ExactText: ObjectName] = [:]
    private var columnRenames: [ExactText: [TableEdit]] = [:]

    init(from: Schema, to: Schema, originals: [Table], renames: [Rename]) {
        self.from = from
        self.originals = Dictionary(
            originals.map { (ExactText($0.name), $0) }, uniquingKeysWith: { first, _ in first })
        self.to = to
        before = Normaliser(from)
        after = Normaliser(to)
        for rename in renames {
            switch rename {
            case .table(let old, let new): tableRenames[ExactText(new)] = old
            case .column(let table, let old, let new):
                columnRenames[ExactText(table), default: []].append(.renameColumn(from: old, to: new))
            }
        }
    }

    var changes: [Change] {
        let left = Dictionary(grouping: from.tables) { ExactText($0.name) }
        let right = Dictionary(grouping: to.tables) { ExactText($0.name) }
        return Set(left.keys).union(right.keys).sorted().flatMap { name in
            changes(named: name, from: left[name] ?? [], to: right[name] ?? [])
        }
    }

    /// No engine has two tables of one name; a schema that was put together by hand may, and must not be lost.
    private func changes(named name: ExactText, from: [Table], to: [Table]) -> [Change] {
        var found: [Change] = []
        for index in 0..<max(from.count, to.count) {
            switch (from.indices.contains(index), to.indices.contains(index)) {
            case (true, true): found += changes(named: name, from: from[index], to: to[index])
            case (true, false): found.append(.dropTable(from[index]))
            case (false, true): found.append(.createTable(to[index]))
            case (false, false): break
            }
        }
        return found
    }

    private func changes(named name: ExactText, from: Table, to: Table) -> [Change] {
        var found: [Change] = []
        if let old = tableRenames[name] { found.append(.renameTable(from: old, to: to.name)) }
        var edits = columnRenames[name] ?? []
        if before.normal(from).exact != after.normal(to).exact {
            edits += withoutInherited(
                TableComparison(from: from, to: to, before: before, after: after).edits, from: from, to: to)
        }
        if !edits.isEmpty {
            found.append(.alterTable(TableChange(from: original(of: from), to: to, edits: edits)))
        }
        return found
    }

    private func withoutInherited(_ edits: [TableEdit], from: Table, to: Table) -> [TableEdit] {
        let partitioning = edits.partitioning
        if partitioning.isDetached { return InheritedParts(of: from, in: self.from).detached(edits, to: to) }
        if partitioning.isAttached { return InheritedParts(of: to, in: self.to).attached(edits, from: from) }
        return edits
    }

    /// As it is now, but for its name.
    private func original(of table: Table) -> Table {
        let name = ExactText(table.name)
        guard columnRenames[name] != nil, var original = originals[tableRenames[name].map(ExactText.init) ?? name]
        else { return table }
        original.name = table.name
        return original
    }
}

/// What separates two tables of one name.
struct TableComparison {
    let from: Table
    let to: Table
    let before: Normaliser
    let after: Normaliser

    var edits: [TableEdit] {
        columns + ConstraintComparison(from: from, to: to, before: before, after: after).edits
            + replaced(\.indexes, name: \.name, normal: after.normal, TableEdit.dropIndex, TableEdit.addIndex)
            + replaced(\.triggers, name: \.name, normal: { $0 }, TableEdit.dropTrigger, TableEdit.addTrigger)
            + comment + options
            + replaced(\.others, name: \.name, normal: after.normal, TableEdit.dropOther, TableEdit.addOther)
    }

    /// Those that come are in the order of the table: that is the order in which they are to be added.
    private var columns: [TableEdit] {
        var edits: [TableEdit] = []
        var added: Set<ExactText> = []
        let pairing = Pairing(
            from: from.columns, to: to.columns, name: { ExactText($0.name) }, normal: after.normal)
        for (name, outcome) in pairing.outcomes {
            switch outcome {
            case .removed(let column): edits.append(.dropColumn(column))
            case .altered(let from, let to): edits.append(.alterColumn(from: from, to: to))
            case .added: added.insert(name)
            }
        }
        return edits + to.columns.filter { added.contains(ExactText($0.name)) }.map(TableEdit.addColumn)
    }

    private var comment: [TableEdit] {
        from.comment.map(ExactText.init) == to.comment.map(ExactText.init)
            ? [] : [.setComment(from: from.comment, to: to.comment)]
    }

    private var options: [TableEdit] {
        Pairing(from: from.options, to: to.options, name: { ExactText($0.name) }, normal: { $0 })
            .outcomes.map { _, outcome in
                switch outcome {
                case .removed(let option): .setOption(from: option, to: nil)
                case .added(let option): .setOption(from: nil, to: option)
                case .altered(let from, let to): .setOption(from: from, to: to)
                }
            }
    }

    /// What no engine alters in place: the old one goes, the new one comes.
    private func replaced<Value: FingerprintWritable>(
        _ part: KeyPath<Table, [Value]>, name: (Value) -> String, normal: (Value) -> Value,
        _ drop: (Value) -> TableEdit, _ add: (Value) -> TableEdit
    ) -> [TableEdit] {
        Pairing(from: from[keyPath: part], to: to[keyPath: part], name: { ExactText(name($0)) }, normal: normal)
            .outcomes.flatMap { _, outcome in
                switch outcome {
                case .removed(let value): [drop(value)]
                case .added(let value): [add(value)]
                case .altered(let old, let new): [drop(old), add(new)]
                }
            }
    }
}
