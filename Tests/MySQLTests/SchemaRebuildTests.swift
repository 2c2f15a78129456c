import FlotillaDriver
import FlotillaMySQL
import FlotillaSchema
import Testing

@Suite("Rebuilding a schema from its rendered statements")
struct SchemaRebuildTests {
    @Test(
        "What was read is made again on an empty database, and reads back equal",
        arguments: SchemaSample.allCases)
    func rebuild(sample: SchemaSample) throws {
        try Server().withScratch { scratch in
            let wanted = try scratch.schema(of: sample.script.replacing("$DATABASE", with: scratch.name))
            let statements = MySQLRenderer().statements(for: .creating(wanted))
            try scratch.apply(statements)
            expectEqual(try scratch.read(), wanted)
            #expect(statements.allSatisfy { !$0.runsAlone && !$0.losesData && !$0.sql.hasSuffix(";") })
        }
    }

    @Test("A database with another default collation becomes equal too")
    func otherDefault() throws {
        try Server().withScratch { scratch in
            let wanted = try scratch.schema(of: SchemaSample.shop.replacing("$DATABASE", with: scratch.name))
            try scratch.apply("ALTER DATABASE COLLATE = latin1_swedish_ci")
            try scratch.apply(MySQLRenderer().statements(for: .creating(wanted)))
            expectEqual(try scratch.read(), wanted)
            #expect(try scratch.read() == wanted)
        }
    }

    @Test("All of it is dropped again in an order that works")
    func drop() throws {
        try Server().withScratch { scratch in
            try scratch.apply(SchemaSample.everything.replacing("$DATABASE", with: scratch.name))
            let schema = try scratch.read()
            var empty = Schema(engine: .mysql)
            empty.others = schema.others.filter { $0.kind == "DATABASE" }
            var changes = schema.tables.map(Change.dropTable) + schema.sequences.map(Change.dropSequence)
            changes += schema.views.map(Change.dropView) + schema.routines.map(Change.dropRoutine)
            changes += schema.others.filter { $0.kind != "DATABASE" }.map(Change.dropOther)
            let statements = MySQLRenderer().statements(
                for: SchemaDifference(from: schema, to: empty, changes: changes))
            try scratch.apply(statements)
            #expect(try scratch.read() == empty)
            #expect(statements.filter(\.losesData).count == schema.tables.count + schema.sequences.count)
        }
    }
}
