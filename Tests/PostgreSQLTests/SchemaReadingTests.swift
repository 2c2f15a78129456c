import FlotillaDriver
import FlotillaPostgreSQL
import FlotillaSchema
import Testing

@Suite("Reading a schema")
struct SchemaReadingTests {
    @Test("everything of the sample is read")
    func sample() async throws {
        let schema = try await SchemaWorkshop.schema(SchemaSample.sql)
        #expect(schema.tables.count == 13)
    }
}
