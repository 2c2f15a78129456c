import FlotillaDriver
import FlotillaPostgreSQL

/// A schema of its own for a test whose sessions must see the same table; dropped with `drop()`.
struct TestSchema {
    let name: String

    init() throws {
        name = "test_\(UInt32.random(in: 0 ... .max))"
        try run("CREATE SCHEMA \(name)")
    }

    func drop() throws { try run("DROP SCHEMA \(name) CASCADE") }

    private func run(_ sql: String) throws {
        let session = try TestServer.connect()
        defer { session.close() }
        try session.run(sql)
    }

    /// `body` gets a fresh schema.
    static func with<Value>(_ body: (TestSchema) throws -> Value) throws -> Value {
        let schema = try TestSchema()
        let value = Result { try body(schema) }
        try schema.drop()
        return try value.get()
    }
}
