import FlotillaDriver
import FlotillaSQL
import Foundation
import Synchronization
import Testing

/// Runs `body` for every number below `count`, four at a time: most of it waits for a server.
func inParallel(_ count: Int, _ body: @Sendable (Int) throws -> Void) throws {
    let next = Mutex(0)
    let failure = Mutex<(any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
        while true {
            let index = next.withLock { next in
                defer { next += 1 }
                return next
            }
            guard index < count, failure.withLock({ $0 == nil }) else { return }
            do { try body(index) } catch { failure.withLock { $0 = error } }
        }
    }
    if let error = failure.withLock({ $0 }) { throw error }
}

/// What stands in a tenant, read past the program: version, effects in their order, how many rows the last revision's
/// trigger wrote, and tables with their columns.
struct TenantContent: Hashable, CustomStringConvertible {
    var version: String?
    var effects: [String?]
    var audits: String?
    var columns: [String?]

    var description: String { "on \(version ?? "none"), \(effects.count) effects, \(audits ?? "no") audits" }

    static func ofPostgreSQL(_ session: some Questionable, schema: String = "public") throws -> Self {
        try Self(
            session, prefix: schema + ".",
            columns: """
                SELECT table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns
                WHERE table_schema = '\(schema)' ORDER BY 1
                """)
    }

    static func ofMySQL(_ session: some Questionable, database: String) throws -> Self {
        try Self(
            session, prefix: database + ".",
            columns: """
                SELECT CONCAT(table_name, '.', column_name, ' ', column_type) FROM information_schema.columns
                WHERE table_schema = '\(database)' AND table_name <> 'flotilla_journal' ORDER BY 1
                """)
    }

    static func ofSQLite(_ session: some Questionable) throws -> Self {
        try Self(session, prefix: "", columns: "SELECT type || ' ' || name FROM sqlite_master ORDER BY 1")
    }

    private init(_ session: some Questionable, prefix: String, columns: String) throws {
        version = try session.value("SELECT version_num FROM \(prefix)alembic_version")
        effects = try session.column("SELECT revision FROM \(prefix)effects ORDER BY revision")
        audits = effects.contains("r10") ? try session.value("SELECT count(*) FROM \(prefix)audit") : nil
        self.columns = try session.column(columns)
    }
}

/// Something that answers SQL.
protocol Questionable {
    func run(_ sql: String) throws -> [[String?]]
}

extension Questionable {
    func column(_ sql: String) throws -> [String?] { try run(sql).map { $0.first ?? nil } }
    func value(_ sql: String) throws -> String? { try column(sql).first ?? nil }
}

extension Database: Questionable {}

/// One connection kept open over many questions, or holding a lock.
final class Held: Questionable {
    private let session: any FlotillaDriver.Session

    init(_ database: Database) throws { session = try database.connect() }

    deinit { session.close() }

    @discardableResult
    func run(_ sql: String) throws -> [[String?]] {
        try session.run(Batch(sql), deadline: .after(.seconds(60))).last?.rows ?? []
    }
}
