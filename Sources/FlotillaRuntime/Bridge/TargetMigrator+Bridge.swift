import FlotillaDriver
import FlotillaInventory
import FlotillaRevisions
import FlotillaRollout
import Glibc

/// Steps that another client took in our place, of which only the target can say how they ended.
struct Crossing: Sendable {
    /// Never empty.
    var steps: [CompiledStep]
    /// What Python said; `nil` when it said that all is well.
    var failure: TargetFailure?
    /// By which the server knew the deputy.
    var session: Int?
}

// MARK: There

extension TargetMigrator {
    /// Lets Python take the steps. Our session is closed meanwhile: the lock is the deputy's, and nobody counts a target
    /// twice among the connections of its server.
    ///
    /// The order in which the target is handed over and looked at again:
    /// 1. what the revision checks is asked, under our lock;
    /// 2. our session lets go of the lock and closes;
    /// 3. the deputy takes the lock and finds the version as we saw it, or does nothing;
    /// 4. it runs each revision and moves the version in one transaction, where the engine has those for changes of the
    ///    schema; otherwise an entry in the journal stands until the version has moved;
    /// 5. a new session of ours takes the lock and reads version and journal, which decide (``judge(_:_:_:)``).
    mutating func cross(
        _ steps: [CompiledStep], _ bridged: BridgedStep, _ turn: Turn, _ opening: Opening, _ url: ConnectionURL
    ) throws(TargetFailure) {
        let step = steps[0]
        let deputy = try handOver(step, turn, opening, url)
        let conversation: Conversation
        do {
            conversation = try bridged.bridge.borrow(stop: context.stop)
        } catch {
            throw TargetFailure(cause: error.cause, message: error.message, place: place(error.place, bridged, step))
        }
        let request = BridgeRequest(steps: steps, bridged: bridged, turn: turn, opening: opening, deputy: deputy).json
        memory.lost(steps.map(\.rowsAfter), .inDoubt(revision: step.revision, statement: 0))
        let reply = bridged.bridge.run(request, on: conversation, deadline: deadline(steps), stop: context.stop)
        let failure = failure(reply, step, bridged, turn.dialect, password: url.password)
        if let failure, !reply.isConnected {
            // Nobody was there who could have changed anything.
            memory.saw((opening.versions ?? []).map { RevisionID($0) }, opening.journal)
            throw failure
        }
        crossing = Crossing(steps: steps, failure: failure, session: reply.session)
    }

    private func handOver(
        _ step: CompiledStep, _ turn: Turn, _ opening: Opening, _ url: ConnectionURL
    ) throws(TargetFailure) -> Deputy {
        let deputy: Deputy
        do throws(DriverError) {
            deputy = try turn.dialect.deputy(
                url.seenFromAnywhere, turn.request.limited(by: step), opening, server: turn.session.server,
                applicationName: context.applicationName)
            let before = turn.dialect.beginChanges(turn.request, opening)
            if !step.checks.isEmpty, !before.isEmpty {
                _ = try turn.session.run(Batch(statements: before), deadline: turn.deadline(for: before.count))
            }
        } catch {
            throw TargetFailure(error, state: .unchanged)
        }
        try turn.ask(step.checks, of: step, forSession: !turn.dialect.hasTransactionalDDL)
        do {
            _ = try turn.session.run(Batch(statements: deputy.handover), deadline: turn.deadline(for: 1))
        } catch {
            throw TargetFailure(error, state: .unchanged)
        }
        turn.session.close()
        return deputy
    }

    /// The server bounds each statement; this bounds all of them, with the Python between.
    private func deadline(_ steps: [CompiledStep]) -> Deadline {
        guard let limit = steps[0].statementTimeout ?? context.settings.statementTimeout else { return .never }
        return .after(limit * steps.count + context.settings.connectTimeout + .seconds(1))
    }
}

// MARK: Back

extension TargetMigrator {
    /// The target as it is once the deputy is gone. A server may need a moment to notice that it is; what it runs for a
    /// client that was killed is ended.
    func openAfterCrossing(_ turn: Turn) throws(TargetFailure) -> Opening {
        let deadline = Deadline.after(context.settings.connectTimeout)
        var isEnded = crossing?.failure == nil
        while true {
            let opening = try open(turn)
            guard let crossing, case .heldElsewhere = opening.lock, !deadline.hasPassed, !context.stop.isRaised else {
                return opening
            }
            try retreat(turn)
            if !isEnded, let session = crossing.session {
                // Somebody else may hold the lock by now, or the login may not do this: then it is waited for.
                let ending = turn.dialect.ending(session: session)
                if !ending.isEmpty { _ = try? turn.session.run(Batch(statements: ending), deadline: deadline) }
                isEnded = true
            }
            context.stop.wait(atMost: .milliseconds(50))
        }
    }

    /// Leaves the transaction in which the lock was not had.
    private func retreat(_ turn: Turn) throws(TargetFailure) {
        guard turn.session.transactionState != .idle else { return }
        do {
            _ = try turn.session.run(Batch("ROLLBACK"), deadline: turn.deadline(for: 1))
        } catch {
            throw TargetFailure(error, state: .unchanged)
        }
    }

    /// What the target says about the steps. Version moved: that one took effect, whatever Python said last. Journal with
    /// the next one's entry: a part of it may have. Neither: nothing of it happened.
    func judge(
        _ crossing: Crossing, _ rows: [RevisionID], _ opening: Opening
    ) throws(TargetFailure) {
        let reached = crossing.steps.lastIndex { $0.rowsAfter == rows }.map { $0 + 1 } ?? 0
        guard reached < crossing.steps.count else { return }
        let step = crossing.steps[reached]
        var failure =
            crossing.failure
            ?? TargetFailure(
                cause: .diverged,
                message: "Alembic reported success, and the version table has not moved: env.py may not commit",
                place: step.bridged?.place)
        if failure.place?.excerpt == "" { failure.place = step.bridged?.place }
        if let entry = opening.journal, entry.state == .started, entry.revision == step.revision.text {
            failure.state = .inDoubt(revision: step.revision, statement: entry.unit)
        }
        throw failure
    }

    /// An earlier run has left this step half-way. Says what is left of it to do; `nil` when a person has to say first how
    /// it ended.
    func resumed(_ step: CompiledStep, _ opening: Opening) throws(TargetFailure) -> CompiledStep {
        guard let bridged = step.bridged, let entry = opening.journal else { return step }
        switch entry.state {
        case .failed: return step
        case .applied: return step.recordingOnly(bridged)
        case .started:
            throw TargetFailure(
                cause: .diverged,
                message: "an earlier run was interrupted while Python ran this revision, and a part of it may have "
                    + "been kept",
                place: bridged.place, state: .inDoubt(revision: step.revision, statement: entry.unit))
        }
    }

    /// The same for whoever wants something else of the target, or only looks at it; `nil` for steps in SQL.
    func inDoubt(_ entry: JournalEntry) -> TargetFailure? {
        let revision = RevisionID(entry.revision)
        guard entry.state == .started, let migrations = context.planner?.migrations,
            let direction = StepDirection(rawValue: entry.direction),
            let engine = target.engine,
            migrations[revision]?.alembicSection(for: direction, on: engine) != nil
        else { return nil }
        return TargetFailure(
            cause: .diverged,
            message: "Python runs revision \(revision) right now, or was interrupted, and a part of it may have been "
                + "kept",
            state: .inDoubt(revision: revision, statement: entry.unit))
    }
}

// MARK: Words

extension TargetMigrator {
    private func failure(
        _ reply: AlembicBridge.Reply, _ step: CompiledStep, _ bridged: BridgedStep, _ dialect: any MigrationDialect,
        password: Secret?
    ) -> TargetFailure? {
        func failure(_ cause: FailureCause, _ message: String, code: String = "", at place: BridgePlace? = nil)
            -> TargetFailure
        {
            TargetFailure(
                cause: cause, code: code, message: Self.hiding(password, in: message),
                place: self.place(place, bridged, step))
        }
        switch reply.answer {
        case .done: return nil
        case .locked: return failure(.locked, "another migration of this target holds its lock")
        case .moved(let rows):
            let words = rows.isEmpty ? "base" : rows.map(\.text).joined(separator: " ")
            return failure(.diverged, "somebody else moved this target meanwhile; it is on \(words)")
        case .failed(let complaint):
            let message = complaint.message + (complaint.kind == .python ? reply.printed : "")
            guard complaint.kind == .database else {
                return failure(complaint.kind == .refused ? .unusableScript : .other, message, at: complaint.place)
            }
            let told = dialect.deputyFailure(code: complaint.code, message: message)
            let cause = complaint.isLost && told.cause == .other ? .connectionLost : told.cause
            return failure(cause, told.message, code: told.code, at: complaint.place)
        case .ended(.stopped): return failure(.cancelled, "stopped while Python ran the revision")
        case .ended(.timedOut):
            return failure(.statementTimeout, "Python did not end the revision within its statement timeout")
        case .ended(let problem): return failure(.other, "the project's Python \(problem.runningWords)" + reply.printed)
        case .ready, .connected, .unintelligible:
            return failure(.other, "the project's Python says what nobody asked" + reply.printed)
        }
    }

    private static func hiding(_ password: Secret?, in words: String) -> String {
        guard let password = password?.reveal(), !password.isEmpty else { return Redaction.withoutPasswords(words) }
        let encoded = PercentEncoding.encode(password)
        // SQLAlchemy leaves two characters as they are.
        let asSQLAlchemy = encoded.replacing("%20", with: " ").replacing("%2B", with: "+")
        let hidden = [encoded, asSQLAlchemy, password].reduce(words) { $0.replacing($1, with: "***") }
        return Redaction.withoutPasswords(hidden)
    }

    /// Where the project failed, or else where the revision asks for it.
    private func place(_ place: BridgePlace?, _ bridged: BridgedStep, _ step: CompiledStep) -> StatementPlace {
        guard let place else { return bridged.place }
        return StatementPlace(
            revision: step.revision, file: place.file, line: place.line, statement: 0, excerpt: place.text)
    }
}

extension ConnectionURL {
    /// Python runs in the project's folder, where a path that is seen from ours is another one.
    fileprivate var seenFromAnywhere: ConnectionURL {
        guard engine == .sqlite, let path = realpath(database, nil) else { return self }
        defer { free(path) }
        var url = self
        url.database = String(cString: path)
        return url
    }
}

extension OpeningRequest {
    fileprivate func limited(by step: CompiledStep) -> OpeningRequest {
        var request = self
        request.lockTimeout = step.lockTimeout ?? lockTimeout
        request.statementTimeout = step.statementTimeout ?? statementTimeout
        return request
    }
}
