import FlotillaDriver
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout
import FlotillaSQL

/// What has to be done to a target, by the version it is on. Shared by all threads of a run.
///
/// A fleet has thousands of targets and a handful of start versions, so plans are kept by start.
public final class Planner: Sendable {
    public let migrations: Migrations
    public let variables: SQLVariables
    /// To the project whose own Alembic runs some of the revisions.
    let bridge: AlembicBridge?
    /// What the version tables of targets tell of where another tool keeps them; `nil` where they are Alembic's.
    public let history: VersionHistory?
    /// Whether a database without any revision may begin with a baseline.
    let takesBaselines: Bool
    private let plans = Monitor<[Start: Result<[CompiledStep], TargetFailure>]>([:])
    private let standings = Monitor<[[RevisionID]: Bool]>([:])
    private let bodies = Monitor<[BodyKey: Result<CompiledStep, TargetFailure>]>([:])

    private struct Start: Hashable {
        var operation: Operation
        var rows: [RevisionID]
        var engine: Engine
        var options: SQLOptions
        var takesBaselines = true
    }

    private struct BodyKey: Hashable {
        /// Of a revision or of a baseline.
        var file: RevisionID
        var direction: StepDirection
        var engine: Engine
        var options: SQLOptions
    }

    /// - Parameters:
    ///   - variables: for the places that revisions leave open.
    ///   - takesBaselines: false for the long way, revision by revision.
    public init(
        _ migrations: Migrations, variables: SQLVariables = SQLVariables(), bridge: AlembicBridge? = nil,
        takesBaselines: Bool = true
    ) {
        self.migrations = migrations
        self.variables = variables
        self.bridge = bridge
        history = VersionHistory(migrations)
        self.takesBaselines = takesBaselines
    }

    private var graph: RevisionGraph { migrations.graph }
}

// MARK: Plans

extension Planner {
    /// The steps from these rows; empty when there is nothing to do.
    func plan(
        _ operation: Operation, from rows: [RevisionID], engine: Engine, options: SQLOptions
    ) throws(TargetFailure) -> [CompiledStep] {
        let start = Start(operation: operation, rows: rows, engine: engine, options: options)
        if let known = plans.access({ $0[start] }) { return try known.get() }
        let plan = Result { () throws(TargetFailure) in try compile(start) }
        plans.access { $0[start] = plan }
        return try plan.get()
    }

    /// Whether nothing is newer than these rows.
    func isAtHead(_ rows: [RevisionID]) -> Bool {
        if let known = standings.access({ $0[rows] }) { return known }
        let isAtHead = if case .atHeads = graph.classify(rows: rows).standing { true } else { false }
        standings.access { $0[rows] = isAtHead }
        return isAtHead
    }

    /// Refuses rows that this folder does not know.
    func checkKnown(_ rows: [RevisionID]) throws(TargetFailure) {
        if let unknown = rows.first(where: { graph[$0] == nil }) {
            throw TargetFailure(graph.refusal(ofRow: unknown))
        }
    }

    /// Refuses, before any target is touched, what would fail on every one of them: an argument that names nothing, and
    /// scripts on the way there that cannot be sent to one of the engines.
    public func validate(_ operation: Operation, engines: some Sequence<Engine>) throws(PlanRefusal) {
        if case .preflight(let planned) = operation { return try validate(planned, engines: engines) }
        do throws(RevisionError) {
            // An empty branch is a variable that was not set, and would mean every branch.
            if operation.argument.hasPrefix("@") { throw .unresolved(operation.argument, nearMisses: []) }
            switch operation {
            case .upgrade(let target): _ = try graph.upgrade(from: [], to: target)
            case .downgrade(let target):
                try requireBranch(of: target)
                _ = try graph.downgrade(from: graph.heads, to: target)
            case .stamp(let target, _): _ = try graph.stampKeepingAll(from: [], to: try Self.names(target))
            case .advance(let goals): _ = try graph.upgrade(from: [], toAll: goals)
            case .ensureVersion, .current, .fingerprint, .adopt, .preflight, .probe, .resolve, .takeBack: return
            }
        } catch {
            guard error.dependsOnRows else { throw .argument(error) }
        }
        guard operation.goesUp else { return }
        let refused = engines.flatMap { unsendable(operation, on: $0) }
        guard refused.isEmpty else { throw .scripts(refused) }
    }

    /// What on the way from nothing cannot be sent. Where there is a baseline, on the long way too: targets that have some
    /// revisions go on from there.
    private func unsendable(_ operation: Operation, on engine: Engine) -> [TargetFailure] {
        var found: [TargetFailure] = []
        for takesBaselines in baselines(on: engine).isEmpty ? [false] : [true, false] {
            do throws(TargetFailure) {
                _ = try compile(
                    Start(
                        operation: operation, rows: [], engine: engine, options: SQLOptions(),
                        takesBaselines: takesBaselines))
            } catch {
                let path = path(operation, from: [], on: takesBaselines ? engine : nil)
                // Not every target has all of the way before it: who needs a value is found out where targets stand.
                let isOpen = path.map { openPlaces(on: $0, engine) }?.contains(error) ?? false
                if error.place != nil, !isOpen, !found.contains(error) { found.append(error) }
            }
        }
        return found + faultsOfRepeatables(on: engine)
    }

    private func baselines(for start: Start) -> [RevisionID] {
        start.takesBaselines && start.rows.isEmpty ? baselines(on: start.engine) : []
    }

    /// Where the operation leads, when that does not depend on the target.
    public func destinations(of operation: Operation) -> [RevisionID] {
        switch operation {
        case .upgrade(let target): (try? graph.upgrade(from: [], to: target))?.end ?? []
        case .stamp(let target, _):
            (try? graph.stampKeepingAll(from: [], to: Self.names(target)))?.rowsAfter ?? []
        case .takeBack(let rows), .advance(let rows): rows
        case .downgrade, .ensureVersion, .current, .fingerprint, .adopt, .preflight, .probe, .resolve: []
        }
    }

    private func compile(_ start: Start) throws(TargetFailure) -> [CompiledStep] {
        let path: RevisionPath
        do throws(RevisionError) {
            switch start.operation {
            case .upgrade(let target):
                path = try graph.upgrade(from: start.rows, to: target, over: baselines(for: start))
            case .advance(let goals):
                path = try graph.upgrade(from: start.rows, toAll: goals, over: baselines(for: start))
            case .downgrade(let target): path = try graph.downgrade(from: start.rows, to: target)
            case .takeBack(let rows): path = try graph.takeBack(from: start.rows, to: rows)
            case .stamp(let target, let isPurging): return try compiledStamp(target, isPurging, start)
            case .ensureVersion, .current, .fingerprint, .adopt, .preflight, .probe, .resolve: return []
            }
        } catch {
            throw TargetFailure(error)
        }
        return try compiled(path, start)
    }

    private func compiledStamp(
        _ target: String, _ isPurging: Bool, _ start: Start
    ) throws(RevisionError) -> [CompiledStep] {
        let names = try Self.names(target)
        let wanted = try graph.stampKeepingAll(from: isPurging ? [] : start.rows, to: names)
        guard wanted.rowsAfter != start.rows else { return [] }
        return [CompiledStep(stamping: wanted.rowsAfter, wanted.rowChanges, isPurging: isPurging)]
    }

    /// Where there is only one way down, Alembic's rules do not look at the branch of `branch@base`. A mistyped one would
    /// take back everything.
    private func requireBranch(of target: String) throws(RevisionError) {
        guard let at = target.firstIndex(of: "@"), at != target.startIndex else { return }
        _ = try graph.resolve(String(target[..<at]), rows: graph.heads)
    }

    /// Several revisions are stamped at once when they are separated by blanks or commas.
    static func names(_ argument: String) throws(RevisionError) -> [String] {
        let names = argument.split(whereSeparator: { $0 == " " || $0 == "," }).map(String.init)
        guard !names.isEmpty else { throw .unresolved(argument, nearMisses: []) }
        return names
    }
}

/// Why a run was refused before it touched any target.
public enum PlanRefusal: Error, Sendable, Hashable {
    /// The revision argument.
    case argument(RevisionError)
    /// Scripts that cannot be run as they stand; each with its place.
    case scripts([TargetFailure])
}

// MARK: Compilation

extension Planner {
    private func compiled(_ path: RevisionPath, _ start: Start) throws(TargetFailure) -> [CompiledStep] {
        var steps: [CompiledStep] = []
        for step in path {
            var compiled = try body(step, start)
            compiled.rowsAfter = step.rowsAfter
            compiled.rowChanges = step.rowChanges
            compiled.isBaseline = step.isBaseline
            steps.append(compiled)
        }
        return steps
    }

    /// The steps of a path, for a server with the engine's own settings.
    func steps(of path: RevisionPath, engine: Engine) throws(TargetFailure) -> [CompiledStep] {
        try compiled(path, Start(operation: .current, rows: path.start, engine: engine, options: SQLOptions()))
    }

    /// The same whatever the start, so targets with different starts share it.
    private func body(_ step: RevisionStep, _ start: Start) throws(TargetFailure) -> CompiledStep {
        let key = BodyKey(
            file: step.isBaseline ? step.revision.baseline : step.revision, direction: step.direction,
            engine: start.engine, options: start.options)
        if let known = bodies.access({ $0[key] }) { return try known.get() }
        let step = Result { () throws(TargetFailure) in try compileBody(key) }
        bodies.access { $0[key] = step }
        return try step.get()
    }

    private func compileBody(_ key: BodyKey) throws(TargetFailure) -> CompiledStep {
        guard let file = migrations[key.file] else { throw TargetFailure(missing: key.file) }
        let compiler = StepCompiler(file: file, engine: key.engine, options: key.options, variables: variables)
        try compiler.refuseLongIdentifier()
        if let section = file.alembicSection(for: key.direction, on: key.engine) {
            return try bridgedStep(section, file, compiler, key.direction)
        }
        let sections = try compiler.sections(key.direction)
        let options = sections.first?.marker.options ?? SectionOptions()
        let isUp = key.direction == .up
        return CompiledStep(
            revision: file.header.id, direction: key.direction, rowsAfter: [], rowChanges: [],
            body: try compiler.body(of: sections),
            checks: isUp ? try compiler.questions(file.checks(for: key.engine)) : [],
            verifications: isUp ? try compiler.questions(file.verifications(for: key.engine)) : [],
            lockTimeout: options.lockTimeout, statementTimeout: options.statementTimeout,
            changesSession: compiler.changesSession(sections), mustCommitFirst: compiler.addsEnumValue(sections),
            loss: LosingStep(marked: sections, of: file.header.id, on: key.engine))
    }
}
