extension LeftOut {
    /// `to` with the comments and collations of `from`, as far as they are left out; what `from` has not gets none.
    func keepingWords(of from: Schema, in to: Schema) -> Schema {
        var copy = to
        if parts.contains(.comments) {
            copy.namespaces = words(from.namespaces, to.namespaces, by: { ExactText($0.name) }, \.comment)
            copy.enums = words(from.enums, to.enums, by: { ExactText($0.name) }, \.comment)
            copy.sequences = words(from.sequences, to.sequences, by: { ExactText($0.name) }, \.comment)
            copy.routines = words(from.routines, to.routines, by: \.identity, \.comment)
            copy.views = words(from.views, to.views, by: { ExactText($0.name) }, \.comment)
            copy.tables = words(from.tables, to.tables, by: { ExactText($0.name) }, \.comment)
        }
        let tables = Dictionary(from.tables.map { (ExactText($0.name), $0) }, uniquingKeysWith: { first, _ in first })
        for index in copy.tables.indices {
            let table = copy.tables[index]
            copy.tables[index] = keepingWords(of: tables[ExactText(table.name)] ?? Table(name: table.name), in: table)
        }
        let views = Dictionary(from.views.map { (ExactText($0.name), $0) }, uniquingKeysWith: { first, _ in first })
        guard parts.contains(.comments) else { return copy }
        for index in copy.views.indices {
            let view = views[ExactText(copy.views[index].name)]
            copy.views[index].indexes = words(
                view?.indexes ?? [], copy.views[index].indexes, by: { ExactText($0.name) }, \.comment)
            copy.views[index].triggers = words(
                view?.triggers ?? [], copy.views[index].triggers, by: { ExactText($0.name) }, \.comment)
        }
        return copy
    }

    private func keepingWords(of from: Table, in to: Table) -> Table {
        var copy = to
        if parts.contains(.comments) {
            copy.columns = words(from.columns, copy.columns, by: { ExactText($0.name) }, \.comment)
            copy.indexes = words(from.indexes, to.indexes, by: { ExactText($0.name) }, \.comment)
            copy.triggers = words(from.triggers, to.triggers, by: { ExactText($0.name) }, \.comment)
        }
        if parts.contains(.collations) {
            copy.columns = words(from.columns, copy.columns, by: { ExactText($0.name) }, \.collation)
        }
        return copy
    }

    private func words<Value>(
        _ from: [Value], _ to: [Value], by name: (Value) -> ExactText, _ word: WritableKeyPath<Value, String?>
    ) -> [Value] {
        let before = Dictionary(from.map { (name($0), $0) }, uniquingKeysWith: { first, _ in first })
        return to.map { value in
            var copy = value
            copy[keyPath: word] = before[name(value)]?[keyPath: word]
            return copy
        }
    }
}
