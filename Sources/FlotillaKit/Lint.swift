import FlotillaLint
import FlotillaRevisions
import FlotillaSQL

/// What shall be linted, and by which rules.
public struct LintRequest: Sendable {
    /// As people name revisions: `head`, `ae10`, `a:b`. None: all of the folder.
    public var revisions: [String]
    /// None: those that the folder is written for.
    public var engines: Set<Engine>
    public var rules: [LintRule]
    /// Every schema is a tenant.
    public var targetsAreSchemas: Bool

    public init(
        revisions: [String] = [], engines: Set<Engine> = [], rules: [LintRule] = LintRule.all,
        targetsAreSchemas: Bool = false
    ) {
        self.revisions = revisions
        self.engines = engines
        self.rules = rules
        self.targetsAreSchemas = targetsAreSchemas
    }
}

extension Flotilla {
    /// Holds revisions of the migrations folder against rules. Connects to nothing.
    public func lint(_ request: LintRequest) async throws(FlotillaError) -> LintReport {
        try await atDesk { [self] () throws(FlotillaError) in
            let migrations = try migrations()
            let settings = LintSettings(
                lockTimeout: self.settings.lockTimeout, statementTimeout: self.settings.statementTimeout,
                versionTable: self.settings.versionTable, targetsAreSchemas: request.targetsAreSchemas)
            let engines = request.engines.isEmpty ? try lintedEngines(migrations) : request.engines
            return Linter(rules: request.rules, engines: engines, settings: settings)
                .lint(migrations, try revisions(request.revisions, of: migrations.graph))
        }
    }

    /// Whose way of writing the revisions of this folder follow; Flotilla's own where the settings cannot be read.
    public func revisionFormat() async -> RevisionFormat {
        let format = try? await atDesk { [self] () throws(FlotillaError) in try revisionSettings().format }
        return format ?? .flotilla
    }

    /// What the settings say that revisions are written for, or else what the files say: another tool's name no engine.
    private func lintedEngines(_ migrations: Migrations) throws(FlotillaError) -> Set<Engine> {
        let named = try models().engines
        return named.isEmpty ? migrations.writtenFor : Set(named)
    }

    private func revisions(_ arguments: [String], of graph: RevisionGraph) throws(FlotillaError) -> Set<RevisionID> {
        guard !arguments.isEmpty else { return Set(graph.ids) }
        var named: Set<RevisionID> = []
        for argument in arguments {
            do throws(RevisionError) {
                named.formUnion(
                    argument.contains(":")
                        ? try graph.history(argument, rows: []) : try graph.resolve(argument, rows: []))
            } catch {
                throw .revision(error)
            }
        }
        return named
    }
}

extension Migrations {
    /// The engines that sections name. All of them where none is named, and where a section for every engine stands beside
    /// one for a single engine: whom it is for besides cannot be told.
    var writtenFor: Set<Engine> {
        var named: Set<Engine> = []
        for file in graph.ids.compactMap({ self[$0] }) {
            let upgrades = file.sections.filter { $0.marker.kind == .upgrade }
            let engines = upgrades.map(\.marker.engines)
            if upgrades.count > 1, engines.contains([]) { return Set(Engine.allCases) }
            for some in engines { named.formUnion(some) }
        }
        return named.isEmpty ? Set(Engine.allCases) : named
    }
}
