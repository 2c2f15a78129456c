import FlotillaDriver
import FlotillaRevisions

extension TargetMigrator {
    /// What is known of a target, carried from one attempt to the next.
    struct Memory: Sendable {
        /// Rows of the version table when the target was first seen.
        private(set) var before: [RevisionID]?
        /// Rows from which the steps were first counted, under the lock; `nil` while nobody has.
        private(set) var origin: [RevisionID]?
        /// Rows as they were last read or committed; `nil` while they are not known.
        var now: [RevisionID]?
        var appliedSteps = 0
        /// Steps of the last plan, with those that had been applied by then.
        private var wantedSteps = 0
        var server: ServerFacts?
        /// What it is made of, if that was asked.
        var shape: String?
        /// About how many rows its tables have, if that was asked.
        var estimates: [RowEstimate]?
        /// Who kept account of its version, if that was asked.
        var provenance: Provenance?
        /// What was left behind when the target was last seen, or last failed.
        var left = TargetState.unchanged
        /// The rows after each step of a batch whose answer was lost; empty when no answer is outstanding.
        private var outstanding: [[RevisionID]] = []
    }
}

extension TargetMigrator.Memory {
    /// The target was read under its lock, so nothing that was sent earlier is still under way.
    mutating func saw(_ rows: [RevisionID], _ journal: JournalEntry?) {
        if let reached = outstanding.lastIndex(of: rows) { appliedSteps += reached + 1 }
        outstanding = []
        now = rows
        before = before ?? rows
        left = journal.map(TargetState.init) ?? .unchanged
    }

    /// The target was read while somebody else, or an orphan of ours, held its lock: its rows may be about to move.
    mutating func glimpsed(_ rows: [RevisionID]) {
        guard outstanding.isEmpty else { return }
        now = rows
        before = before ?? rows
    }

    /// Where the way begins stays what it is, however far along it the target is by now.
    mutating func begins(at rows: [RevisionID]) { origin = origin ?? rows }

    mutating func wants(_ steps: Int) { wantedSteps = appliedSteps + steps }

    /// A batch was sent that would lead to these rows, step by step, and its answer never came.
    mutating func lost(_ rows: [[RevisionID]], _ state: TargetState) {
        outstanding = rows
        now = nil
        left = state
    }

    /// The state in which a whole rollback leaves the target.
    var standing: TargetState {
        appliedSteps == 0 ? .unchanged : .partWay(applied: appliedSteps, of: max(wantedSteps, appliedSteps))
    }

    /// A failure says of itself that it changed nothing; what went before it in this run may have.
    mutating func completed(_ failure: TargetFailure) -> TargetFailure {
        var failure = failure
        switch failure.state {
        case .unchanged: failure.state = left == .unchanged ? standing : left
        case .halfApplied, .inDoubt: left = failure.state
        case .partWay: break
        }
        return failure
    }
}

extension TargetState {
    init(_ entry: JournalEntry) {
        let revision = RevisionID(entry.revision)
        switch entry.state {
        case .started: self = .inDoubt(revision: revision, statement: entry.unit)
        case .failed: self = .halfApplied(revision: revision, done: entry.unit - 1, of: entry.units)
        case .applied: self = .halfApplied(revision: revision, done: entry.unit, of: entry.units)
        }
    }
}
