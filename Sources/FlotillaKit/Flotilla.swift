import FlotillaDriver
import FlotillaInventory
import FlotillaMySQL
import FlotillaPostgreSQL
import FlotillaRevisions
import FlotillaRuntime
import FlotillaSQL
import FlotillaSQLite
import FlotillaSchema
import FlotillaTables
import Glibc
import Synchronization

/// Everything a command does, and the one place where the parts are put together.
///
/// Calls that read files, ask sources or wait for the ledger do so on a thread of their own, never on Swift's.
public final class Flotilla: Sendable {
    public let settings: Settings
    let adapters: [Engine: EngineAdapter]
    let schemas: [Engine: SchemaAdapter]
    /// Models in Swift, in the place of those that the settings name.
    let modelSet: ModelSet?
    /// For the places that revisions leave open.
    let variables: SQLVariables
    let secrets = Secrets()
    /// To the project whose own Alembic runs some of the revisions; made when a revision asks for it.
    private let bridge = Mutex<AlembicBridge?>(nil)
    /// For everything that blocks and is not the work on a target.
    let desk = BlockingPool(width: 1)

    /// - Parameters:
    ///   - models: what is wanted of the schema, where the program that asks says so itself.
    ///   - variables: for the places that revisions leave open.
    public init(settings: Settings, models: ModelSet? = nil, variables: SQLVariables = SQLVariables()) {
        self.settings = settings
        modelSet = models
        self.variables = variables
        adapters = [
            .postgresql: EngineAdapter(driver: PostgreSQLDriver(), dialect: PostgreSQLDialect()),
            .mysql: EngineAdapter(driver: MySQLDriver(), dialect: MySQLDialect()),
            .sqlite: EngineAdapter(driver: SQLiteDriver(), dialect: SQLiteDialect()),
        ]
        schemas = [
            .postgresql: SchemaAdapter(
                reader: PostgreSQLSchemaReader(), renderer: PostgreSQLRenderer(), estimator: PostgreSQLRowEstimator()),
            .mysql: SchemaAdapter(
                reader: MySQLSchemaReader(), renderer: MySQLRenderer(), estimator: MySQLRowEstimator()),
            .sqlite: SchemaAdapter(
                reader: SQLiteSchemaReader(), renderer: SQLiteRenderer(), estimator: SQLiteRowEstimator()),
        ]
    }

    /// Runs work that blocks where it may.
    func atDesk<Value: Sendable>(
        _ work: @escaping @Sendable () throws(FlotillaError) -> Value
    ) async throws(FlotillaError) -> Value {
        let task = Task(executorPreference: desk) { () -> Result<Value, FlotillaError> in
            // Awaited in the next line.
            do throws(FlotillaError) { return .success(try work()) } catch { return .failure(error) }
        }
        return try await task.value.get()
    }

    func planner() throws(FlotillaError) -> Planner { try planner(filling: variables) }

    /// - Parameter variables: those of a plan, which need not be those of this command.
    /// - Parameter takesBaselines: false for the long way, revision by revision.
    func planner(filling variables: SQLVariables, takesBaselines: Bool = true) throws(FlotillaError) -> Planner {
        let migrations = try migrations()
        let mayRunAlembic = migrations.names.contains { migrations[$0]?.mayRunAlembic == true }
        return Planner(
            migrations, variables: variables, bridge: mayRunAlembic ? try alembicBridge() : nil,
            takesBaselines: takesBaselines)
    }

    /// One for the whole process, so that its Python imports the project once.
    private func alembicBridge() throws(FlotillaError) -> AlembicBridge? {
        if let known = bridge.withLock({ $0 }) { return known }
        let found: AlembicSettings?
        do { found = try AlembicSettings.load(settings) } catch { throw .inventory(error) }
        guard let found else { return nil }
        // Python is busy with itself for most of a step.
        let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        return bridge.withLock { bridge in
            let made = bridge ?? AlembicBridge(found, width: min(cores, limits.perServer))
            bridge = made
            return made
        }
    }

    func migrations() throws(FlotillaError) -> Migrations { try migrations(try revisionSettings()) }

    func migrations(_ revisions: RevisionSettings) throws(FlotillaError) -> Migrations {
        do {
            return try MigrationsFolder.load(
                settings.migrations, locations: revisions.locations, isRecursive: revisions.isRecursive,
                format: revisions.format)
        } catch {
            throw FlotillaError(error)
        }
    }
}
