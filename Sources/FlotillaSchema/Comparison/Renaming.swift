import FlotillaSQL

extension Schema {
    /// With the names changed wherever the engine changes them by itself when a table or column is renamed.
    public func renamed(_ renames: [Rename]) -> Schema {
        renames.reduce(self) { $0.renamed($1) }
    }

    func renamed(_ rename: Rename) -> Schema {
        switch rename {
        case .table(let old, let new): renamingTable(old, to: new)
        case .column(let table, let old, let new): renamingColumn(old, to: new, in: table)
        }
    }

    private func renamingTable(_ old: ObjectName, to new: ObjectName) -> Schema {
        var copy = self
        // Texts name a table of another schema in two words, which are left alone.
        let text = old.namespace == nil && new.namespace == nil ? RenamedText(old.name, new.name, engine: engine) : nil
        for index in copy.tables.indices {
            for key in copy.tables[index].foreignKeys.indices where copy.tables[index].foreignKeys[key].table == old {
                copy.tables[index].foreignKeys[key].table = new
            }
            guard copy.tables[index].name == old else { continue }
            copy.tables[index].name = new
            guard let text else { continue }
            for trigger in copy.tables[index].triggers.indices {
                copy.tables[index].triggers[trigger].definition = text.of(tables[index].triggers[trigger].definition)
            }
            for other in copy.tables[index].others.indices {
                copy.tables[index].others[other].definition = text.of(tables[index].others[other].definition)
            }
        }
        for index in copy.views.indices {
            copy.views[index].sources = views[index].sources.map { $0 == old ? new : $0 }
            if let text, views[index].sources.contains(old) { copy.views[index].query = text.of(views[index].query) }
        }
        return copy
    }

    private func renamingColumn(_ old: String, to new: String, in table: ObjectName) -> Schema {
        var copy = self
        for index in copy.tables.indices {
            if copy.tables[index].name == table { copy.tables[index].renameColumn(old, to: new, engine: engine) }
            for key in copy.tables[index].foreignKeys.indices where tables[index].foreignKeys[key].table == table {
                copy.tables[index].foreignKeys[key].referenced.replace(old, by: new)
            }
        }
        return copy
    }
}

extension Table {
    fileprivate mutating func renameColumn(_ old: String, to new: String, engine: Engine) {
        let text = RenamedText(old, new, engine: engine)
        for index in columns.indices {
            if columns[index].name == old { columns[index].name = new }
            if let generated = columns[index].generated {
                columns[index].generated?.expression = text.of(generated.expression)
            }
        }
        primaryKey?.columns.replace(old, by: new)
        primaryKey?.included.replace(old, by: new)
        for index in uniques.indices {
            uniques[index].columns.replace(old, by: new)
            uniques[index].included.replace(old, by: new)
        }
        for index in foreignKeys.indices { foreignKeys[index].columns.replace(old, by: new) }
        for index in checks.indices { checks[index].expression = text.of(checks[index].expression) }
        for index in indexes.indices {
            indexes[index].included.replace(old, by: new)
            indexes[index].predicate = indexes[index].predicate.map(text.of)
            for part in indexes[index].parts.indices {
                switch indexes[index].parts[part].key {
                case .column(old): indexes[index].parts[part].key = .column(new)
                case .column: break
                case .expression(let expression): indexes[index].parts[part].key = .expression(text.of(expression))
                }
            }
        }
    }
}

extension [String] {
    fileprivate mutating func replace(_ old: String, by new: String) {
        for index in indices where self[index] == old { self[index] = new }
    }
}
