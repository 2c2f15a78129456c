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

    func planner() throws(FlotillaError) -> Planner { Planner(try migrations(), variables: variables) }

    func migrations() throws(FlotillaError) -> Migrations { try migrations(try revisionSettings()) }

    func migrations(_ revisions: RevisionSettings) throws(FlotillaError) -> Migrations {
        do {
            return try MigrationsFolder.load(
                settings.migrations, locations: revisions.locations, isRecursive: revisions.isRecursive)
        } catch {
            throw FlotillaError(error)
        }
    }
}
