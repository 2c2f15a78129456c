import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import FlotillaSQL

/// Runs steps that have no transaction around them, unit by unit, with a journal in the target.
///
/// The journal has one row. It is written before each unit that cannot be undone, in the same transaction with each that
/// can, and removed in the transaction that moves the version. So whatever moment a crash picks, the next one to come
/// reads how far the step got, and looks in the catalogue for the one unit that may be in doubt.
struct JournalledRunner {
    let turn: Turn
    let opening: Opening
    let steps: [StepInProgress]
    /// Units that change rows may share a transaction with the journal, and with each other. Not so where tables ignore
    /// transactions.
    private(set) var trustsTransactions: Bool
    /// The question whether that trust is justified travels in front of the first batch.
    private var asksForTrust = false
    /// The intent of the next statement went with the version of the step before it.
    private var isAnnounced = false
    private var needsJournalTable: Bool
    var outgoing = Outgoing()

    struct StepInProgress {
        var step: CompiledStep
        var units: [Unit]

        var revision: RevisionID { step.revision }
        var direction: String { step.direction.rawValue }

        /// - Parameter unit: from 1.
        func entry(_ unit: Int, _ state: JournalEntry.State) -> JournalEntry {
            JournalEntry(
                revision: revision.text, direction: direction, unit: unit, units: units.count, state: state,
                effectsBefore: 0, prefixDigest: units[unit - 1].prefixDigest, unitDigest: units[unit - 1].digest)
        }
    }

    init(turn: Turn, _ opening: Opening, _ steps: some Sequence<CompiledStep>) throws(TargetFailure) {
        self.turn = turn
        self.opening = opening
        self.steps = steps.compactMap { step in
            guard case .journalled(let units) = step.body else { return nil }
            return StepInProgress(step: step, units: units)
        }
        needsJournalTable = !opening.hasJournal || turn.dialect.hasTransactionalDDL
        trustsTransactions = !self.steps.contains { $0.units.contains(where: \.choosesStorageEngine) }
        do {
            try turn.dialect.lockSession(turn.session, turn.request, opening, deadline: turn.deadline(for: 1))
        } catch {
            throw TargetFailure(error, state: .unchanged)
        }
    }

    /// Each step ends with its version rows moved and its journal gone, in one transaction.
    mutating func perform(_ memory: inout TargetMigrator.Memory) throws(TargetFailure) -> Turn.Progress {
        let start = try resumePoint()
        if start > 1 {
            memory.left = .halfApplied(revision: steps[0].revision, done: start - 1, of: steps[0].units.count)
        }
        let changesRows = steps.contains { $0.units.contains(where: \.isAtomic) }
        if changesRows, trustsTransactions, let question = turn.dialect.requiresTransactionalTables(turn.request) {
            asksForTrust = true
            outgoing.add(own: [question])
        }
        do throws(TargetFailure) {
            return try performAll(from: start, &memory)
        } catch {
            guard asksForTrust, !trustsTransactions else { throw error }
            // It was the question that failed, so nothing has been done yet.
            asksForTrust = false
            isAnnounced = false
            needsJournalTable = !opening.hasJournal
            outgoing = Outgoing()
            return try performAll(from: start, &memory)
        }
    }

    private mutating func performAll(
        from start: Int, _ memory: inout TargetMigrator.Memory
    ) throws(TargetFailure) -> Turn.Progress {
        outgoing.standing = JournalStanding(entry: opening.journal, versions: opening.versions ?? [])
        if opening.versions == nil { outgoing.add(own: turn.dialect.beginChanges(turn.request, opening)) }
        for index in steps.indices {
            outgoing.step = index
            try perform(steps[index], from: index == 0 ? start : 1, &memory)
        }
        try flush(&memory)
        return Turn.Progress(steps: steps.count, reached: steps.last?.step.rowsAfter)
    }
}

// MARK: One step

extension JournalledRunner {
    /// Statements outside a transaction can go with others: nothing is gained by sending them one by one.
    private var sendsTogether: Bool { turn.dialect.batchesBareStatements }

    private mutating func perform(
        _ current: StepInProgress, from start: Int, _ memory: inout TargetMigrator.Memory
    ) throws(TargetFailure) {
        let dialect = turn.dialect
        outgoing.unit = current.units.isEmpty ? 0 : start
        outgoing.add(
            own: turn.timeouts(of: outgoing.step, in: steps.map(\.step), forSession: true)
                + dialect.stepBeginning(turn.request))
        if start == 1 { try ask(current.step.checks, of: current.step, &memory) }
        if dialect.locksBetweenTransactions, !current.units.isEmpty, needsJournalTable {
            outgoing.add(own: dialect.record(.createTable, in: turn.request))
            // Where a table can go with the transaction that clears it, it does.
            needsJournalTable = dialect.hasTransactionalDDL
        }
        for group in groups(of: current.units, from: start) { try perform(group, current, &memory) }
        outgoing.unit = current.units.count + 1
        try ask(current.step.verifications, of: current.step, &memory)
        if !sendsTogether { try flush(&memory) }
        begin()
        outgoing.add(own: turn.versionChanges(current.step))
        let next = intentOfNextStep()
        if let next {
            outgoing.add(own: dialect.record(next, in: turn.request))
        } else if !current.units.isEmpty || outgoing.standing.entry != nil {
            outgoing.add(own: dialect.record(.clear, in: turn.request))
        }
        outgoing.add(own: dialect.commit(turn.request, resetting: .unneeded))
        isAnnounced = next != nil
        outgoing.standing = JournalStanding(entry: next?.entry, versions: current.step.rowsAfter.map(\.text))
        if !sendsTogether { try flush(&memory) }
    }

    /// Where every change of the schema waits for the disk, so does every record of one. The version of this step and the
    /// intent of the next one's first statement therefore share a commit, if nothing has to be asked between them.
    private func intentOfNextStep() -> JournalAction? {
        guard sendsTogether, turn.dialect.locksBetweenTransactions, !needsJournalTable,
            outgoing.step + 1 < steps.count
        else { return nil }
        let next = steps[outgoing.step + 1]
        guard next.step.checks.isEmpty, case .bare(_, let effects, _)? = next.units.first?.kind else { return nil }
        return .write(next.entry(1, .started), effects: visible(effects, 0, next))
    }

    /// Neighbours that can share a transaction do: fewer commits, and fewer places to be interrupted in. Positions in
    /// `units`; what only changes the session is said again, however far the step had come.
    private func groups(of units: [Unit], from start: Int) -> [Range<Int>] {
        var groups: [Range<Int>] = []
        for index in units.indices where index + 1 >= start || units[index].isSession {
            if trustsTransactions, units[index].isAtomic, !units[index].standsAlone, let last = groups.last,
                last.upperBound == index, units[last.lowerBound].isAtomic, !units[last.lowerBound].standsAlone
            {
                groups[groups.count - 1] = last.lowerBound..<index + 1
            } else {
                groups.append(index..<index + 1)
            }
        }
        return groups
    }

    private mutating func perform(
        _ group: Range<Int>, _ current: StepInProgress, _ memory: inout TargetMigrator.Memory
    ) throws(TargetFailure) {
        // A failure anywhere in the group undoes the group.
        outgoing.unit = group.lowerBound + 1
        let unit = current.units[group.lowerBound]
        switch unit.kind {
        case .session(let parts): outgoing.add(parts, places: unit.places)
        case .atomic: try performAtomic(group, current, &memory)
        case .bare(let part, let effects, _):
            try performBare([part], visible(effects, group.lowerBound, current), unit, current, &memory)
        case .repeated(let part, let pause): try repeatUntilDone(part, unit, current, pause: pause, &memory)
        }
    }

    private mutating func performAtomic(
        _ group: Range<Int>, _ current: StepInProgress, _ memory: inout TargetMigrator.Memory
    ) throws(TargetFailure) {
        // A table without transactions keeps what the statement did to it, so that is announced like a change that
        // cannot be undone.
        if !trustsTransactions { write(current.entry(group.upperBound, .started)) }
        if !sendsTogether { try flush(&memory) }
        begin()
        for unit in current.units[group] {
            guard case .atomic(let parts) = unit.kind else { continue }
            outgoing.add(parts, places: unit.places)
        }
        let done = current.entry(group.upperBound, .applied)
        outgoing.add(own: turn.dialect.record(.write(done, effects: []), in: turn.request))
        outgoing.add(own: turn.dialect.commit(turn.request, resetting: .unneeded))
        outgoing.standing.entry = done
    }

    private mutating func performBare(
        _ parts: [Batch.Part], _ effects: [CatalogueFact], _ unit: Unit, _ current: StepInProgress,
        _ memory: inout TargetMigrator.Memory
    ) throws(TargetFailure) {
        let number = outgoing.unit
        if !isAnnounced { write(current.entry(number, .started), effects: effects) }
        isAnnounced = false
        if !sendsTogether { try flush(&memory) }
        outgoing.add(parts, places: unit.places)
        if !sendsTogether {
            try flush(&memory)
            try requireEffects(effects, unit, &memory)
        }
        // What the catalogue cannot show is written down at once, so that the doubt lasts no longer than it must.
        if effects.isEmpty { write(current.entry(number, .applied)) }
    }

    private mutating func repeatUntilDone(
        _ part: Batch.Part, _ unit: Unit, _ current: StepInProgress, pause: Duration,
        _ memory: inout TargetMigrator.Memory
    ) throws(TargetFailure) {
        // Whatever part of it is done, the rest is found by running it again.
        write(current.entry(outgoing.unit, .failed))
        try flush(&memory)
        while true {
            outgoing.add([part], places: unit.places)
            let results = try flush(&memory)
            guard (results.last?.affectedRows ?? 0) > 0 else { return }
            turn.context.stop.wait(atMost: pause)
        }
    }
}

// MARK: Parts of it

extension JournalledRunner {
    /// The effects that can be looked for. After a change of the search path it is not known where to look.
    func visible(_ effect: CatalogueEffect, _ index: Int, _ current: StepInProgress) -> [CatalogueFact] {
        guard !current.units[..<index].contains(where: \.movesNames) else { return [] }
        return turn.dialect.visibleEffects(of: effect, in: turn.request)
    }

    private mutating func begin() {
        outgoing.add(own: turn.dialect.begin(turn.request))
        guard !turn.dialect.locksBetweenTransactions else { return }
        outgoing.add(
            own: turn.dialect.record(.createTable, in: turn.request)
                + turn.dialect.record(.expect(outgoing.standing), in: turn.request),
            isExpectation: true)
    }

    private mutating func write(_ entry: JournalEntry, effects: [CatalogueFact] = []) {
        let needsTransaction = !turn.dialect.locksBetweenTransactions
        if needsTransaction { begin() }
        outgoing.add(own: turn.dialect.record(.write(entry, effects: effects), in: turn.request))
        if needsTransaction { outgoing.add(own: turn.dialect.commit(turn.request, resetting: .unneeded)) }
        outgoing.standing.entry = entry
    }

    private mutating func ask(
        _ questions: [Question], of step: CompiledStep, _ memory: inout TargetMigrator.Memory
    ) throws(TargetFailure) {
        guard !questions.isEmpty else { return }
        try flush(&memory)
        do { try turn.ask(questions, of: step, forSession: true) } catch { throw settled(error, &memory) }
    }

    /// PostgreSQL can report success for an index that it left invalid (`IF NOT EXISTS` over the remains of a failure).
    private func requireEffects(
        _ effects: [CatalogueFact], _ unit: Unit, _ memory: inout TargetMigrator.Memory
    ) throws(TargetFailure) {
        guard !effects.isEmpty else { return }
        do {
            guard try countOfEffects(effects) < effects.count else { return }
        } catch {
            throw settled(error, &memory)
        }
        let failure = TargetFailure(
            cause: .diverged,
            message: "the server reported success, but what the statement makes is not there, or is not valid",
            place: unit.places.first)
        throw settled(failure, isMissing: true, &memory)
    }

    /// A failure between two batches: everything that was sent has been answered, and the journal stands as it was last
    /// written.
    ///
    /// - Parameter isMissing: the last unit did not do what it was for.
    private func settled(
        _ failure: TargetFailure, isMissing: Bool = false, _ memory: inout TargetMigrator.Memory
    ) -> TargetFailure {
        advance(&memory, to: outgoing.step)
        var failure = failure
        failure.state =
            outgoing.standing.entry.map { entry in
                .halfApplied(
                    revision: RevisionID(entry.revision),
                    done: isMissing || entry.state == .failed ? entry.unit - 1 : entry.unit, of: entry.units)
            } ?? memory.standing
        return failure
    }

    /// The steps before this one are whole and recorded.
    func advance(_ memory: inout TargetMigrator.Memory, to step: Int) {
        memory.left = .unchanged
        memory.appliedSteps += step
        if step > 0 { memory.now = steps[step - 1].step.rowsAfter }
    }

    @discardableResult
    private mutating func flush(_ memory: inout TargetMigrator.Memory) throws(TargetFailure) -> [StatementResult] {
        guard !outgoing.isEmpty else { return [] }
        let (batch, origins) = outgoing.take()
        do {
            let results = try turn.run(batch, of: steps.map(\.step), statements: origins.count)
            asksForTrust = false
            return results
        } catch {
            if asksForTrust, error.completedStatements == 0, !error.effectIsUnknown {
                trustsTransactions = false
                throw TargetFailure(error, state: .unchanged)
            }
            throw turn.namingLockHolders(
                failure(error, origins, &memory), error, in: batch, limits: steps.map(\.step.lockTimeout))
        }
    }
}
