import FlotillaDriver
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout

/// How a run ended. It holds counts and a few examples, never a line per target: those are in the ledger.
public struct RunReport: Sendable, Hashable {
    public var operation: Operation
    /// `nil` when the run had no ledger (one database given by URL).
    public var run: Int?
    public var total: Int
    public var outcomes: [Outcome: Int]
    /// Steps that took effect, over all targets.
    public var steps: Int
    /// Most frequent first.
    public var failures: [FailureGroup]
    /// Targets that were on another version than the ledger had for them: it is an old copy, somebody else migrated them, or
    /// an earlier run died before it could say. The targets were believed.
    public var foundElsewhere: Int
    public var duration: Duration
    /// Set when the run was told to stop before every target was done.
    public var wasInterrupted: Bool
    /// What became of the ledger, when not everything that is said here is in it. Nothing new was begun from then on.
    public var ledgerFailure: LedgerError?
    /// Only for runs over a single target, where the one line is the answer.
    public var single: TargetResult?

    public init(operation: Operation, total: Int) {
        self.operation = operation
        self.total = total
        outcomes = [:]
        steps = 0
        failures = []
        foundElsewhere = 0
        duration = .zero
        wasInterrupted = false
    }

    public func count(_ outcome: Outcome) -> Int { outcomes[outcome] ?? 0 }

    /// Targets that are where the operation wanted them.
    public var done: Int { count(.succeeded) + count(.skipped) }

    public var isComplete: Bool { done == total && !wasInterrupted && ledgerFailure == nil }
}

/// Targets that failed for one reason. 300 targets with one cause are one group.
public struct FailureGroup: Sendable, Hashable {
    public var cause: FailureCause
    public var code: String
    /// The words of the first of them.
    public var message: String
    public var place: StatementPlace?
    public var state: TargetState
    public var outcome: Outcome
    public var count: Int
    /// At most ``exampleLimit``.
    public var examples: [TargetID]

    public static let exampleLimit = 3
}

/// What a live view shows. Taken as a whole, so that the numbers agree with each other.
public struct RunProgress: Sendable, Hashable {
    public var total: Int
    public var finished: Int
    public var running: Int
    public var waitingForRetry: Int
    public var outcomes: [Outcome: Int]
    public var elapsed: Duration
    /// Targets finished per second over the last ten seconds; 0 while unknown.
    public var rate: Double
    /// `nil` while the rate is unknown.
    public var remaining: Duration?
    /// The targets that have been running longest, with their time; at most three.
    public var slowest: [(target: TargetID, elapsed: Duration)] { slow.map { ($0.target, $0.elapsed) } }
    var slow: [Slow]
    public var isStopping: Bool

    /// Of a process that waits for work.
    public static let nothing = RunProgress(
        total: 0, finished: 0, running: 0, waitingForRetry: 0, outcomes: [:], elapsed: .zero, rate: 0, remaining: nil,
        slow: [], isStopping: false)

    struct Slow: Sendable, Hashable {
        var target: TargetID
        var elapsed: Duration
    }
}
