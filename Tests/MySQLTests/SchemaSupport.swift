import FlotillaDriver
import FlotillaMySQL
import FlotillaSQL
import FlotillaSchema
import Testing

extension Scratch {
    /// What a script makes in this database, which is empty before and after.
    func schema(of script: String) throws -> Schema {
        try empty()
        try apply(script)
        let schema = try read()
        try empty()
        return schema
    }

    func read(ignoring ignored: Set<String> = []) throws -> Schema {
        let session = try connect(rowLimit: 100_000)
        defer { session.close() }
        return try MySQLSchemaReader().read(session, SchemaScope(ignored: ignored), deadline: .after(.seconds(30)))
    }

    func apply(_ script: String) throws {
        let session = try connect()
        defer { session.close() }
        try session.run("SET NAMES utf8mb4")
        try session.run(script, within: .seconds(30))
    }

    /// One after the other, as a journal would have them.
    func apply(_ statements: [RenderedStatement]) throws {
        let session = try connect()
        defer { session.close() }
        for statement in statements {
            do {
                try session.run(statement.sql)
            } catch {
                Issue.record("\(statement.sql)\n\(error.code) \(error.message)")
                throw error
            }
        }
    }

    /// By dropping and making the database itself.
    func empty() throws {
        let session = try connect()
        defer { session.close() }
        let rows = try session.run("SELECT @@collation_database")[0].rows
        try session.run("DROP DATABASE \(name); CREATE DATABASE \(name) COLLATE \(rows[0][0] ?? "utf8mb4_general_ci")")
    }
}

extension SchemaDifference {
    /// From nothing: everything is made.
    static func creating(_ schema: Schema) -> SchemaDifference {
        var changes = schema.sequences.map(Change.createSequence) + schema.tables.map(Change.createTable)
        changes += schema.views.map(Change.createView) + schema.routines.map(Change.createRoutine)
        changes += schema.others.map(Change.createOther)
        return SchemaDifference(from: Schema(engine: .mysql), to: schema, changes: changes)
    }

    /// The change of one table that both schemas have.
    static func altering(_ from: Schema, _ to: Schema, _ table: String, _ edits: [TableEdit]) throws -> SchemaDifference
    {
        let old = try #require(from.tables.first { $0.name.name == table })
        let new = try #require(to.tables.first { $0.name.name == table })
        return SchemaDifference(
            from: from, to: to, changes: [.alterTable(TableChange(from: old, to: new, edits: edits))])
    }
}

/// A difference that says which tables, or which parts of them, are not equal, not all that is.
func expectEqual(_ read: Schema, _ wanted: Schema, _ why: Comment? = nil) {
    guard read != wanted else { return }
    for table in wanted.tables {
        let other = read.tables.first { $0.name == table.name }
        #expect(other?.columns == table.columns, why)
        #expect(other == table, why)
    }
    #expect(read.tables.map(\.name) == wanted.tables.map(\.name), why)
    #expect(read.views == wanted.views, why)
    #expect(read.sequences == wanted.sequences, why)
    #expect(read.routines == wanted.routines, why)
    #expect(read.others == wanted.others, why)
}
