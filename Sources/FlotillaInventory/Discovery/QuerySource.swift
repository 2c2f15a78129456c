import FlotillaDriver

/// `query: {url: …, sql: "SELECT slug AS id, dsn AS url, region FROM tenants"}`: a target for each row.
///
/// Columns `id` and `url`, `schema` where wanted; every other column is a label, and NULL leaves it out. The query runs
/// where nothing can be written; PostgreSQL's answer is fetched by cursor and streams.
struct QuerySource {
    static let shape = [
        FileKey("url", .text(.free), "Of the database that is asked."),
        FileKey("sql", .text(.free), "A SELECT with columns id and url; others are labels."),
    ]

    private let url: Written
    private let sql: String
    private let file: String

    init(_ fields: Fields) throws(InventoryError) {
        url = try fields.required("url")
        sql = try fields.required("sql").text
        file = fields.file
    }

    func deliver(_ run: Source.Run) throws(InventoryError) {
        let rows = try DatabaseRows(try SourceURL.template(url, file: file, folder: run.scope.folder), run)
        defer { rows.close() }
        var columns: Columns?
        var row = 0
        try rows.forEach(sql) { names, cells throws(InventoryError) in
            if columns == nil { columns = try Columns(names.map(run.written), header: run.place, isFile: false) }
            guard let known = columns else { return }
            row += 1
            let entry = known.entry(at: run.place(row: row)) { cells[$0].map(run.written) }
            try run.delivery.deliver(entry, in: run.scope)
        }
    }
}

/// The URL of the database that a source asks.
enum SourceURL {
    static func template(_ url: Written, file: String, folder: String) throws(InventoryError) -> URLTemplate {
        do { return try URLTemplate(parsing: url.text, folder: folder) } catch {
            throw InventoryError(
                .badURL(error.problem), at: url.spot.advanced(by: error.offset).place(in: file))
        }
    }
}
