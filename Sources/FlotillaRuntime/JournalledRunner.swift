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
    /// Units that change rows may share a transaction with the journal. Not so where tables ignore transactions.
    let hasOnlyTransactionalTables: Bool
    private var outgoing = Outgoing()

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
        do {
            try turn.dialect.lockSession(turn.session, turn.request, opening, deadline: turn.deadline(for: 1))
            hasOnlyTransactionalTables = try Self.countOfOtherTables(turn) == 0
        } catch {
            throw TargetFailure(error, state: .unchanged)
        }
    }

    private static func countOfOtherTables(_ turn: Turn) throws(DriverError) -> Int {
        guard let query = turn.dialect.nonTransactionalTables(turn.request) else { return 0 }
        let answer = try turn.session.run(Batch(query), deadline: turn.deadline(for: 1)).first?.rows.first?.first
        return (answer ?? nil).flatMap { Int($0) } ?? 0
    }

    /// Each step ends with its version rows moved and its journal gone, in one transaction.
    mutating func perform(_ memory: inout TargetMigrator.Memory) throws(TargetFailure) -> Turn.Progress {
        if opening.versions == nil { outgoing.add(own: turn.dialect.beginChanges(turn.request, opening)) }
        let start = try resumePoint()
        for index in steps.indices {
            outgoing.step = index
            try perform(steps[index], from: index == 0 ? start : 1, &memory)
        }
        try flush(&memory)
        return Turn.Progress(steps: steps.count, reached: steps.last?.step.rowsAfter)
    }
}

// MARK: Going on

extension JournalledRunner {
    /// Statements outside a transaction can go with others: nothing is gained by sending them one by one.
    private var sendsTogether: Bool { turn.dialect.batchesBareStatements }

    private mutating func perform(
        _ current: StepInProgress, from start: Int, _ memory: inout TargetMigrator.Memory
    ) throws(TargetFailure) {
        let dialect = turn.dialect
        outgoing.unit = start
        outgoing.add(
            own: dialect.timeouts(
                lock: current.step.lockTimeout, statement: current.step.statementTimeout, server: turn.session.server))
        if start == 1 { try ask(current.step.checks, &memory) }
        if !opening.hasJournal || dialect.hasTransactionalDDL {
            outgoing.add(own: dialect.journal(.createTable, in: turn.request))
        }
        for (index, unit) in current.units.enumerated() where index + 1 >= start || unit.isSession {
            outgoing.unit = index + 1
            try perform(unit, index + 1, current, &memory)
        }
        outgoing.unit = current.units.count + 1
        try ask(current.step.verifications, &memory)
        if !sendsTogether { try flush(&memory) }
        outgoing.add(own: dialect.begin(turn.request) + turn.versionChanges(current.step))
        if !current.units.isEmpty || opening.journal != nil {
            outgoing.add(own: dialect.journal(.clear, in: turn.request))
        }
        outgoing.add(own: dialect.commit(turn.request, resetting: .unneeded))
        if !sendsTogether { try flush(&memory) }
    }

    private mutating func perform(
        _ unit: Unit, _ number: Int, _ current: StepInProgress, _ memory: inout TargetMigrator.Memory
    ) throws(TargetFailure) {
        switch unit.kind {
        case .session(let part):
            outgoing.add([part], places: unit.places)
        case .atomic(let parts) where hasOnlyTransactionalTables:
            if !sendsTogether { try flush(&memory) }
            outgoing.add(own: turn.dialect.begin(turn.request))
            outgoing.add(parts, places: unit.places)
            write(current.entry(number, .applied))
            outgoing.add(own: turn.dialect.commit(turn.request, resetting: .unneeded))
        case .atomic(let parts):
            try performBare(parts, [], unit, number, current, &memory)
        case .bare(let part, let effects):
            try performBare([part], visible(effects), unit, number, current, &memory)
        case .repeated(let part, let pause):
            try repeatUntilDone(part, unit, number, current, pause: pause, &memory)
        }
    }

    private mutating func performBare(
        _ parts: [Batch.Part], _ effects: [CatalogueFact], _ unit: Unit, _ number: Int,
        _ current: StepInProgress, _ memory: inout TargetMigrator.Memory
    ) throws(TargetFailure) {
        write(current.entry(number, .started), effects: effects)
        if !sendsTogether { try flush(&memory) }
        outgoing.add(parts, places: unit.places)
        if !sendsTogether {
            try flush(&memory)
            try requireEffects(effects, unit, number, current)
        }
        // What the catalogue cannot show is written down at once, so that the doubt lasts no longer than it must.
        if effects.isEmpty { write(current.entry(number, .applied)) }
    }

    /// PostgreSQL can report success for an index that it left invalid (`IF NOT EXISTS` over the remains of a failure).
    private func requireEffects(
        _ effects: [CatalogueFact], _ unit: Unit, _ number: Int, _ current: StepInProgress
    ) throws(TargetFailure) {
        guard try countOfEffects(effects) < effects.count else { return }
        throw TargetFailure(
            cause: .diverged,
            message: "the server reported success, but what the statement makes is not there, or is not valid",
            place: unit.places.first,
            state: .halfApplied(revision: current.revision, done: number - 1, of: current.units.count))
    }

    private mutating func repeatUntilDone(
        _ part: Batch.Part, _ unit: Unit, _ number: Int, _ current: StepInProgress, pause: Duration,
        _ memory: inout TargetMigrator.Memory
    ) throws(TargetFailure) {
        // Whatever part of it is done, the rest is found by running it again.
        write(current.entry(number, .failed))
        try flush(&memory)
        while true {
            outgoing.add([part], places: unit.places)
            let results = try flush(&memory)
            guard (results.last?.affectedRows ?? 0) > 0 else { return }
            turn.context.stop.wait(atMost: pause)
        }
    }

    func visible(_ effect: CatalogueEffect) -> [CatalogueFact] {
        turn.dialect.visibleEffects(of: effect, in: turn.request)
    }

    private mutating func write(_ entry: JournalEntry, effects: [CatalogueFact] = []) {
        outgoing.add(own: turn.dialect.journal(.write(entry, effects: effects), in: turn.request))
    }

    private mutating func ask(
        _ questions: [Question], _ memory: inout TargetMigrator.Memory
    ) throws(TargetFailure) {
        guard !questions.isEmpty else { return }
        try flush(&memory)
        try turn.ask(questions, memory)
    }

    @discardableResult
    private mutating func flush(_ memory: inout TargetMigrator.Memory) throws(TargetFailure) -> [StatementResult] {
        guard !outgoing.isEmpty else { return [] }
        let (batch, origins) = outgoing.take()
        do {
            return try turn.session.run(batch, deadline: turn.deadline(for: origins.count))
        } catch {
            throw failure(error, origins, &memory)
        }
    }
}
