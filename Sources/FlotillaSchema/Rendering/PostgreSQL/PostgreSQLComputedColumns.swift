import FlotillaSQL

/// Computed columns stand in the way of a column from which they are computed and which gets another type: the server has no
/// statement for that, so they go before and come back after, with their values.
extension TableChange {
    var remakingComputedColumns: TableChange {
        var retyped: Set<String> = []
        for case .alterColumn(let old, let new) in edits where old.type != new.type || old.collation != new.collation {
            retyped.insert(new.name)
        }
        guard !retyped.isEmpty else { return self }
        var copy = self
        for column in to.columns {
            guard let generated = column.generated,
                !SQLMentions(generated.expression, engine: .postgresql).names.isDisjoint(with: retyped)
            else { continue }
            copy.remake(column, generated)
        }
        return copy
    }

    /// Written as a change of what it is computed from.
    private mutating func remake(_ column: Column, _ generated: Generated) {
        let place = edits.firstIndex { edit in
            switch edit {
            case .alterColumn(_, let new): new.name == column.name
            case .addColumn(let new): new.name == column.name
            default: false
            }
        }
        var before = column
        if let place {
            guard case .alterColumn(let old, _) = edits[place], old.generated == generated else { return }
            before = old
        }
        before.generated = Generated("", isStored: generated.isStored)
        let remade = TableEdit.alterColumn(from: before, to: column)
        if let place { edits[place] = remade } else { edits.append(remade) }
    }
}

extension [Change] {
    var remakingComputedColumns: [Change] {
        map { change in
            guard case .alterTable(let table) = change else { return change }
            return .alterTable(table.remakingComputedColumns)
        }
    }
}
