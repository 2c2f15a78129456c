import FlotillaDriver
import FlotillaPostgreSQL
import FlotillaSQL
import FlotillaSchema
import Testing

/// A schema of its own on the test server, to make things in and read them back.
struct SchemaWorkshop {
    let name: String
    let session: any Session

    /// `body` gets an empty schema, which is the session's search path.
    static func with<Value: Sendable>(_ body: @escaping @Sendable (SchemaWorkshop) throws -> Value) async throws
        -> Value
    {
        try await blocking {
            try TestSchema.with { schema in
                let session = try TestServer.connect()
                defer { session.close() }
                try session.run("SET search_path = \(schema.name)")
                return try body(SchemaWorkshop(name: schema.name, session: session))
            }
        }
    }

    /// `body` gets the schema `public` of a database of its own: for what is seen in all of a database.
    static func withDatabase<Value: Sendable>(
        _ body: @escaping @Sendable (SchemaWorkshop) throws -> Value
    ) async throws -> Value {
        try await blocking {
            let name = "test_\(UInt32.random(in: 0 ... .max))"
            let server = try TestServer.connect()
            defer { server.close() }
            try server.run("CREATE DATABASE \(name)")
            defer { _ = try? server.run("DROP DATABASE \(name) WITH (FORCE)") }
            var url = try TestServer.url()
            url.database = name
            let session = try TestServer.connect(to: url)
            defer { session.close() }
            return try body(SchemaWorkshop(name: "public", session: session))
        }
    }

    /// What `sql` makes of nothing; afterwards there is nothing again.
    func schema(_ sql: String) throws -> Schema {
        try session.run(sql)
        let schema = try read()
        try clear()
        return schema
    }

    func clear() throws { try session.run("DROP SCHEMA \(name) CASCADE; CREATE SCHEMA \(name)") }

    func read(ignoring ignored: Set<String> = []) throws(DriverError) -> Schema {
        try PostgreSQLSchemaReader().read(session, SchemaScope(ignored: ignored), deadline: .after(.seconds(120)))
    }

    /// One statement at a time, as a section without a transaction is run. The error has the statement in it.
    func carryOut(_ statements: [RenderedStatement]) throws {
        for statement in statements {
            do { try session.run(statement.sql) } catch {
                throw Failure(sql: statement.sql, message: error.message)
            }
        }
    }

    struct Failure: Error, CustomStringConvertible {
        var sql: String
        var message: String

        var description: String { "\(message): \(sql)" }
    }
}

extension SchemaDifference {
    /// From an empty schema.
    static func creation(of schema: Schema) -> SchemaDifference {
        var changes: [Change] = schema.namespaces.map { .createNamespace($0) }
        changes += schema.extensions.map { .createExtension($0) }
        changes += schema.enums.map { .createEnum($0) }
        changes += schema.sequences.map { .createSequence($0) }
        changes += schema.tables.map { .createTable($0) }
        changes += schema.views.map { .createView($0) }
        changes += schema.routines.map { .createRoutine($0) }
        changes += schema.others.map { .createOther($0) }
        return SchemaDifference(from: Schema(engine: schema.engine), to: schema, changes: changes)
    }

    /// To an empty schema.
    static func removal(of schema: Schema) -> SchemaDifference {
        var changes: [Change] = schema.enums.map { .dropEnum($0) }
        changes += schema.sequences.map { .dropSequence($0) }
        changes += schema.tables.map { .dropTable($0) }
        changes += schema.views.map { .dropView($0) }
        changes += schema.routines.map { .dropRoutine($0) }
        changes += schema.others.map { .dropOther($0) }
        changes += schema.extensions.map { .dropExtension($0) }
        return SchemaDifference(from: schema, to: Schema(engine: schema.engine), changes: changes)
    }
}

/// Where two schemas differ, as short as it can be said; empty for equal ones.
func differences(_ one: Schema, _ other: Schema) -> [String] {
    guard one != other else { return [] }
    func missing<Value: Hashable>(_ path: KeyPath<Schema, [Value]>) -> [String] {
        let (old, new) = (one[keyPath: path], other[keyPath: path])
        return old.filter { !new.contains($0) }.map { "- \($0)" } + new.filter { !old.contains($0) }.map { "+ \($0)" }
    }
    let lists =
        missing(\.enums) + missing(\.sequences) + missing(\.tables) + missing(\.views) + missing(\.routines)
        + missing(\.others) + missing(\.extensions) + missing(\.namespaces)
    return lists.isEmpty ? ["the order"] : lists
}
