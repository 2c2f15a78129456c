import FlotillaDriver
import FlotillaInventory
import FlotillaSQL
import Glibc

/// A database that is made to try statements out and is thrown away: a file, or a database of its own on a server that
/// somebody has named for it. Blocks its thread.
final class ScratchDatabase {
    let target: Target
    private let removal: Removal

    private enum Removal {
        case folder(String)
        case database(name: String, server: ConnectionURL, driver: any Driver)
    }

    /// - Parameters:
    ///   - server: of PostgreSQL or MySQL, in which the login may make databases; SQLite needs none.
    init(
        _ engine: Engine, on server: URLTemplate?, adapter: EngineAdapter, secrets: Secrets
    ) throws(SchemaFailure) {
        guard engine != .sqlite else {
            let folder = try Self.makeFolder()
            removal = .folder(folder)
            target = Target(id: Self.id, url: try Self.template("sqlite:" + folder + "/scratch.db?mode=rwc"))
            return
        }
        guard let server else { throw SchemaFailure(engine, .noScratch) }
        let url: ConnectionURL
        do { url = try server.resolve(secrets: secrets) } catch {
            throw SchemaFailure(engine, .inventory(InventoryError(error)))
        }
        let name = Self.newName
        removal = .database(name: name, server: url, driver: adapter.driver)
        target = Target(id: Self.id, url: server.replacingDatabase(name))
        do throws(DriverError) {
            try Self.say("CREATE DATABASE \(name)", to: url, adapter.driver)
        } catch {
            throw SchemaFailure(engine, .scratch(error))
        }
    }

    deinit {
        switch removal {
        case .folder(let folder):
            for suffix in ["", "-journal", "-wal", "-shm"] { unlink(folder + "/scratch.db" + suffix) }
            rmdir(folder)
        case .database(let name, let server, let driver):
            // What is left of it bears a name that says what it was.
            _ = try? Self.say("DROP DATABASE IF EXISTS \(name)", to: server, driver)
        }
    }

    private static let id = TargetID("scratch")
    private static let patience = Duration.seconds(60)

    /// Needs no quotes on any engine.
    private static var newName: String { prefix + String(UInt64.random(in: 0 ... .max), radix: 36) }

    private static let prefix = "flotilla_scratch_"

    /// Those on the server with which nobody is connected: what a process leaves that is killed.
    static func leftOver(
        _ engine: Engine, on server: URLTemplate, adapter: EngineAdapter, secrets: Secrets
    ) throws(SchemaFailure) -> [String] {
        let query =
            switch engine {
            case .postgresql:
                """
                SELECT datname FROM pg_catalog.pg_database d WHERE starts_with(datname, '\(prefix)')
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datid = d.oid) ORDER BY 1
                """
            case .mysql:
                """
                SELECT schema_name FROM information_schema.schemata WHERE left(schema_name, \(prefix.utf8.count)) = '\(prefix)'
                AND schema_name NOT IN (SELECT db FROM information_schema.processlist WHERE db IS NOT NULL) ORDER BY 1
                """
            case .sqlite: ""
            }
        guard !query.isEmpty else { return [] }
        let url: ConnectionURL
        do { url = try server.resolve(secrets: secrets) } catch {
            throw SchemaFailure(engine, .inventory(InventoryError(error)))
        }
        do throws(DriverError) {
            return try say(query, to: url, adapter.driver).compactMap { $0.first ?? nil }
        } catch {
            throw SchemaFailure(engine, .reading(error))
        }
    }

    @discardableResult
    private static func say(
        _ statement: String, to url: ConnectionURL, _ driver: any Driver
    ) throws(DriverError) -> [[String?]] {
        let deadline = Deadline.after(patience)
        let session = try driver.connect(
            to: url, settings: SessionSettings(applicationName: "flotilla/scratch"), deadline: deadline,
            stop: StopSignal())
        defer { session.close() }
        return try session.run(Batch(statement), deadline: deadline).last?.rows ?? []
    }

    /// A file system in memory. Nobody misses a scratch database after a loss of power, and to wait for a disk after each
    /// statement would take most of the time.
    private static let memory = "/dev/shm"

    private static func makeFolder() throws(SchemaFailure) -> String {
        let chosen = Environment.process["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 }
        let parent = chosen ?? (access(memory, R_OK | W_OK | X_OK) == 0 ? memory : "/tmp")
        var path = Array((parent + "/flotilla-scratch-XXXXXX").utf8CString)
        guard mkdtemp(&path) != nil else {
            throw SchemaFailure(.sqlite, .folder(path: parent, words: String(cString: strerror(errno))))
        }
        return String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func template(_ text: String) throws(SchemaFailure) -> URLTemplate {
        do { return try URLTemplate(parsing: text, allowsReferences: false) } catch {
            throw SchemaFailure(.sqlite, .inventory(InventoryError(.badURL(error.problem))))
        }
    }
}
