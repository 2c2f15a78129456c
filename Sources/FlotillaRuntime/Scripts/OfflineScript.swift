import FlotillaDriver
import FlotillaRevisions
import FlotillaSQL

/// What is printed instead of being run: a script for one engine that its own command line client takes as it is.
public struct OfflineScript: Sendable {
    public var text: String
    /// What it does away with, where revisions say so.
    public var loss: [LosingStep]
}

/// Which script is wanted.
public struct ScriptRequest: Sendable {
    /// With the range as it was typed.
    public var operation: Operation
    /// A text for whoever reads the script.
    public var tag: String?

    public init(_ operation: Operation, tag: String? = nil) {
        self.operation = operation
        self.tag = tag
    }
}

/// For which databases.
public struct ScriptTarget: Sendable, Hashable {
    public var engine: Engine
    /// The PostgreSQL schema that is migrated as a unit; `nil` for the whole database.
    public var schema: String?

    public init(engine: Engine, schema: String? = nil) {
        self.engine = engine
        self.schema = schema
    }
}

extension OfflineScript {
    /// Nothing is connected to.
    public init(
        _ request: ScriptRequest, for target: ScriptTarget, _ planner: Planner, _ dialect: any MigrationDialect,
        _ settings: MigrationSettings
    ) throws(PlanRefusal) {
        let plan = try planner.offline(request.operation, engine: target.engine)
        let opening = OpeningRequest(
            versionTable: settings.versionTable, versionSchema: settings.versionSchema, schema: target.schema,
            history: planner.history, lockTimeout: settings.lockTimeout, statementTimeout: settings.statementTimeout)
        var writer = ScriptWriter(
            dialect: dialect, request: opening, settings: settings, migrations: planner.migrations)
        writer.writeHeader(request, plan)
        do throws(TargetFailure) {
            if request.operation == .ensureVersion {
                writer.add(dialect.scriptVersionTable(opening))
            } else {
                try writer.write(plan, request.operation)
            }
            text = try writer.finished()
        } catch {
            throw .scripts([error])
        }
        loss = plan.steps.compactMap(\.loss)
    }
}
