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
        do {
            // Whatever was begun together with the statement that failed is undone first.
            if turn.session.transactionState != .idle {
                _ = try turn.session.run(Batch("ROLLBACK"), deadline: turn.deadline(for: 1))
            }
            memory.appliedSteps += failed.step
            if failed.step > 0 { memory.now = steps[failed.step - 1].step.rowsAfter }
            return TargetFailure(error, place: failed.place, state: try note(failed, error, memory))
        } catch {
            return inDoubt(error, failed, &memory)
        }
    }

    private func inDoubt(
        _ error: DriverError, _ origin: Outgoing.Origin?, _ memory: inout TargetMigrator.Memory
    ) -> TargetFailure {
        let revision = origin.map { steps[$0.step].revision } ?? RevisionID("")
        let state = TargetState.inDoubt(revision: revision, statement: origin?.unit ?? 0)
        memory.inDoubt = state
        return TargetFailure(error, place: origin?.place, state: state)
    }

    /// Writes down that the unit failed and everything before it is done.
    private func note(
        _ failed: Outgoing.Origin, _ error: DriverError, _ memory: TargetMigrator.Memory
    ) throws(DriverError) -> TargetState {
        let current = steps[failed.step]
        let firstOfWork = current.units.firstIndex { !$0.isSession }.map { $0 + 1 } ?? 1
        guard failed.unit > 0, !current.units.isEmpty else { return memory.stateBefore(of: steps.count - failed.step) }
        let halfApplied = TargetState.halfApplied(
            revision: current.revision, done: min(failed.unit, current.units.count + 1) - 1, of: current.units.count)
        // A server may notice that it is to stop a moment after the statement has taken effect. The journal goes on saying
        // that it was begun, and the next attempt looks.
        if [.cancelled, .statementTimeout].contains(error.cause), failed.unit <= current.units.count,
            current.units[failed.unit - 1].isBare
        {
            return halfApplied
        }
        let action: JournalAction
        if failed.unit > current.units.count {
            action = .write(current.entry(current.units.count, .applied), effects: [])
        } else if failed.unit <= firstOfWork, try remains(of: current.units[failed.unit - 1]).isEmpty {
            // Nothing of this step is there: the target is as it was.
            try run(
                turn.dialect.journal(.createTable, in: turn.request) + turn.dialect.journal(.clear, in: turn.request))
            return memory.stateBefore(of: steps.count - failed.step)
        } else {
            action = .write(current.entry(failed.unit, .failed), effects: [])
        }
        try run(turn.dialect.journal(.createTable, in: turn.request) + turn.dialect.journal(action, in: turn.request))
        return halfApplied
    }

    private func run(_ statements: [String]) throws(DriverError) {
        _ = try turn.session.run(Batch(statements: statements), deadline: turn.deadline(for: statements.count))
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
        switch entry.state {
        case .applied: return entry.unit + 1
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
        guard case .bare(_, let effects) = unit.kind else { throw undecided(entry, unit, current) }
        let facts = visible(effects)
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
        guard case .bare(_, let effects) = unit.kind else { return [] }
        var removals: [String] = []
        for remains in turn.dialect.remains(of: effects.facts, in: turn.request) {
            let found = try turn.session.run(Batch(remains.query), deadline: turn.deadline(for: 1))
            if found.first?.rows.isEmpty == false { removals.append(remains.removal) }
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
