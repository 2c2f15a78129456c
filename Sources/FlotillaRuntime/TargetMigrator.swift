import FlotillaDriver
import FlotillaInventory
import FlotillaRevisions
import FlotillaRollout
import FlotillaSQL

/// Brings one target to its revision, in one attempt: connect, lock, compare, change and marker together, and again until
/// nothing is left to do. It never assumes what the target holds; every turn begins by reading it.
///
/// Blocks its thread; belongs on a ``BlockingPool``.
struct TargetMigrator {
    let context: MigrationContext
    let assignment: Assignment
    let target: Target
    let job: Int
    /// What earlier attempts of this run have learnt.
    var memory: Memory
    /// A step that was taken in our place and has not been looked at yet.
    var crossing: Crossing?

    enum End: Sendable {
        case done(Outcome)
        case failed(TargetFailure)
    }

    mutating func attempt() -> End {
        do throws(TargetFailure) {
            while true {
                // After a step that was taken in our place, a session is needed anew.
                if let outcome = try visit() { return .done(outcome) }
            }
        } catch {
            return .failed(memory.completed(error))
        }
    }

    /// All that one session can do; `nil` when a step was handed to another client and the target has to be looked at
    /// again.
    private mutating func visit() throws(TargetFailure) -> Outcome? {
        let url = try resolve()
        guard let adapter = context.adapters[url.engine] else {
            throw TargetFailure(cause: .unsupported, message: "no driver for \(url.engine.rawValue)")
        }
        let session = try logIn(url, adapter.driver)
        defer { session.close() }
        memory.server = session.server
        var turn = Turn(
            context: context, request: request(url), dialect: adapter.dialect, session: session, target: target.id)
        return try advance(&turn, url)
    }

    /// Turn by turn: read, compare, do the first thing that is missing.
    private mutating func advance(_ turn: inout Turn, _ url: ConnectionURL) throws(TargetFailure) -> Outcome? {
        while true {
            let opening = try openAfterCrossing(turn)
            let rows = (opening.versions ?? []).map { RevisionID($0) }
            try claim(opening, rows)
            memory.saw(rows, opening.journal)
            if let crossing = take(&self.crossing) { try judge(crossing, rows, opening) }
            try requireSound(opening)
            guard operation.writesTargets else { return try read(rows, turn, opening) }
            if case .resolve(let applied, _) = operation { return try turn.resolve(applied, opening) }
            if operation == .ensureVersion { return try ensureVersion(turn, opening) }
            try requireExpected(rows, turn, opening)
            memory.begins(at: rows)
            var steps = try plan(operation, rows, turn, opening)
            guard !steps.isEmpty else {
                try turn.leave(opening)
                return memory.appliedSteps > 0 ? .succeeded : .skipped
            }
            try requireConsent(to: steps)
            memory.wants(steps.count)
            try requireWritable(opening)
            steps[0] = try resumed(steps[0], opening)
            if let bridged = steps[0].bridged {
                try cross(steps.together, bridged, turn, opening, url)
                return nil
            }
            let progress = try turn.performFirstSegment(of: steps, opening, memory: &memory)
            memory.appliedSteps += progress.steps
            if let reached = progress.reached { memory.now = reached }
            if progress.steps == steps.count { return .succeeded }
        }
    }
}

// MARK: The parts of a turn

extension TargetMigrator {
    private var operation: Operation { assignment.operation }

    /// Nothing is written; what is wrong with the target is found all the same.
    private mutating func read(
        _ rows: [RevisionID], _ turn: Turn, _ opening: Opening
    ) throws(TargetFailure) -> Outcome {
        if operation != .adopt { try context.planner?.checkKnown(rows) }
        if let entry = opening.journal {
            throw halfApplied(entry, operation.takesLock ? "" : "or is being applied right now")
        }
        switch operation {
        case .preflight(let operation): try turn.preflight(try plan(operation, rows, turn, opening))
        case .probe: try turn.leave(opening)
        case .fingerprint:
            memory.shape = try context.shapes?.note(turn.session, turn.dialect.engine, turn.request)
            memory.estimates = try context.shapes?.estimates(turn.session, turn.dialect.engine, turn.request)
        case .adopt: memory.provenance = try turn.provenance(opening, knows: context.planner?.migrations.graph)
        case .current, .upgrade, .advance, .downgrade, .takeBack, .stamp, .ensureVersion, .resolve: break
        }
        return .succeeded
    }

    private mutating func ensureVersion(_ turn: Turn, _ opening: Opening) throws(TargetFailure) -> Outcome {
        guard opening.versions == nil else {
            try turn.leave(opening)
            return .skipped
        }
        // Making the table ends what the journal remembers.
        if let entry = opening.journal { throw halfApplied(entry, "and has to be finished first") }
        try requireWritable(opening)
        try turn.makeVersionTable(opening, memory: &memory)
        return .succeeded
    }

    /// What another tool left for a person to decide is not decided here; a stamp is that decision.
    private func requireSound(_ opening: Opening) throws(TargetFailure) {
        if case .stamp = operation { return }
        guard let trouble = opening.trouble, let history = context.planner?.history else { return }
        // Where it stands can be said all the same.
        if case .edited = trouble, !operation.writesTargets { return }
        throw TargetFailure(trouble, of: history.tool, on: target.id)
    }

    /// A target that went another way than the plan says is left to whoever moved it.
    private func requireExpected(
        _ rows: [RevisionID], _ turn: Turn, _ opening: Opening
    ) throws(TargetFailure) {
        guard let expected = assignment.expected, rows != expected, let planner = context.planner else { return }
        let way = try planner.plan(operation, from: expected, engine: turn.dialect.engine, options: opening.scanning)
        guard !way.contains(where: { $0.rowsAfter == rows }) else { return }
        throw TargetFailure(
            cause: .diverged,
            message: "the plan was made for a target on \(Self.words(expected)), and this one is on \(Self.words(rows))"
        )
    }

    /// The target may have moved since somebody was asked, or could not be looked at then.
    private func requireConsent(to steps: [CompiledStep]) throws(TargetFailure) {
        guard let loss = steps.lazy.compactMap(\.loss).first(where: { !context.consent.covers($0) }) else { return }
        throw TargetFailure(
            cause: .dataLoss,
            message: "revision \(loss.revision) loses data: \(loss.parts.joined(separator: "; "))")
    }

    private static func words(_ rows: [RevisionID]) -> String {
        rows.isEmpty ? "base" : rows.map(\.text).joined(separator: " ")
    }

    private func resolve() throws(TargetFailure) -> ConnectionURL {
        do {
            return try target.resolve(secrets: context.secrets)
        } catch {
            throw TargetFailure(cause: .configuration, message: error.words)
        }
    }

    /// A refused login is tried once more if its secret, fetched again, turns out to have been changed a moment ago. Once:
    /// a command may give another token each time.
    private func logIn(_ url: ConnectionURL, _ driver: any Driver) throws(TargetFailure) -> any Session {
        try takeTurn(url)
        do {
            return try connect(url, driver)
        } catch {
            guard error.cause == .authentication else { throw TargetFailure(error, state: .unchanged) }
            context.secrets.forget()
            let fresh = try resolve()
            guard fresh != url, fresh.engine == url.engine else { throw TargetFailure(error, state: .unchanged) }
            try takeTurn(fresh)
            do { return try connect(fresh, driver) } catch { throw TargetFailure(error, state: .unchanged) }
        }
    }

    private func takeTurn(_ url: ConnectionURL) throws(TargetFailure) {
        guard let refusals = context.logins.enter(url) else { return }
        throw TargetFailure(
            cause: .authentication,
            message: "not tried: the server has refused this login for \(refusals) other targets in a row")
    }

    private func connect(_ url: ConnectionURL, _ driver: any Driver) throws(DriverError) -> any Session {
        do {
            let session = try driver.connect(
                to: url, settings: SessionSettings(applicationName: context.applicationName),
                deadline: .after(context.settings.connectTimeout), stop: context.stop)
            context.logins.leave(url, .admitted)
            return session
        } catch {
            context.logins.leave(url, error.cause == .authentication ? .refused : .none)
            throw error
        }
    }

    private func request(_ url: ConnectionURL) -> OpeningRequest {
        OpeningRequest(
            versionTable: context.settings.versionTable, versionSchema: context.settings.versionSchema,
            schema: url.schema, history: context.planner?.history, lockTimeout: context.settings.lockTimeout,
            statementTimeout: context.settings.statementTimeout)
    }

    func open(_ turn: Turn) throws(TargetFailure) -> Opening {
        // Nothing here takes long unless the server hangs: the lock is not waited for.
        let deadline = Deadline.after(context.settings.connectTimeout + context.settings.lockTimeout)
        do {
            return operation.takesLock
                ? try turn.dialect.open(turn.session, turn.request, deadline: deadline)
                : try turn.dialect.look(turn.session, turn.request, deadline: deadline)
        } catch {
            throw TargetFailure(error, state: .unchanged)
        }
    }

    private mutating func claim(_ opening: Opening, _ rows: [RevisionID]) throws(TargetFailure) {
        guard context.identities.claim(opening.identity, for: job) == nil else {
            throw TargetFailure(
                cause: .duplicateTarget,
                message: "this is the same physical database as another target of the inventory")
        }
        if case .heldElsewhere(let holder) = opening.lock {
            memory.glimpsed(rows)
            let who = holder.map { ": " + $0 } ?? ""
            throw TargetFailure(cause: .locked, message: "another migration of this target holds its lock" + who)
        }
    }

    private func plan(
        _ operation: Operation, _ rows: [RevisionID], _ turn: Turn, _ opening: Opening
    ) throws(TargetFailure) -> [CompiledStep] {
        var steps =
            try context.planner?.rest(
                of: operation, begunAt: memory.origin, now: rows, engine: turn.dialect.engine,
                options: opening.scanning) ?? []
        if opening.trouble != nil { return steps.settling(rows) }
        steps += try context.planner?.repeated(operation, after: steps.last?.rowsAfter ?? rows, opening, turn) ?? []
        guard let entry = opening.journal else { return steps }
        if case .stamp = operation {
            // Whoever says what the schema is says so of the statements that the journal remembers too.
            return steps.isEmpty ? [CompiledStep(stamping: rows)] : steps
        }
        guard let first = steps.first, first.revision.text == entry.revision,
            first.direction.rawValue == entry.direction
        else {
            throw halfApplied(entry, "and has to be finished first; " + undoing(rows))
        }
        return steps
    }

    /// The other way out: the version rows still say where the target was before.
    private func undoing(_ rows: [RevisionID]) -> String {
        let version = rows.isEmpty ? "base" : rows.count == 1 ? rows[0].text : "REVISION"
        return "or undo by hand what it has done, then say so: flotilla stamp \(version) \(target.id.option)"
    }

    private func halfApplied(_ entry: JournalEntry, _ remark: String) -> TargetFailure {
        if let doubt = inDoubt(entry) { return doubt }
        return TargetFailure(
            cause: .diverged,
            message: "revision \(entry.revision) is half applied (\(entry.direction), "
                + "part \(entry.unit) of \(entry.units))" + (remark.isEmpty ? "" : " ") + remark,
            state: .halfApplied(
                revision: RevisionID(entry.revision), done: entry.state == .applied ? entry.unit : entry.unit - 1,
                of: entry.units))
    }

    private func requireWritable(_ opening: Opening) throws(TargetFailure) {
        guard !opening.isReadOnly else {
            throw TargetFailure(cause: .readOnly, message: "the server takes no writes (a replica, or set read-only)")
        }
        guard opening.lock == .held else {
            throw TargetFailure(cause: .readOnly, message: "the database takes no writes")
        }
    }
}

/// Empties the place and gives what was in it.
private func take<Value>(_ place: inout Value?) -> Value? {
    defer { place = nil }
    return place
}

extension TargetFailure {
    init(_ error: DriverError, place: StatementPlace? = nil, state: TargetState) {
        self.init(cause: error.cause, code: error.code, message: error.message, place: place, state: state)
    }
}
