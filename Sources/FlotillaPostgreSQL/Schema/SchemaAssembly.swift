import FlotillaDriver
import FlotillaSQL
import FlotillaSchema

/// Puts the rows of the catalogue together.
struct SchemaAssembly {
    let scope: SchemaScope
    let own: String
    let version: Int
    private let answers: [StatementResult]

    init(_ answers: [StatementResult], own: String, scope: SchemaScope, queries: CatalogueQueries)
        throws(DriverError)
    {
        guard answers.count == queries.all.count else {
            throw DriverError(.other, message: "the server's answer is not as expected")
        }
        self.answers = answers
        self.own = own
        self.scope = scope
        version = queries.version
    }

    func schema() -> Schema {
        var schema = Schema(engine: .postgresql)
        if scope.hasOthers {
            schema.namespaces = rows(1) { Namespace(name: $0.text(), comment: $0.next()) }
        }
        schema.extensions = rows(2) { ExtensionObject(name: $0.text(), namespace: $0.next()) }
        schema.enums = rows(3) { row in
            let name = row.name()
            let comment = row.next()
            return EnumType(name: name, values: row.list(), comment: comment)
        }
        let sequences = SequenceRows(rows(4) { SequenceRow(&$0) })
        let columns = ColumnRows(rows(6) { ColumnRow(&$0) }, sequences)
        let relations = RelationParts(
            indexes: IndexRows.indexes(rows(8) { IndexPartRow(&$0) }), triggers: triggers, texts: texts)
        let tables = TableRows(rows(5) { TableRow(&$0) }, columns, relations, rows(7) { ConstraintRow(&$0) })
        let ignored = Set(
            tables.rows.filter { $0.name.namespace == nil && scope.ignored.contains($0.name.name) }.map(\.id))
        schema.tables = tables.tables.filter { !ignored.contains($0.key) }.map(\.value)
        schema.sequences = sequences.objects(without: ignored, columns)
        schema.others =
            sequences.texts(without: ignored, columns, tables.tables.mapValues(\.name)) + (relations.texts[nil] ?? [])
        addViews(to: &schema, columns, relations)
        let routines = RoutineRows(own: own)
        schema.routines = rows(12) { routines.routine(&$0) }
        return schema.sorted()
    }

    private func rows<Value>(_ index: Int, _ read: (inout CatalogueRow) -> Value) -> [Value] {
        answers[index].rows.map {
            var row = CatalogueRow($0)
            return read(&row)
        }
    }

    private var triggers: [Int: [Trigger]] {
        let states = ["D": "DISABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"]
        let pairs = rows(9) { row in
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
        let pairs = rows(13) { row in
            let table = row.next().flatMap { Int($0) }
            let object = TextObject(
                kind: row.text(), name: row.text(), definition: row.text(), removal: row.next())
            return (table, [object] + TextObject.comment(on: row.text(), row.next()))
        }
        return Dictionary(grouping: pairs, by: \.0).mapValues { $0.flatMap(\.1) }
    }

    private func addViews(to schema: inout Schema, _ columns: ColumnRows, _ relations: RelationParts) {
        let sources = Dictionary(grouping: rows(11) { ($0.int(), $0.name()) }, by: \.0)
        for (id, view) in rows(10, { ViewRow.view(&$0) }) {
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
