import FlotillaSQL
import Testing

/// What a process leaves on a scratch server when it is killed.
@Suite("A scratch database that was left behind")
struct LeftOverTests {
    private static func server(_ engine: Engine, _ database: String? = nil) throws -> Database {
        switch engine {
        case .postgresql: try database.map { try Database.postgresql($0) } ?? Database.postgresql()
        case .mysql: try database.map { try Database.mysql($0) } ?? Database.mysql()
        case .sqlite: throw Unsupported()
        }
    }

    private struct Unsupported: Error {}

    @Test(
        "is named by doctor with the statement that drops it, and one that is in use is not",
        arguments: [Engine.postgresql, .mysql])
    func doctor(_ engine: Engine) throws {
        let url = try engine == .mysql ? Environment.mysql() : Environment.postgresql()
        let project = try Project(
            settings: """
                models: {sql: schema.sql}
                engines: [\(engine.rawValue)]
                scratch: {\(engine.rawValue): "\(url)"}

                """)
        try project.scratch.write("schema.sql", "CREATE TABLE users (id INTEGER NOT NULL);\n")
        try project.revision("a", after: nil, up: "SELECT 1;", down: "SELECT 1;")
        let server = try Self.server(engine)
        let mark = String(UInt64.random(in: 0 ... .max), radix: 36)
        let (left, used) = ("flotilla_scratch_\(mark)", "flotilla_scratch_\(mark)_used")
        for name in [left, used] { try server.run("CREATE DATABASE \(name)") }
        let force = engine == .postgresql ? " WITH (FORCE)" : ""
        defer { for name in [left, used] { _ = try? server.run("DROP DATABASE IF EXISTS \(name)\(force)") } }
        let holder = try Held(Self.server(engine, used))
        try holder.run("SELECT 1")

        let found = try project.flotilla("doctor").output
        #expect(found.contains("left by a process that was killed, on the scratch server of \(engine.rawValue):"))
        #expect(found.contains("DROP DATABASE \(left);") && !found.contains(used), "\(found)")
        try server.run("DROP DATABASE \(left);")
        let after = try project.flotilla("doctor").output
        #expect(
            after.contains("a scratch database of \(engine.rawValue) was made") && !after.contains(left), "\(after)")
        try holder.run("SELECT 1")
    }
}
