import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import FlotillaSQL

/// How the jobs of a run ended.
public struct RunSummary: Sendable, Hashable {
    public var counts: [Outcome: Int] = [:]
    /// Jobs without an outcome: not begun, under way, or left behind by a process that died.
    public var unrecorded = 0
    /// Jobs whose target was on another version than the ledger had for it. Counted when a run ends.
    public var foundElsewhere = 0

    public init() {}

    public subscript(outcome: Outcome) -> Int { counts[outcome] ?? 0 }
}

/// What became of a run.
public enum RunState: String, Sendable, Hashable {
    case running, finished
    /// It is a rollout that has not ended; its own state says more.
    case staged
    /// It was told to stop, or its process was found to be gone.
    case interrupted
    /// It gave no sign of life for a whole lease, and another run took over.
    case abandoned
}

/// A run as the ledger remembers it.
public struct RunRecord: Sendable, Hashable {
    public let id: RunID
    public let command: String
    public let operation: RunKind
    public let revision: String
    public let process: ProcessMark
    public internal(set) var state: RunState
    public let startedAt: LedgerTime
    public let heartbeatAt: LedgerTime
    public let endedAt: LedgerTime?
    public let targets: Int
    /// Written when the run ends; ``Ledger/summary(of:)`` counts the jobs of one that has not ended.
    public let summary: RunSummary?
}

/// A target and what is known of it.
public struct TargetRecord: Sendable, Hashable {
    public let id: TargetID
    /// `nil` where only fetching a secret would tell.
    public let engine: Engine?
    public let server: String
    /// Without password.
    public let url: String
    public let labels: [String: String]
    /// The rows of its version table when they were last read; `nil` if never.
    public let version: [RevisionID]?
    public let seenAt: LedgerTime?
    /// Of the last job that was not cancelled.
    public let outcome: Outcome?
    public let failure: Failure?

    public struct Failure: Sendable, Hashable {
        public let cause: FailureCause
        public let code: String
        public let message: String
        public let run: RunID
    }
}

/// One target's part in one run.
public struct JobRecord: Sendable, Hashable {
    public let run: RunID
    public let operation: RunKind
    /// What followed the operation's name as it was typed: the revision, or what a person found and why.
    public let argument: String
    public let runState: RunState
    public let target: TargetID
    /// `nil` while it is planned or under way, and for ever if its process died.
    public let outcome: Outcome?
    public let attempts: Int
    public let startedAt: LedgerTime?
    public let endedAt: LedgerTime?
    public let before: [RevisionID]?
    public let after: [RevisionID]?
    public let failure: JobFailure?
    public let connecting: Duration?
    public let running: Duration?
    /// The later run that took the target up, where this job never got an outcome.
    public let supersededBy: RunID?
    /// Who did it.
    public let process: ProcessMark
}

/// A try that failed and was followed by another one.
public struct AttemptRecord: Sendable, Hashable {
    public let number: Int
    public let startedAt: LedgerTime
    public let endedAt: LedgerTime
    public let failure: JobFailure
}

/// How many targets are on one version.
public struct VersionCount: Sendable, Hashable {
    /// `nil`: never read.
    public let version: [RevisionID]?
    public let targets: Int
}

/// Targets whose last job failed for one reason.
public struct FailureRecord: Sendable, Hashable {
    public let cause: FailureCause
    public let code: String
    /// The engine's words with names and numbers taken out.
    public let pattern: String
    /// The engine's words to the first of the examples.
    public let message: String
    public internal(set) var targets: Int
    /// Up to three of them, by name.
    public internal(set) var examples: [TargetID]
    /// The last run that met it.
    public internal(set) var lastRun: RunID
}

extension FailureRecord {
    private static let exampleLimit = 3

    var reason: String { [cause.rawValue, code, pattern].joined(separator: "\0") }

    func isLike(_ other: FailureRecord) -> Bool { reason == other.reason }

    mutating func add(_ other: FailureRecord) {
        targets += other.targets
        examples = Array((examples + other.examples).prefix(Self.exampleLimit))
        lastRun = RunID(max(lastRun.number, other.lastRun.number))
    }
}
