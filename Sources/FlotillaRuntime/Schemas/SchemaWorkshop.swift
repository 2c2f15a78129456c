import FlotillaDriver
import FlotillaInventory
import FlotillaRevisions
import FlotillaSQL
import FlotillaSchema

/// How schemas of one engine are read and written.
public struct SchemaAdapter: Sendable {
    public var reader: any SchemaReader
    public var renderer: any SchemaRenderer
    public var estimator: any RowEstimator

    public init(reader: any SchemaReader, renderer: any SchemaRenderer, estimator: any RowEstimator) {
        self.reader = reader
        self.renderer = renderer
        self.estimator = estimator
    }
}

/// Statements that make a schema, and where they came from.
public struct SchemaScript: Sendable, Hashable {
    /// A file or a program, for messages.
    public var source: String
    public var text: [UInt8]

    public init(source: String, text: [UInt8]) {
        self.source = source
        self.text = text
    }
}

/// Where schemas of one engine are made and read back: whatever is wanted is made on a scratch database, so that all
/// schemas are in the engine's own words. Blocks its thread; belongs on a ``BlockingPool``.
public struct SchemaWorkshop: Sendable {
    public var engine: Engine
    public var adapter: EngineAdapter
    public var schemas: SchemaAdapter
    public var settings: MigrationSettings
    public var secrets: Secrets
    /// On which scratch databases are made; SQLite needs none.
    public var scratch: URLTemplate?
    /// What of a PostgreSQL database is read besides the target's own schema.
    public var others: OtherSchemas
    /// The same of scratch databases, where everything is the project's.
    public var othersOnStage: OtherSchemas
    public var stop: StopSignal
    /// For everything that is done in it.
    public var timeout: Duration

    public init(
        engine: Engine, adapter: EngineAdapter, schemas: SchemaAdapter, settings: MigrationSettings, secrets: Secrets,
        scratch: URLTemplate?, others: OtherSchemas = .none, stop: StopSignal, timeout: Duration = .seconds(600)
    ) {
        self.engine = engine
        self.adapter = adapter
        self.schemas = schemas
        self.settings = settings
        self.secrets = secrets
        self.scratch = scratch
        self.others = others
        othersOnStage = others
        self.stop = stop
        self.timeout = timeout
    }
}

extension SchemaWorkshop {
    /// Makes a scratch database and removes it when `body` has ended.
    public func onStage<Value>(
        _ body: (SchemaStage) throws(SchemaFailure) -> Value
    ) throws(SchemaFailure) -> Value {
        let stage = SchemaStage(self, try ScratchDatabase(engine, on: scratch, adapter: adapter, secrets: secrets))
        defer { stage.close() }
        return try body(stage)
    }

    /// Scratch databases that nobody uses any more, by their names, which need no quotes.
    public func leftOverDatabases() throws(SchemaFailure) -> [String] {
        guard let scratch else { return [] }
        return try ScratchDatabase.leftOver(engine, on: scratch, adapter: adapter, secrets: secrets)
    }

    /// What the scripts make of an empty database.
    public func schema(madeBy scripts: [SchemaScript]) throws(SchemaFailure) -> Schema {
        try onStage { stage throws(SchemaFailure) in
            try stage.run(scripts)
            return try stage.read()
        }
    }

    /// What the revisions up to these make of an empty database.
    public func schema(at revisions: [RevisionID], _ planner: Planner) throws(SchemaFailure) -> Schema {
        try onStage { stage throws(SchemaFailure) in
            try stage.advance(to: revisions, planner)
            return try stage.read()
        }
    }

    /// Of a database that is there already.
    public func read(_ target: Target) throws(SchemaFailure) -> Schema {
        let session = try connect(to: target)
        defer { session.close() }
        return try read(session, own: target.schema, others)
    }

    func read(_ session: any Session, own: String?, _ others: OtherSchemas) throws(SchemaFailure) -> Schema {
        do throws(DriverError) {
            let scope = SchemaScope(own: own, others: others.beside(own), ignored: ignored)
            return try schemas.reader.read(session, scope, deadline: .after(timeout))
        } catch {
            throw SchemaFailure(engine, .reading(error))
        }
    }

    /// Runs steps as on any target. Returns the version that they lead to.
    func attempt(
        _ operation: Operation, on target: Target, _ planner: Planner
    ) throws(TargetFailure) -> [RevisionID] {
        let context = MigrationContext(
            operation: operation, planner: planner, adapters: [engine: adapter], settings: settings, secrets: secrets,
            applicationName: "flotilla/scratch", consent: .any, stop: stop)
        var migrator = TargetMigrator(
            context: context, assignment: Assignment(operation), target: target, job: 0, memory: .init())
        if case .failed(let failure) = migrator.attempt() { throw failure }
        return migrator.memory.now ?? []
    }

    /// What a revision says of another database it would do there, and not on the scratch one.
    func requireOneDatabase(_ planner: Planner) throws(SchemaFailure) {
        guard engine != .postgresql else { return }
        for id in planner.migrations.graph.ids {
            guard let file = planner.migrations[id] else { continue }
            for section in file.upgradeSections(for: engine) + file.downgradeSections(for: engine) {
                for statement in SQLScript(section.body, engine: engine).statements {
                    guard let database = statement.otherDatabase else { continue }
                    throw SchemaFailure(
                        engine,
                        .leaving(
                            source: file.path, line: section.line + statement.line, excerpt: statement.excerpt,
                            database: database))
                }
            }
        }
    }

    /// Our own tables, which are no part of anybody's schema.
    private var ignored: Set<String> {
        settings.versionSchema == nil
            ? [settings.versionTable, OpeningRequest.journalTable] : [OpeningRequest.journalTable]
    }

    func connect(to target: Target) throws(SchemaFailure) -> any Session {
        let url: ConnectionURL
        do { url = try target.resolve(secrets: secrets) } catch { throw SchemaFailure(engine, .inventory(error)) }
        do {
            return try adapter.driver.connect(
                to: url, settings: SessionSettings(applicationName: "flotilla/schema", rowLimit: .max),
                deadline: .after(settings.connectTimeout), stop: stop)
        } catch {
            throw SchemaFailure(engine, .reading(error))
        }
    }
}
