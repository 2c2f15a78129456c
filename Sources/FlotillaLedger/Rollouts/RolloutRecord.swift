import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout

/// A rollout as the ledger remembers it.
public struct RolloutRecord: Sendable, Hashable {
    public let run: RunID
    /// As it was typed.
    public let command: String
    public let operation: RunKind
    /// The revisions it leads to, looked up when the plan was made.
    public let destination: String
    public let author: String
    public let process: ProcessMark
    public let startedAt: LedgerTime
    public let endedAt: LedgerTime?
    public let rollout: Rollout
    /// When it came to be in this state.
    public let since: LedgerTime
    public let waveNames: [String]
    /// Canonical text.
    public let policy: String
    public let digest: String
    public let takesBack: RunID?
    /// The latest rollout that takes this one back, or has.
    public let takenBackBy: RunID?
    /// What it changed is to be taken back, and no rollout that does so has begun.
    public let isTakeBackAsked: Bool
    /// Of the gate that is open.
    public let gate: GateProgress?
    public let coordinator: WriterID?
    /// When the ledger was asked, by its clock.
    public let now: LedgerTime

    public var state: RolloutState { rollout.state }

    public var destinations: [RevisionID] { destination.split(separator: " ").map { RevisionID(String($0)) } }
}

/// Jobs of a rollout that failed for one reason.
public struct JobGroup: Sendable, Hashable {
    public let outcome: Outcome
    public let cause: FailureCause
    public let code: String
    /// The words of the first of them.
    public let message: String
    public internal(set) var jobs: [JobNumber]
    /// In the order of ``jobs``.
    public internal(set) var targets: [TargetID]
    public let failedRevision: RevisionID?
    public let failedLine: Int?
}

extension JobGroup {
    /// The jobs of those targets that are in the group.
    public func numbers(of wanted: Set<TargetID>) -> [JobNumber] {
        zip(jobs, targets).filter { wanted.contains($1) }.map(\.0)
    }
}

/// A job of a rollout.
public struct RolloutJobRecord: Sendable, Hashable {
    public let number: JobNumber
    public let target: TargetID
    public let wave: Int
    public let job: Job
    public let outcome: Outcome?
    public let before: [RevisionID]?
    public let after: [RevisionID]?
    public let holder: WriterID?
}
