import FlotillaRevisions
import FlotillaSQL

/// A new project as `init` writes it: settings with an explanation of each, and for a fleet an inventory.
public enum ProjectTemplate: String, Sendable, CaseIterable {
    case sqlite, postgresql, mysql, fleet

    public var synopsis: String {
        switch self {
        case .sqlite: "one SQLite file, or many of them"
        case .postgresql: "one PostgreSQL database, or many of them"
        case .mysql: "one MySQL or MariaDB database, or many of them"
        case .fleet: "a fleet on any engines, with a sample inventory of two SQLite files"
        }
    }

    static let inventoryName = "fleet.yaml"

    /// The settings file.
    ///
    /// - Parameters:
    ///   - migrations: where revisions lie, seen from the folder of the file.
    ///   - format: whose they are.
    func settings(migrations: String, format: RevisionFormat) -> String {
        [Self.places(migrations, format), databases, models, Self.versionTable(format), Self.defaults]
            .joined(separator: "\n")
    }

    /// `nil` for a template without one.
    var inventory: String? { self == .fleet ? Self.sampleInventory : nil }
}

// MARK: The settings

extension ProjectTemplate {
    private static func places(_ migrations: String, _ format: RevisionFormat) -> String {
        let revisions =
            format == .flotilla
            ? """
            # Where revisions lie, one SQL file each, in its folder versions/.
            migrations: \(quoted(migrations))
            """
            : """
            # Where revisions lie. They are read as \(format.rawValue) reads them, and new ones are written so.
            migrations: \(quoted(migrations))
            revisions: {format: \(format.rawValue)}
            """
        return """
            # For editors: flotilla config schema > flotilla.schema.json
            # yaml-language-server: $schema=flotilla.schema.json

            # Settings of this project. Paths are seen from the folder of this file; lines behind a # say what else there is.

            \(revisions)

            """
    }

    private static func versionTable(_ format: RevisionFormat) -> String {
        format == .flotilla
            ? """
            # The table in each database that says which revision it is on. It is Alembic's own.
            # version_table: alembic_version

            """
            : """
            # The table in each database that says which revision it is on, in the form that \(format.rawValue) knows.
            version_table: \(format.versionTable)

            """
    }

    private var databases: String {
        guard self != .fleet else {
            return """
                # The databases, or where to find them.
                inventory: \(Self.inventoryName)

                # What revisions are written for; without it, the engines of the fleet.
                # engines: [postgresql, mysql, sqlite]

                """
        }
        return """
            # What revisions are written for.
            engines: [\(rawValue)]

            # One database is named on the command line: flotilla upgrade --database "\(exampleURL)"
            # Several are listed in an inventory, which flotilla upgrade --all goes through:
            # inventory: \(Self.inventoryName)

            """
    }

    private var exampleURL: String {
        switch self {
        case .sqlite, .fleet: "sqlite:app.db?mode=rwc"
        case .postgresql: "postgresql://me@localhost/app"
        case .mysql: "mysql://me@localhost/app"
        }
    }

    private var models: String {
        """
        # What tables the application wants, for flotilla migrate; one of these:
        # models: {sql: schema.sql}
        # models: {command: [python, ddl.py]}
        # models: {database: "\(exampleURL)"}
        \(scratch)
        """
    }

    private var scratch: String {
        switch self {
        case .sqlite: ""
        case .postgresql, .fleet:
            """
            # A server on which flotilla migrate may make databases and throw them away:
            # scratch: {postgresql: "postgresql://me@localhost/postgres"}

            """
        case .mysql:
            """
            # A server on which flotilla migrate may make databases and throw them away:
            # scratch: {mysql: "mysql://me@localhost/mysql"}

            """
        }
    }

    private static let defaults = """
        # defaults:
        #   lock_timeout: 2s          # how long a statement waits for a lock
        #   statement_timeout: 1h     # how long a statement may run
        #   transaction: run          # all pending revisions in one transaction; revision: one for each
        #   concurrency: {total: auto, per_server: auto}

        """

    /// A path as YAML takes it, whatever stands in it.
    private static func quoted(_ path: String) -> String {
        let isPlain = path.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "/"),
                UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        return isPlain ? path : "\"" + path.map { "\"\\".contains($0) ? "\\\($0)" : String($0) }.joined() + "\""
    }
}

// MARK: The inventory

extension ProjectTemplate {
    private static let sampleInventory = """
        # The inventory: the databases of the fleet, or where to find them. Try it: flotilla inventory list

        targets:
          # An id of your choice, a URL, and labels to select by: flotilla upgrade --select ring=canary
          - id: acme
            url: "sqlite:acme.db?mode=rwc"
            labels: {ring: canary}
          - id: globex
            url: "sqlite:globex.db?mode=rwc"
            labels: {ring: rest}
          # Passwords are references, never text: ${env:NAME}, ${file:/run/secrets/name}
          # - id: initech
          #   url: "postgresql://flotilla:${env:INITECH_PASSWORD}@db1.internal/initech"
          #   labels: {ring: rest}

        # Instead of a line for each:
        # sources:
        #   - databases: {url: "postgresql://flotilla@db1.internal/postgres", matching: "tenant_%", labels: {ring: rest}}
        #   - files: {glob: "tenants/*.db", labels: {ring: rest}}

        """
}
