import FlotillaDriver
import FlotillaSchema
import FlotillaSQLite

/// Databases of one test, made by statements, read back as schemas.
final class SchemaBench {
    private let scratch: Scratch
    private var count = 0

    init() throws { scratch = try Scratch() }

    /// A session on a new database with what `sql` makes of it.
    func session(_ sql: String = "", enforcing: Bool = false) throws -> SQLiteSession {
        count += 1
        let session = try connect(scratch.database(sql, name: "\(count).db"), rowLimit: 100_000)
        if enforcing { try session.run("PRAGMA foreign_keys = ON") }
        return session
    }

    func schema(_ sql: String) throws -> Schema { try session(sql).schema() }

    func table(_ sql: String) throws -> Table {
        let schema = try schema(sql)
        return schema.tables[0]
    }
}

extension SQLiteSession {
    func schema(ignoring ignored: Set<String> = []) throws -> Schema {
        try SQLiteSchemaReader().read(self, SchemaScope(ignored: ignored), deadline: .after(.seconds(30)))
    }

    /// In one transaction, as a revision runs.
    func apply(_ statements: [RenderedStatement]) throws {
        let batch = Batch(statements: ["BEGIN IMMEDIATE"] + statements.map(\.sql) + ["COMMIT"])
        _ = try run(batch, deadline: .after(.seconds(30)))
    }

    func apply(_ difference: SchemaDifference) throws { try apply(SQLiteRenderer().statements(for: difference)) }

    /// The rows of a query, each as its values with commas between.
    func rows(_ sql: String) throws -> [String] {
        (try run(sql).last?.rows ?? []).map { $0.map { $0 ?? "NULL" }.joined(separator: ",") }
    }
}
