import FlotillaDriver
import FlotillaSQL

/// Looking things up in MySQL's and MariaDB's `information_schema`, to learn whether a statement took effect. Every
/// query names schema and object, so that the server opens one table and not all of them.
extension MySQLDialect {
    public func tableNames(_ request: OpeningRequest) -> String {
        "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'"
    }

    public func exists(_ object: CatalogueObject, in request: OpeningRequest) -> String? {
        switch object {
        case .table(let name), .view(let name), .sequence(let name): row("tables", "table", name)
        case .column(let column, let table): row("columns", "table", table, "column_name = \(quoted(column.text))")
        case .index(let index, let table?):
            row("statistics", "table", table, "index_name = \(quoted(index.name.text))")
        case .primaryKey(let table): row("statistics", "table", table, "index_name = 'PRIMARY'")
        case .constraint(let constraint, let table):
            row("table_constraints", "table", table, "constraint_name = \(quoted(constraint.text))")
        case .trigger(let name, _): row("triggers", "trigger", name)
        case .function(let name): row("routines", "routine", name, "routine_type = 'FUNCTION'")
        case .procedure(let name): row("routines", "routine", name, "routine_type = 'PROCEDURE'")
        case .event(let name): row("events", "event", name)
        case .schema(let name), .database(let name):
            "EXISTS (SELECT 1 FROM information_schema.schemata WHERE schema_name = \(quoted(name.text)))"
        case .index(_, nil), .materializedView, .package, .packageBody, .type, .enumValue, .extension: nil
        }
    }

    public func remains(of effect: CatalogueEffect, in request: OpeningRequest) -> [String] { [] }

    private func row(_ view: String, _ prefix: String, _ name: QualifiedName, _ more: String? = nil) -> String {
        let schema = name.schema.map { quoted($0.text) } ?? "DATABASE()"
        let condition = more.map { " AND " + $0 } ?? ""
        return "EXISTS (SELECT 1 FROM information_schema.\(view) WHERE \(prefix)_schema = \(schema) "
            + "AND \(prefix)_name = \(quoted(name.name.text))\(condition))"
    }
}
