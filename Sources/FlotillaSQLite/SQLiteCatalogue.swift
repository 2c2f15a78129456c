import FlotillaDriver
import FlotillaSQL

/// Looking things up in SQLite's schema table, to learn whether a statement took effect.
extension SQLiteDialect {
    public func tableNames(_ request: OpeningRequest) -> String {
        #"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'"#
    }

    public func exists(_ object: CatalogueObject, in request: OpeningRequest) -> String? {
        switch object {
        case .table(let name): row("table", name)
        case .view(let name): row("view", name)
        case .index(let name, _): row("index", name)
        case .trigger(let name, _): row("trigger", name)
        case .column(let column, let table):
            "EXISTS (SELECT 1 FROM pragma_table_xinfo(\(quoted(table.name.text))) WHERE name = \(quoted(column.text)) COLLATE NOCASE)"
        case .materializedView, .primaryKey, .constraint, .function, .procedure, .package, .packageBody, .event,
            .sequence, .type, .enumValue, .schema, .database, .extension:
            nil
        }
    }

    public func remains(of effect: CatalogueEffect, in request: OpeningRequest) -> [String] { [] }

    private func row(_ type: String, _ name: QualifiedName) -> String {
        "EXISTS (SELECT 1 FROM sqlite_master WHERE type = '\(type)' AND name = \(quoted(name.name.text)) COLLATE NOCASE)"
    }
}
