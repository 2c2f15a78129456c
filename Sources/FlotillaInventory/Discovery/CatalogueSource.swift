import FlotillaDriver
import FlotillaSQL

/// `databases: {url: …, matching: "tenant_%"}` and `schemas: {…}`: a target for each database of a server, or for each
/// schema of a PostgreSQL database, whose name fits.
///
/// `matching` and `excluding` are `LIKE` patterns, compared here and with regard to case, so that every engine agrees
/// and no pattern becomes part of a statement. The engines' own databases and schemas never match.
struct CatalogueSource {
    static let shape = [
        FileKey("url", .text(.free), "Of the server."),
        FileKey("matching", .text(.free), "A LIKE pattern of names, such as tenant_%."),
        FileKey("excluding", .words(.free), "Patterns of names that are left out."),
    ]

    private static let ownDatabases = ["information_schema", "mysql", "performance_schema", "sys"]

    private let url: Written
    private let matching: Wildcard
    private let excluding: [Wildcard]
    private let file: String

    init(_ fields: Fields) throws(InventoryError) {
        url = try fields.required("url")
        matching = Wildcard(like: try fields.required("matching").text)
        excluding = try fields.words("excluding").map { Wildcard(like: $0.text) }
        file = fields.file
    }

    func deliverDatabases(_ run: Source.Run) throws(InventoryError) {
        let template = try SourceURL.template(url, file: file, folder: run.scope.folder)
        try forEachName(template, run, named: "databases") { engine in
            switch engine {
            case .postgresql: SourceSQL.postgresqlDatabases
            case .mysql: SourceSQL.mysqlDatabases
            case .sqlite: nil
            }
        } body: { name, row throws(InventoryError) in
            guard !Self.ownDatabases.contains(name) else { return }
            try deliver(name, of: "databases", template.replacingDatabase(name), schema: nil, row: row, run)
        }
    }

    func deliverSchemas(_ run: Source.Run) throws(InventoryError) {
        let template = try SourceURL.template(url, file: file, folder: run.scope.folder)
        try forEachName(template, run, named: "schemas") { engine in
            engine == .postgresql ? SourceSQL.postgresqlSchemas : nil
        } body: { name, row throws(InventoryError) in
            guard !name.hasPrefix("pg_"), name != "information_schema" else { return }
            try deliver(name, of: "schemas", template, schema: name, row: row, run)
        }
    }

    private func forEachName(
        _ template: URLTemplate, _ run: Source.Run, named source: String, query: (Engine) -> String?,
        body: (String, Int) throws(InventoryError) -> Void
    ) throws(InventoryError) {
        let rows = try DatabaseRows(template, run)
        defer { rows.close() }
        guard let query = query(rows.engine) else {
            throw run.fault(.unsupportedBySource(source: source, rows.engine))
        }
        var row = 0
        try rows.forEach(query) { _, cells throws(InventoryError) in
            row += 1
            guard let name = cells.first ?? nil, matching.matches(name),
                !excluding.contains(where: { $0.matches(name) })
            else { return }
            try body(name, row)
        }
    }

    private func deliver(
        _ name: String, of source: String, _ url: URLTemplate, schema: String?, row: Int, _ run: Source.Run
    ) throws(InventoryError) {
        let place = run.place(row: row)
        let id: TargetID
        do { id = try TargetRules.id(run.scope.prefix + name, at: place) } catch {
            guard case .badID(_, let problem) = error.reason else { return try run.delivery.report(error) }
            return try run.delivery.report(
                InventoryError(.badCatalogueName(text: name, source: source, problem), at: place))
        }
        let schema = schema ?? url.schema
        try run.delivery.deliver(
            Target(reading: id, url: url, labels: run.scope.labels, schema: schema, origin: place))
    }
}
