import FlotillaDriver
import FlotillaSQL

/// What an administrator has to allow so that a ledger can lie in a PostgreSQL database: the least that will do.
public struct LedgerPrivileges: Sendable, Hashable {
    /// The database, without any password.
    public let place: String
    private let database: String
    private let role: String

    init(_ url: ConnectionURL) {
        place = url.redacted
        database = Self.quoted(url.database)
        role = url.user.map { Self.quoted($0) } ?? "CURRENT_USER"
    }

    /// A name that cannot be quoted names nothing that exists.
    private static func quoted(_ name: String) -> String {
        (try? SQLQuoting.identifier(name, engine: .postgresql)) ?? "\"\""
    }

    /// For the role that makes the tables: it owns the schema and so everything in it.
    public var toCreate: [String] {
        [
            "CREATE SCHEMA IF NOT EXISTS flotilla AUTHORIZATION \(role);",
            "GRANT TEMPORARY ON DATABASE \(database) TO \(role);",
        ]
    }

    /// Tables whose rows are ever changed; in the others, the record of events among them, rows are only added.
    private var changing: String {
        [
            "targets", "versions", "runs", "jobs", "writers", "workers", "rollouts", "rollout_waves", "assignments",
            "chain",
        ].map { "flotilla." + $0 }.joined(separator: ", ")
    }

    /// For a role that only writes, once the tables are there. Targets of a new run are collected in a temporary table.
    public var toWrite: [String] {
        [
            "GRANT TEMPORARY ON DATABASE \(database) TO \(role);",
            "GRANT USAGE ON SCHEMA flotilla TO \(role);",
            "GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA flotilla TO \(role);",
            "GRANT UPDATE ON \(changing) TO \(role);",
            "GRANT DELETE ON flotilla.writers, flotilla.reach TO \(role);",
        ]
    }

    /// For a role that only asks.
    public var toRead: [String] {
        [
            "GRANT USAGE ON SCHEMA flotilla TO \(role);",
            "GRANT SELECT ON ALL TABLES IN SCHEMA flotilla TO \(role);",
        ]
    }
}
