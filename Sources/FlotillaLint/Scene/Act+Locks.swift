import FlotillaSQL

/// What PostgreSQL locks for a statement. Source: its manual, 13.3.1 "Table-Level Locks", and the commands' pages.
extension Act {
    /// Tables, older than the section, that nobody else can read until the transaction ends.
    var exclusivelyLocked: [ObjectName] {
        switch form {
        case .alterTable(let table, let actions): actions.contains(where: \.locksReaders) ? [table].filter(isOld) : []
        case .drop(.table, let names, _), .drop(.materializedView, let names, _): names.filter(isOld)
        case .renameTables, .createTable, .createIndex, .drop: []
        case .other: lockedByCommand
        }
    }

    private var lockedByCommand: [ObjectName] {
        guard ["TRUNCATE", "CLUSTER", "LOCK"].contains(command) else { return [] }
        var cursor = self.cursor
        cursor.advance()
        _ = cursor.accept("table")
        _ = cursor.accept("only")
        return cursor.objectName().map { [$0] }?.filter(isOld) ?? []
    }

    /// Its time grows with the rows of a table that is older than the section.
    var mayTakeLong: Bool {
        switch form {
        case .createIndex(let index): return isOld(index.table)
        case .alterTable(let table, let actions):
            return isOld(table) && actions.contains { if case .validate = $0.kind { true } else { false } }
        case .createTable, .renameTables, .drop: return false
        case .other:
            guard ["UPDATE", "DELETE", "INSERT", "MERGE", "REFRESH", "COPY"].contains(command) else { return false }
            // A few rows written out take no time.
            if command == "INSERT", !has("select") { return false }
            return target.map(isOld) ?? true
        }
    }

    /// Tables and indexes that hold a place in the server's table of locks.
    var lockedObjects: [ObjectName] {
        switch form {
        case .createTable(let table):
            return [table.name] + table.indexNames(engine) + table.columns.compactMap(\.references)
                + table.constraints.compactMap(\.references)
        case .createIndex(let index): return [index.table, ObjectName([index.shownName], engine: engine)]
        case .alterTable(let table, _): return [table]
        case .drop(_, let names, _): return names
        case .renameTables, .other: return target.map { [$0] } ?? []
        }
    }
}

extension TableAction {
    /// ACCESS EXCLUSIVE, where the others take SHARE ROW EXCLUSIVE or less.
    fileprivate var locksReaders: Bool {
        switch kind {
        case .validate, .attachPartition, .switchTrigger, .detachPartition(isConcurrent: true): false
        case .addConstraint(let constraint): constraint.kind != .foreignKey
        case .other(let words): !words.hasPrefix("set (") && !words.hasPrefix("set statistics")
        default: true
        }
    }
}

extension TableDefinition {
    fileprivate func indexNames(_ engine: Engine) -> [ObjectName] {
        let columns = self.columns.filter { $0.isPrimaryKey || $0.isUnique }.map(\.name)
        let named = constraints.filter { $0.kind == .primaryKey || $0.kind == .unique }.map { $0.name ?? "key" }
        return (columns + named).map { ObjectName(["\(name.name)_\($0)_key"], engine: engine) }
    }
}
