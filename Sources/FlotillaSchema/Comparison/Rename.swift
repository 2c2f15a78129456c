/// Somebody's word that two names mean one thing.
public enum Rename: Sendable, Hashable {
    case table(from: ObjectName, to: ObjectName)
    /// The table under its new name, where it was renamed too; its old name will do.
    case column(table: ObjectName, from: String, to: String)

    public var reversed: Rename {
        switch self {
        case .table(let old, let new): .table(from: new, to: old)
        case .column(let table, let old, let new): .column(table: table, from: new, to: old)
        }
    }

    /// `users -> people`, for people.
    public var text: String {
        switch self {
        case .table(let old, let new): "\(old.text) -> \(new.text)"
        case .column(let table, let old, let new): "\(table.text).\(old) -> \(table.text).\(new)"
        }
    }
}

/// A rename that does not fit the schemas.
public struct RenameError: Error, Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
        /// The present schema has no such table or column.
        case oldIsUnknown
        /// The desired schema has it still.
        case oldIsWantedStill
        /// The desired schema has no such table or column.
        case newIsUnknown
        /// The present schema has it already.
        case newIsThereAlready
        /// Another rename makes the old name new, or the new one old.
        case changesPlaces
        /// A name that another rename has used.
        case isSaidTwice
        /// No such table is in both schemas, under either of its names.
        case tableIsUnknown
    }

    public var rename: Rename
    public var reason: Reason
    /// Names that may have been meant, the likeliest first: those that only the present schema has where the old name is
    /// unknown, those that only the desired one has where the new name is.
    public var nearMisses: [String]
}

extension Rename {
    /// Neither name is there: the rename is about a schema of another engine.
    public func isElsewhere(from: Schema, to: Schema) -> Bool {
        switch self {
        case .table(let old, let new):
            !from.tables.contains { $0.name == old } && !to.tables.contains { $0.name == new }
        case .column(let table, let old, let new):
            from[table: table]?[column: old] == nil && to[table: table]?[column: new] == nil
        }
    }
}

extension Schema {
    fileprivate subscript(table name: ObjectName) -> Table? { tables.first { $0.name == name } }
}

/// Looks whether renames fit two schemas.
struct RenameCheck {
    let from: Schema
    let to: Schema

    /// Tables first, then columns under the new name of their table: the order in which they can be applied.
    func checked(_ renames: [Rename]) throws(RenameError) -> [Rename] {
        var tables: [Rename] = []
        var newNames: [ObjectName: ObjectName] = [:]
        var used: Set<ObjectName> = []
        for rename in renames {
            guard case .table(let old, let new) = rename else { continue }
            try checkPlaces(rename, among: renames)
            try check(
                rename, old.text, new.text, before: from.tables.map(\.name.text), after: to.tables.map(\.name.text))
            guard used.insert(old).inserted, used.insert(new).inserted else {
                throw RenameError(rename: rename, reason: .isSaidTwice, nearMisses: [])
            }
            newNames[old] = new
            tables.append(rename)
        }
        return tables + (try columns(renames, newNames))
    }

    private func columns(
        _ renames: [Rename], _ newNames: [ObjectName: ObjectName]
    ) throws(RenameError) -> [Rename] {
        var checked: [Rename] = []
        var used: Set<[String]> = []
        for rename in renames {
            guard case .column(let named, let old, let new) = rename else { continue }
            let name = newNames[named] ?? named
            let present = newNames.first { $0.value == name }?.key ?? name
            guard let left = from.tables.first(where: { $0.name == present }),
                let right = to.tables.first(where: { $0.name == name })
            else {
                let both = to.tables.map(\.name).filter { to in from.tables.contains { $0.name == to } }
                let words = both.map(\.text) + newNames.values.map(\.text).sorted()
                let near = Spelling.nearMisses(named.text, among: words)
                throw RenameError(rename: rename, reason: .tableIsUnknown, nearMisses: near)
            }
            try checkPlaces(rename, among: renames)
            try check(rename, old, new, before: left.columns.map(\.name), after: right.columns.map(\.name))
            guard used.insert([name.text, "from", old]).inserted, used.insert([name.text, "to", new]).inserted else {
                throw RenameError(rename: rename, reason: .isSaidTwice, nearMisses: [])
            }
            checked.append(.column(table: name, from: old, to: new))
        }
        return checked
    }

    /// All renames of a revision happen at once, so a name in between needs one of its own.
    private func checkPlaces(_ rename: Rename, among renames: [Rename]) throws(RenameError) {
        let isMoved = renames.contains { other in
            switch (rename, other) {
            case (.table(let old, let new), .table(let otherOld, let otherNew)): old == otherNew || new == otherOld
            case (.column(let table, let old, let new), .column(let otherTable, let otherOld, let otherNew)):
                table == otherTable && (old == otherNew || new == otherOld)
            default: false
            }
        }
        if isMoved { throw RenameError(rename: rename, reason: .changesPlaces, nearMisses: []) }
    }

    private func check(
        _ rename: Rename, _ old: String, _ new: String, before: [String], after: [String]
    ) throws(RenameError) {
        let isBefore = Set(before)
        let isAfter = Set(after)
        let gone = before.filter { !isAfter.contains($0) }
        let come = after.filter { !isBefore.contains($0) }
        if !isBefore.contains(old) {
            throw RenameError(rename: rename, reason: .oldIsUnknown, nearMisses: Spelling.nearMisses(old, among: gone))
        }
        if isAfter.contains(old) { throw RenameError(rename: rename, reason: .oldIsWantedStill, nearMisses: gone) }
        if !isAfter.contains(new) {
            throw RenameError(rename: rename, reason: .newIsUnknown, nearMisses: Spelling.nearMisses(new, among: come))
        }
        if isBefore.contains(new) { throw RenameError(rename: rename, reason: .newIsThereAlready, nearMisses: come) }
    }
}
