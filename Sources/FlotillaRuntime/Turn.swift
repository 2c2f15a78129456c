import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import FlotillaSQL

/// One turn on an open session: the target's lock is held, its version is known, and the first part of the plan is done.
struct Turn {
    let context: MigrationContext
    let request: OpeningRequest
    let dialect: any MigrationDialect
    let session: any Session
    let target: TargetID

    /// How far a turn came.
    struct Progress {
        var steps: Int
        /// The version rows that are committed now; `nil` when they have not moved.
        var reached: [RevisionID]?
    }

    /// Ends the opening of a target that needs nothing. Behind a pooler the transaction has to be ended properly, since
    /// dropping the connection in the middle of one costs the pool a server connection; elsewhere closing is enough.
    func leave(_ opening: Opening) throws(TargetFailure) {
        guard opening.isPooled else { return }
        do {
            _ = try session.run(Batch("ROLLBACK"), deadline: .after(context.settings.connectTimeout))
        } catch {
            throw TargetFailure(error, state: .unchanged)
        }
    }

    /// A segment is as many steps as can share a transaction, or one run of steps with a journal.
    mutating func performFirstSegment(
        of steps: [CompiledStep], _ opening: Opening, memory: inout TargetMigrator.Memory
    ) throws(TargetFailure) -> Progress {
        if steps[0].isTransactional {
            return try performTogether(steps.sharingTransaction(context.settings.transaction), opening, &memory)
        }
        if opening.versions == nil, dialect.hasTransactionalDDL {
            // The version table has to be there before the first step without a transaction.
            return try performTogether([], opening, &memory)
        }
        var runner = try JournalledRunner(turn: self, opening, steps.prefix(while: \.isJournalled))
        return try runner.perform(&memory)
    }

    /// Makes the version table and writes nothing into it.
    func makeVersionTable(_ opening: Opening, memory: inout TargetMigrator.Memory) throws(TargetFailure) {
        _ = try performTogether([], opening, &memory)
    }

    /// All of it, or nothing: steps, version rows and commit in as few batches as the checks between them allow.
    private func performTogether(
        _ steps: [CompiledStep], _ opening: Opening, _ memory: inout TargetMigrator.Memory
    ) throws(TargetFailure) -> Progress {
        var outgoing = Outgoing()
        outgoing.add(own: dialect.beginChanges(request, opening))
        if !dialect.hasTransactionalDDL { outgoing.add(own: dialect.begin(request)) }
        for (index, step) in steps.enumerated() {
            outgoing.step = index
            outgoing.add(own: timeouts(of: index, in: steps, forSession: false) + dialect.stepBeginning(request))
            try ask(step.checks, of: step, after: &outgoing, &memory)
            if case .transactional(let text) = step.body {
                outgoing.add(
                    text.parts, places: text.places, piecemeal: text.goesPiecemeal, firstLine: text.firstLine)
            }
            outgoing.add(own: versionChanges(step))
            try ask(step.verifications, of: step, after: &outgoing, &memory)
        }
        if opening.journal != nil { outgoing.add(own: dialect.record(.clear, in: request)) }
        outgoing.add(own: dialect.commit(request, resetting: reset(after: steps, opening)))
        try send(&outgoing, committing: steps, &memory)
        return Progress(steps: steps.count, reached: steps.last?.rowsAfter)
    }

    /// A script may change its session where nobody sees it, in the body of a function for instance. Only behind a pooler
    /// does anybody get that session after us.
    private func reset(after steps: [CompiledStep], _ opening: Opening) -> SessionReset {
        guard opening.isPooled, steps.contains(where: \.hasScript) else { return .unneeded }
        return steps.contains(where: \.changesSession) ? .everything : .settings
    }

    /// Says of the unit in doubt what a person found out about it.
    func resolve(_ applied: Bool, _ opening: Opening) throws(TargetFailure) -> Outcome {
        guard let entry = opening.journal, entry.state == .started else { return .skipped }
        var decided = entry
        decided.state = applied ? .applied : .failed
        let standing = JournalStanding(entry: entry, versions: opening.versions ?? [])
        do {
            try dialect.lockSession(session, request, opening, deadline: deadline(for: 1))
            let statements =
                dialect.begin(request) + dialect.record(.expect(standing), in: request)
                + dialect.record(.write(decided, effects: []), in: request)
                + dialect.commit(request, resetting: .unneeded)
            _ = try session.run(Batch(statements: statements), deadline: deadline(for: statements.count))
            return .succeeded
        } catch {
            throw TargetFailure(error, state: .inDoubt(revision: RevisionID(entry.revision), statement: entry.unit))
        }
    }

    /// A question that is answered with a row fails the step.
    ///
    /// - Parameter forSession: no transaction is open in which a limit of the question's own could end.
    func ask(_ questions: [Question], of step: CompiledStep, forSession: Bool) throws(TargetFailure) {
        for question in questions {
            let results: [StatementResult]
            do {
                results = try ask(question, of: step, forSession)
            } catch {
                throw TargetFailure(error, place: question.place, state: .unchanged)
            }
            guard let row = results.first(where: { !$0.rows.isEmpty }) else { continue }
            let count = row.isTruncated ? "more than \(row.rows.count)" : "\(row.rows.count)"
            throw TargetFailure(
                cause: .checkFailed, message: "\"\(question.name)\" returned \(count) rows and must return none",
                place: question.place)
        }
    }

    /// A limit of its own is set before the question and taken back after it.
    private func ask(
        _ question: Question, of step: CompiledStep, _ forSession: Bool
    ) throws(DriverError) -> [StatementResult] {
        let before = dialect.timeouts(
            lock: question.lockTimeout, statement: question.statementTimeout, forSession: forSession,
            server: session.server)
        let usual = step.statementTimeout ?? context.settings.statementTimeout
        let after = dialect.timeouts(
            lock: question.lockTimeout.map { _ in step.lockTimeout ?? context.settings.lockTimeout },
            statement: question.statementTimeout.map { _ in usual ?? .zero }, forSession: forSession,
            server: session.server)
        var outgoing = Outgoing()
        outgoing.add(own: before)
        outgoing.add([.statements(question.sql)], places: [question.place])
        outgoing.add(own: after)
        var batch = outgoing.take().batch
        batch.statementLimit = question.statementTimeout ?? usual
        return try session.run(
            batch, deadline: deadline(for: before.count + 1 + after.count, atLeast: question.statementTimeout))
    }

    /// Sends what has been gathered, so that the questions meet it; nothing of it is committed yet.
    private func ask(
        _ questions: [Question], of step: CompiledStep, after outgoing: inout Outgoing,
        _ memory: inout TargetMigrator.Memory
    ) throws(TargetFailure) {
        guard !questions.isEmpty else { return }
        if !outgoing.isEmpty { try send(&outgoing, committing: [], &memory) }
        try ask(questions, of: step, forSession: false)
    }

    /// - Parameter steps: what is committed at the end of the batch; empty when nothing is. If the connection breaks, it
    ///   is not known whether that happened.
    private func send(
        _ outgoing: inout Outgoing, committing steps: [CompiledStep], _ memory: inout TargetMigrator.Memory
    ) throws(TargetFailure) {
        let scripts = outgoing.scripts
        let (batch, origins) = outgoing.take()
        do {
            _ = try run(batch, of: steps, statements: origins.count)
        } catch {
            let failed = error.completedStatements.flatMap { origins.indices.contains($0) ? origins[$0] : nil }
            let place = failed?.place ?? error.position.flatMap { scripts.place(atCharacter: $0, of: batch) }
            guard error.effectIsUnknown, let first = steps.first else {
                throw namingLockHolders(
                    TargetFailure(error, place: place, state: .unchanged), error, in: batch,
                    limits: steps.map(\.lockTimeout))
            }
            let state = TargetState.inDoubt(revision: first.revision, statement: 0)
            memory.lost(steps.map(\.rowsAfter), state)
            throw TargetFailure(error, place: place, state: state)
        }
    }

    /// The limits of a step, where it or an earlier one of the same session or transaction has its own.
    func timeouts(of index: Int, in steps: [CompiledStep], forSession: Bool) -> [String] {
        let earlier = steps[..<index]
        let lock = earlier.contains { $0.lockTimeout != nil } ? context.settings.lockTimeout : nil
        let statement =
            earlier.contains { $0.statementTimeout != nil } ? context.settings.statementTimeout ?? .zero : nil
        return dialect.timeouts(
            lock: steps[index].lockTimeout ?? lock, statement: steps[index].statementTimeout ?? statement,
            forSession: forSession, server: session.server)
    }

    func versionChanges(_ step: CompiledStep) -> [String] {
        step.versionChanges(request).flatMap { dialect.versionChange($0, in: request) }
    }

    /// - Parameter steps: those that have statements in the batch.
    func run(
        _ batch: Batch, of steps: [CompiledStep], statements: Int
    ) throws(DriverError) -> [StatementResult] {
        var batch = batch
        let general = context.settings.statementTimeout
        let limits = steps.isEmpty ? [general] : steps.map { $0.statementTimeout ?? general }
        // Without a limit for one of them there is none for the batch.
        batch.statementLimit = limits.contains(nil) ? nil : limits.compactMap { $0 }.max()
        return try session.run(
            batch, deadline: deadline(for: statements, atLeast: steps.compactMap(\.statementTimeout).max()))
    }

    /// The server enforces the limit per statement; this bounds the batch if the server itself hangs.
    ///
    /// - Parameter limit: a step's own limit, which may be wider than that of the run.
    func deadline(for statements: Int, atLeast limit: Duration? = nil) -> Deadline {
        guard let general = context.settings.statementTimeout else { return .never }
        return .after(max(general, limit ?? general) * max(1, statements) + .seconds(5))
    }
}

extension VersionChange {
    init(_ change: RowChange) {
        switch change {
        case .insert(let new): self = .insert(new.text)
        case .delete(let old): self = .delete(old.text)
        case .replace(let old, let new): self = .replace(old: old.text, new: new.text)
        }
    }

    fileprivate var old: String? {
        switch self {
        case .delete(let old), .replace(let old, _): old
        case .insert, .clear, .settle, .rerun: nil
        }
    }
}

extension CompiledStep {
    /// What happens to the version table. A stamp may pass over revisions that have rows of their own in another tool's.
    func versionChanges(_ request: OpeningRequest) -> [VersionChange] {
        if let rerun { return [.rerun(rerun)] }
        let changes = rowChanges.map(VersionChange.init)
        let isSettled = request.history != nil && !hasScript
        return (purgesVersions ? [.clear] : [])
            + (isSettled ? [.settle(from: changes.first?.old, to: rowsAfter.last?.text)] : changes)
    }
}
