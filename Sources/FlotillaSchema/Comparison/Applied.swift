extension SchemaDifference {
    /// What `from` is once all changes have been made: a schema with the ``Schema/comparable`` of `to`.
    ///
    /// As an engine would have it: columns that come are the last ones. A change that does not fit `from` changes nothing.
    public func applied() -> Schema {
        changes.reduce(from.renamed(renames)) { $0.applying($1) }
    }

    /// The renames among the changes, in an order in which they can be carried out before all others.
    public var renames: [Rename] {
        let tables = changes.compactMap { change -> Rename? in
            guard case .renameTable(let old, let new) = change else { return nil }
            return .table(from: old, to: new)
        }
        let columns = changes.flatMap { change -> [Rename] in
            guard case .alterTable(let table) = change else { return [] }
            return table.edits.compactMap { edit in
                guard case .renameColumn(let old, let new) = edit else { return nil }
                return .column(table: table.to.name, from: old, to: new)
            }
        }
        return tables + columns
    }
}

extension Schema {
    fileprivate func applying(_ change: Change) -> Schema {
        var copy = self
        switch change {
        case .createNamespace(let new): copy.namespaces.append(new)
        case .dropNamespace(let old): copy.namespaces.swap(old, for: nil)
        case .alterNamespace(let old, let new): copy.namespaces.swap(old, for: new)
        case .createExtension(let new): copy.extensions.append(new)
        case .dropExtension(let old): copy.extensions.swap(old, for: nil)
        case .createEnum(let new): copy.enums.append(new)
        case .dropEnum(let old): copy.enums.swap(old, for: nil)
        case .alterEnum(let old, let new): copy.enums.swap(old, for: new)
        case .createSequence(let new): copy.sequences.append(new)
        case .dropSequence(let old): copy.sequences.swap(old, for: nil)
        case .alterSequence(let old, let new): copy.sequences.swap(old, for: new)
        case .createTable(let new): copy.tables.append(new)
        case .dropTable(let old): copy.tables.swap(old, for: nil)
        case .renameTable: break
        case .alterTable(let change): copy.alter(change)
        case .createView(let new): copy.views.append(new)
        case .dropView(let old): copy.views.swap(old, for: nil)
        case .alterView(let old, let new): copy.views.swap(old, for: new)
        case .createRoutine(let new): copy.routines.append(new)
        case .dropRoutine(let old): copy.routines.swap(old, for: nil)
        case .alterRoutine(let old, let new): copy.routines.swap(old, for: new)
        case .createOther(let new): copy.others.append(new)
        case .dropOther(let old): copy.others.swap(old, for: nil)
        case .alterOther(let old, let new): copy.others.swap(old, for: new)
        }
        return copy
    }

    private mutating func alter(_ change: TableChange) {
        let name = ExactText(change.to.name)
        guard let index = tables.firstIndex(where: { ExactText($0.name) == name }) else { return }
        for edit in change.edits { tables[index].apply(edit) }
    }
}

extension Table {
    fileprivate mutating func apply(_ edit: TableEdit) {
        switch edit {
        case .addColumn(let new): columns.append(new)
        case .dropColumn(let old): columns.swap(old, for: nil)
        case .renameColumn: break
        case .alterColumn(let old, let new): columns.swap(old, for: new)
        case .addPrimaryKey(let new): primaryKey = new
        case .dropPrimaryKey: primaryKey = nil
        case .addUnique(let new): uniques.append(new)
        case .dropUnique(let old): uniques.swap(old, for: nil)
        case .addForeignKey(let new): foreignKeys.append(new)
        case .dropForeignKey(let old): foreignKeys.swap(old, for: nil)
        case .addCheck(let new): checks.append(new)
        case .dropCheck(let old): checks.swap(old, for: nil)
        case .addIndex(let new): indexes.append(new)
        case .dropIndex(let old): indexes.swap(old, for: nil)
        case .addTrigger(let new): triggers.append(new)
        case .dropTrigger(let old): triggers.swap(old, for: nil)
        case .setComment(_, let new): comment = new
        case .setOption(let old, let new):
            if let old { options.swap(old, for: new) } else if let new { options.append(new) }
        case .addOther(let new): others.append(new)
        case .dropOther(let old): others.swap(old, for: nil)
        }
    }
}

extension Array where Element: FingerprintWritable {
    /// The first that is exactly so.
    fileprivate mutating func swap(_ old: Element, for new: Element?) {
        let exact = old.exact
        guard let index = firstIndex(where: { $0.exact == exact }) else { return }
        if let new { self[index] = new } else { remove(at: index) }
    }
}
