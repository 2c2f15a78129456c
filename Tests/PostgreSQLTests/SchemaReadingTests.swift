import FlotillaDriver
import FlotillaPostgreSQL
import FlotillaSchema
import Testing

@Suite("Reading a schema")
struct SchemaReadingTests {
    @Test("everything of the sample is read")
    func sample() async throws {
        let schema = try await read(SchemaSample.sql)
        for table in schema.tables { Swift.print(table, "\n") }
        #expect(schema.tables.count == 17)
    }

    private func read(_ sql: String) async throws -> Schema {
        try await blocking {
            try TestSchema.with { schema in
                let session = try TestServer.connect()
                defer { session.close() }
                try session.run("SET search_path = \(schema.name)")
                try session.run(sql)
                return try PostgreSQLSchemaReader().read(session, SchemaScope(), deadline: .after(.seconds(20)))
            }
        }
    }
}
