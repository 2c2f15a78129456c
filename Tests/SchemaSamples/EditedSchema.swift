import FlotillaSchema

/// A schema after edits, with what a comparison has to find.
public struct EditedSchema: Sendable {
    public var schema: Schema
    /// What has to be said to a comparison.
    public var renames: [Rename] = []
    public var changes: Set<SingleChange> = []
    /// What the edits have to do with, which no further one may touch.
    private var touched: Set<[String]> = []

    init(_ schema: Schema) { self.schema = schema }

    func isFree(_ table: ObjectName, _ part: String? = nil) -> Bool {
        !touched.contains([table.text]) && (part.map { !touched.contains([table.text, $0]) } ?? true)
    }

    /// No part of it was edited either.
    func isUntouched(_ table: ObjectName) -> Bool { !touched.contains { $0.first == table.text } }

    mutating func touch(_ table: ObjectName, _ part: String? = nil) {
        touched.insert([table.text] + (part.map { [$0] } ?? []))
    }

    mutating func record(_ change: Change) { changes.insert(.object(change)) }

    mutating func record(_ table: ObjectName, _ edits: TableEdit...) {
        for edit in edits { changes.insert(.table(table, edit)) }
    }

    /// Whether a text of the schema, which an engine may not follow a change through, has the name.
    func isMentioned(_ name: String, in table: Table, spelled: String) -> Bool {
        let texts =
            schema.views.map(\.query) + schema.tables.flatMap { $0.triggers.map(\.definition) }
            + table.checks.map(\.expression) + table.columns.compactMap { $0.generated?.expression }
            + table.indexes.compactMap(\.predicate)
            + table.indexes.flatMap { index in
                index.parts.compactMap { part in
                    if case .expression(let text) = part.key { text } else { nil }
                }
            }
        return texts.contains { $0.contains(name) || $0.contains(spelled) }
    }

    func isReferenced(_ table: Table, _ column: String? = nil) -> Bool {
        schema.tables.contains { other in
            other.foreignKeys.contains { key in
                guard key.table == table.name else { return false }
                return column.map { key.referenced.contains($0) } ?? (other.name != table.name)
            }
        }
    }
}

/// One change, those of a table each by itself.
public enum SingleChange: Sendable, Hashable {
    case object(Change)
    case table(ObjectName, TableEdit)
}

extension SchemaDifference {
    public var singleChanges: Set<SingleChange> {
        Set(
            changes.flatMap { change -> [SingleChange] in
                guard case .alterTable(let table) = change else { return [.object(change)] }
                return table.edits.map { .table(table.to.name, $0) }
            })
    }
}
