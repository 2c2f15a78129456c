import FlotillaDriver
import FlotillaInventory
import FlotillaRuntime
import FlotillaSQL
import FlotillaSchema
import Foundation
import Testing

/// One database, to one session, that is emptied where a ``SchemaWorkshop`` would make another: for tests that need
/// schemas by the thousand.
final class SchemaBench {
    private let workshop: SchemaWorkshop
    private let server: ConnectionURL
    private let name = "flotilla_bench_\(UInt64.random(in: 0 ... .max))"
    private var session: any Session

    init(_ engine: Engine) throws {
        workshop = try Workshops.workshop(engine)
        guard let server = try workshop.scratch?.resolve(secrets: Secrets()) else {
            let folder = try #require(ProcessInfo.processInfo.environment["FLOTILLA_TEST_DIR"])
            self.server = try ConnectionURL(parsing: "sqlite:\(folder)/\(name).db?mode=rwc")
            session = try Self.session(workshop, self.server)
            return
        }
        self.server = server
        let first = try Self.session(workshop, server)
        _ = try first.run(Batch("CREATE DATABASE \(name)"), deadline: Self.deadline)
        first.close()
        var own = server
        own.database = name
        session = try Self.session(workshop, own)
    }

    deinit {
        session.close()
        switch workshop.engine {
        case .sqlite: Self.remove(server.database)
        case .postgresql, .mysql:
            let last = try? Self.session(workshop, server)
            _ = try? last?.run(Batch("DROP DATABASE IF EXISTS \(name)"), deadline: Self.deadline)
            last?.close()
        }
    }

    /// A schema as the engine spells it, made where there was nothing.
    func schema(like wanted: Schema) throws -> Schema {
        try clear()
        let difference = SchemaComparison.difference(from: Schema(engine: workshop.engine), to: wanted)
        try carryOut(difference)
        return try read()
    }

    /// As the steps of a revision: in transactions, where the engine has them and the statements allow it.
    func carryOut(_ difference: SchemaDifference) throws {
        var isOpen = false
        for statement in workshop.schemas.renderer.statements(for: difference) {
            if workshop.engine != .mysql, isOpen == statement.runsAlone {
                try run(isOpen ? "COMMIT" : "BEGIN")
                isOpen.toggle()
            }
            do { try run(statement.sql) } catch { throw Refusal(sql: statement.sql, error: error) }
        }
        if isOpen { try run("COMMIT") }
    }

    func read() throws -> Schema {
        try workshop.schemas.reader.read(session, SchemaScope(), deadline: Self.deadline)
    }

    private func clear() throws {
        switch workshop.engine {
        case .postgresql:
            if session.transactionState != .idle { try run("ROLLBACK") }
            try run("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        case .mysql: try run("DROP DATABASE \(name); CREATE DATABASE \(name); USE \(name)")
        case .sqlite:
            session.close()
            Self.remove(server.database)
            session = try Self.session(workshop, server)
        }
    }

    private func run(_ sql: String) throws { _ = try session.run(Batch(sql), deadline: Self.deadline) }

    private static var deadline: Deadline { .after(.seconds(60)) }

    private static func session(_ workshop: SchemaWorkshop, _ url: ConnectionURL) throws -> any Session {
        try workshop.adapter.driver.connect(
            to: url, settings: SessionSettings(applicationName: "flotilla/bench", rowLimit: .max), deadline: deadline,
            stop: workshop.stop)
    }

    private static func remove(_ path: String) {
        for suffix in ["", "-journal", "-wal", "-shm"] { unlink(path + suffix) }
    }

    /// A statement that we wrote ourselves and the engine would not have.
    struct Refusal: Error, CustomStringConvertible {
        var sql: String
        var error: any Error

        var description: String { "\(error) in: \(sql)" }
    }
}
