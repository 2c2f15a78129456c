import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import FlotillaSQL

// MARK: After a failure

extension JournalledRunner {
    /// Says what a failed batch left behind, and writes it into the journal if the server is still there to take it.
    func failure(
        _ error: DriverError, _ origins: [Outgoing.Origin], _ memory: inout TargetMigrator.Memory
    ) -> TargetFailure {
        let failed = error.completedStatements.flatMap { origins.indices.contains($0) ? origins[$0] : nil }
        guard !error.effectIsUnknown, let failed else { return inDoubt(error, failed ?? origins.last, &memory) }
        advance(&memory, to: failed.step)
        guard !failed.isExpectation else { return overtaken(error) }
        let unit = unit(of: failed)
        let state: TargetState
        do {
            // Whatever was begun together with the statement that failed is undone first.
            let isWhole = try rollBack() && !mayHaveTakenEffect(unit, failed, error)
            state = isWhole ? try note(failed, unit, memory) : doubt(about: failed)
        } catch {
            // Nothing can be written down any more, so the journal is as the last transaction left it.
            state = failed.standing.entry.map(TargetState.init) ?? memory.standing
        }
        if case .halfApplied = state { memory.left = state }
        return TargetFailure(error, place: failed.place, state: state)
    }

    private func inDoubt(
        _ error: DriverError, _ origin: Outgoing.Origin?, _ memory: inout TargetMigrator.Memory
    ) -> TargetFailure {
        let state = TargetState.inDoubt(
            revision: origin.map { steps[$0.step].revision } ?? RevisionID(""),
            statement: origin.map { needsPerson($0) ? $0.unit : 0 } ?? 0)
        memory.lost(steps.map(\.step.rowsAfter), state)
        return TargetFailure(error, place: origin?.place, state: state)
    }

    /// Whether neither journal nor catalogue will tell the next run how this ended.
    private func needsPerson(_ origin: Outgoing.Origin) -> Bool {
        switch unit(of: origin)?.kind {
        case .bare(_, let effects, _): visible(effects, origin.unit - 1, steps[origin.step]).isEmpty
        case .atomic: !trustsTransactions
        case .session, .repeated, nil: false
        }
    }

    /// Whoever else works on this target is ahead; what is written now would be written over their journal.
    private func overtaken(_ error: DriverError) -> TargetFailure {
        _ = try? rollBack()
        return TargetFailure(
            cause: .locked, code: error.code, message: "another migration of this target came between two statements")
    }

    /// `nil` for what belongs to the step as a whole.
    private func unit(of origin: Outgoing.Origin) -> Unit? {
        let units = steps[origin.step].units
        return units.indices.contains(origin.unit - 1) ? units[origin.unit - 1] : nil
    }

    /// Says whether everything of the transaction is undone.
    private func rollBack() throws(DriverError) -> Bool {
        guard turn.session.transactionState != .idle else { return true }
        return try turn.dialect.rollBack(turn.session, deadline: turn.deadline(for: 2))
    }

    /// A routine may have committed before it failed. And an engine whose changes of the schema commit by themselves can
    /// report that one was interrupted when it had just taken effect.
    private func mayHaveTakenEffect(_ unit: Unit?, _ failed: Outgoing.Origin, _ error: DriverError) -> Bool {
        guard failed.place != nil, case .bare(_, _, let failsWhole)? = unit?.kind else { return false }
        let isInterruption = error.cause == .cancelled || error.cause == .statementTimeout
        return !failsWhole || isInterruption && !turn.dialect.hasTransactionalDDL
    }

    /// The journal says that the unit was started, and nothing more. Where the catalogue will tell, the next run goes on.
    private func doubt(about failed: Outgoing.Origin) -> TargetState {
        let current = steps[failed.step]
        if case .bare(_, let effects, true)? = unit(of: failed)?.kind,
            !visible(effects, failed.unit - 1, current).isEmpty
        {
            return .halfApplied(revision: current.revision, done: failed.unit - 1, of: current.units.count)
        }
        return .inDoubt(revision: current.revision, statement: failed.unit)
    }

    /// Writes down that the unit failed and everything before it is done.
    private func note(
        _ failed: Outgoing.Origin, _ unit: Unit?, _ memory: TargetMigrator.Memory
    ) throws(DriverError) -> TargetState {
        let current = steps[failed.step]
        guard failed.unit > 0, !current.units.isEmpty else { return memory.standing }
        guard let unit else {
            try write([.write(current.entry(current.units.count, .applied), effects: [])], over: failed.standing)
            return .halfApplied(revision: current.revision, done: current.units.count, of: current.units.count)
        }
        let isFirst = current.units[..<(failed.unit - 1)].allSatisfy(\.isSession)
        if isFirst, !unit.isRepeated, try remains(of: unit).isEmpty {
            // Nothing of this step is there: the target is as it was.
            try write([.abandon(current.entry(failed.unit, .failed))], over: failed.standing)
            return memory.standing
        }
        try write([.write(current.entry(failed.unit, .failed), effects: [])], over: failed.standing)
        return .halfApplied(revision: current.revision, done: failed.unit - 1, of: current.units.count)
    }

    private func write(_ actions: [JournalAction], over standing: JournalStanding) throws(DriverError) {
        let dialect = turn.dialect
        let actions = dialect.locksBetweenTransactions ? actions : [.expect(standing)] + actions
        let statements = ([.createTable] + actions).flatMap { dialect.record($0, in: turn.request) }
        // Not all engines can make a table within a transaction, and the lock makes it unnecessary for those.
        let isGuarded = !dialect.locksBetweenTransactions
        let batch =
            isGuarded
            ? dialect.begin(turn.request) + statements + dialect.commit(turn.request, resetting: .unneeded)
            : statements
        _ = try turn.session.run(Batch(statements: batch), deadline: turn.deadline(for: batch.count))
    }
}

// MARK: Before going on

extension JournalledRunner {
    /// The unit of the first step with which to go on, from 1.
    func resumePoint() throws(TargetFailure) -> Int {
        guard let entry = opening.journal, let current = steps.first else { return 1 }
        guard current.units.indices.contains(entry.unit - 1),
            current.units[entry.unit - 1].prefixDigest == entry.prefixDigest
        else { throw edited(entry, current) }
        let unit = current.units[entry.unit - 1]
        try requireNoSessionRows(current.units[..<(entry.unit - 1)], entry, current)
        switch entry.state {
        case .applied:
            guard unit.digest == entry.unitDigest else { throw edited(entry, current) }
            return entry.unit + 1
        case .failed:
            try removeRemains(of: unit)
            return entry.unit
        case .started:
            guard unit.digest == entry.unitDigest else { throw edited(entry, current) }
            return try decide(entry, unit, current)
        }
    }

    private func decide(
        _ entry: JournalEntry, _ unit: Unit, _ current: StepInProgress
    ) throws(TargetFailure) -> Int {
        guard case .bare(_, let effects, _) = unit.kind else { throw undecided(entry, unit, current) }
        if effects.rebuilt != nil {
            // Whether it took effect or not, once more changes nothing but what it left behind.
            try removeRemains(of: unit)
            return entry.unit
        }
        let facts = visible(effects, entry.unit - 1, current)
        let verdict = EffectVerdict(
            visible: facts.count, isComplete: effects.isComplete, before: entry.effectsBefore,
            now: try countOfEffects(facts))
        switch verdict {
        case .applied: return entry.unit + 1
        case .notApplied:
            try removeRemains(of: unit)
            return entry.unit
        case .undecidable: throw undecided(entry, unit, current)
        }
    }

    private func edited(_ entry: JournalEntry, _ current: StepInProgress) -> TargetFailure {
        TargetFailure(
            cause: .diverged,
            message:
                "the file was changed after \(entry.unit) of its \(entry.units) parts had been begun on this target",
            place: current.units.first?.places.first,
            state: .halfApplied(revision: current.revision, done: entry.unit - 1, of: entry.units))
    }

    /// What an earlier session kept for itself is lost with it, and the rest of the script would go on without.
    private func requireNoSessionRows(
        _ done: ArraySlice<Unit>, _ entry: JournalEntry, _ current: StepInProgress
    ) throws(TargetFailure) {
        guard let keeper = done.first(where: \.keepsRowsInSession) else { return }
        throw TargetFailure(
            cause: .diverged,
            message: "the step stopped half-way, and what follows may need the temporary table or the variable that "
                + "this statement made in a session which has ended; finish the step by hand, then stamp it",
            place: keeper.places.first, state: TargetState(entry))
    }

    private func undecided(_ entry: JournalEntry, _ unit: Unit, _ current: StepInProgress) -> TargetFailure {
        TargetFailure(
            cause: .diverged,
            message:
                "an earlier run was interrupted in this statement, and the catalogue does not show whether it took effect",
            place: unit.places.first, state: .inDoubt(revision: current.revision, statement: entry.unit))
    }

    func countOfEffects(_ effects: [CatalogueFact]) throws(TargetFailure) -> Int {
        guard !effects.isEmpty else { return 0 }
        do {
            let query = "SELECT " + turn.dialect.countOfEffects(effects, in: turn.request)
            let answer = try turn.session.run(Batch(query), deadline: turn.deadline(for: 1)).first?.rows.first?.first
            return (answer ?? nil).flatMap { Int($0) } ?? 0
        } catch {
            throw TargetFailure(error, state: .unchanged)
        }
    }

    /// The statements that would remove what the unit left behind.
    private func remains(of unit: Unit) throws(DriverError) -> [String] {
        guard case .bare(_, let effects, _) = unit.kind else { return [] }
        var removals: [String] = []
        for query in turn.dialect.remains(of: effects, in: turn.request) {
            let found = try turn.session.run(Batch(query), deadline: turn.deadline(for: 1))
            removals += found.first?.rows.compactMap { $0.first ?? nil } ?? []
        }
        return removals
    }

    private func removeRemains(of unit: Unit) throws(TargetFailure) {
        do {
            for removal in try remains(of: unit) {
                _ = try turn.session.run(Batch(removal), deadline: turn.deadline(for: 1))
            }
        } catch {
            throw TargetFailure(error, state: .unchanged)
        }
    }
}
