import FlotillaDriver
import FlotillaSQL
import FlotillaSchema

/// Puts the rows of the catalogue together.
struct SchemaAssembly {
    let scope: SchemaScope
    let own: String
    private let answers: [CataloguePart: StatementResult]

    init(_ answers: [CataloguePart: StatementResult], own: String, scope: SchemaScope) {
        self.answers = answers
        self.own = own
        self.scope = scope
    }

    func schema() -> Schema {
        var schema = Schema(engine: .postgresql)
        schema.namespaces = rows(.namespaces) { Namespace(name: $0.text(), comment: $0.next()) }
        schema.extensions = rows(.extensions) { ExtensionObject(name: $0.text(), namespace: $0.next()) }
        schema.enums = rows(.enums) { row in
            let name = row.name()
            let comment = row.next()
            return EnumType(name: name, values: row.list(), comment: comment)
        }
        let sequences = SequenceRows(rows(.sequences) { SequenceRow(&$0) })
        let columns = ColumnRows(rows(.columns) { ColumnRow(&$0) }, sequences)
        let relations = RelationParts(
            indexes: IndexRows.indexes(rows(.indexes) { IndexPartRow(&$0) }), triggers: triggers, texts: texts)
        let tables = TableRows(
            rows(.tables) { TableRow(&$0) }, columns, relations, rows(.constraints) { ConstraintRow(&$0) })
        let ignored = Set(
            tables.rows.filter { $0.name.namespace == nil && scope.ignored.contains($0.name.name) }.map(\.id))
        schema.tables = tables.tables.filter { !ignored.contains($0.key) }.map(\.value)
        schema.sequences = sequences.objects(without: ignored, columns)
        schema.others =
            sequences.texts(without: ignored, columns, tables.tables.mapValues(\.name)) + (relations.texts[nil] ?? [])
        addViews(to: &schema, columns, relations)
        schema.unread.names = rows(.unread) { $0.text() }
        let routines = RoutineRows(own: own)
        schema.routines = rows(.routines) { routines.routine(&$0) }
        return schema.sorted()
    }

    private func rows<Value>(_ part: CataloguePart, _ read: (inout CatalogueRow) -> Value) -> [Value] {
        (answers[part]?.rows ?? []).map {
            var row = CatalogueRow($0)
            return read(&row)
        }
    }

    private var triggers: [Int: [Trigger]] {
        let states = ["D": "DISABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"]
        let pairs = rows(.triggers) { row in
            (
                row.int(),
                Trigger(
                    name: row.text(), definition: row.text(), state: states[row.text()] ?? "ENABLE",
                    comment: row.next())
            )
        }
        return Dictionary(grouping: pairs, by: \.0).mapValues { $0.map(\.1) }
    }

    /// By the table to which they belong.
    private var texts: [Int?: [TextObject]] {
        let pairs = rows(.texts) { row in
            let table = row.next().flatMap { Int($0) }
            let object = TextObject(
                kind: row.text(), name: row.text(), definition: row.text(), removal: row.next())
            return (table, [object] + TextObject.comment(on: row.text(), row.next()))
        }
        return Dictionary(grouping: pairs, by: \.0).mapValues { $0.flatMap(\.1) }
    }

    private func addViews(to schema: inout Schema, _ columns: ColumnRows, _ relations: RelationParts) {
        let sources = Dictionary(grouping: rows(.viewSources) { ($0.int(), $0.name()) }, by: \.0)
        for (id, view) in rows(.views, { ViewRow.view(&$0) }) {
            var view = view
            let parts = columns.byTable[id] ?? []
            view.columns = parts.map(\.column.name)
            view.sources = (sources[id] ?? []).map(\.1)
            view.indexes = relations.indexes[id] ?? []
            view.triggers = relations.triggers[id] ?? []
            schema.views.append(view)
            schema.others += (relations.texts[id] ?? []) + parts.flatMap { $0.texts(ofView: view) }
        }
    }
}

/// What hangs on tables and materialised views, by their number.
struct RelationParts {
    var indexes: [Int: [Index]]
    var triggers: [Int: [Trigger]]
    var texts: [Int?: [TextObject]]
}

extension CatalogueRow {
    /// Schema and name.
    mutating func name() -> ObjectName {
        let namespace = next()
        return ObjectName(text(), in: namespace)
    }
}

extension TextObject {
    /// None where there is no comment. `target` is what `COMMENT ON` calls it.
    static func comment(on target: String, _ comment: String?) -> [TextObject] {
        guard let comment else { return [] }
        return [
            TextObject(
                kind: "COMMENT", name: target,
                definition: "COMMENT ON \(target) IS \(PostgreSQLDialect().quoted(comment))",
                removal: "COMMENT ON \(target) IS NULL")
        ]
    }
}
