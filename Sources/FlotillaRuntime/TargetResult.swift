import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout

/// How the work on one target ended, and what state the target is in now.
public struct TargetResult: Sendable, Hashable {
    public var target: TargetID
    /// Its place in the selection.
    public var place: Int
    public var outcome: Outcome
    /// Rows of the version table when we first saw it; `nil` when we never did.
    public var before: [RevisionID]?
    /// Rows of the version table now, as far as is known; `nil` when it is not.
    public var after: [RevisionID]?
    /// `after` holds every head of the migrations folder: there is nothing newer.
    public var isHead: Bool
    /// Steps that took effect in this run.
    public var appliedSteps: Int
    public var failure: TargetFailure?
    public var attempts: Int
    /// From the first connection attempt to the end, waiting between attempts included.
    public var duration: Duration
    /// `nil` when no session could be had.
    public var server: ServerFacts?
    /// The fingerprint of its schema, where that was asked.
    public var shape: String?
    /// Who kept account of its version, where that was asked.
    public var provenance: Provenance?
    /// About how many rows its larger tables have, where that was asked.
    public var estimates: [RowEstimate]?

    public init(
        target: TargetID, place: Int = 0, outcome: Outcome, before: [RevisionID]? = nil, after: [RevisionID]? = nil,
        isHead: Bool = false, appliedSteps: Int = 0, failure: TargetFailure? = nil, attempts: Int = 1,
        duration: Duration = .zero,
        server: ServerFacts? = nil
    ) {
        self.target = target
        self.place = place
        self.outcome = outcome
        self.before = before
        self.after = after
        self.isHead = isHead
        self.appliedSteps = appliedSteps
        self.failure = failure
        self.attempts = attempts
        self.duration = duration
        self.server = server
    }
}

/// Why a target failed, with what a person needs to act on it.
public struct TargetFailure: Error, Sendable, Hashable {
    public var cause: FailureCause
    /// The engine's own code, empty if none.
    public var code: String
    /// The engine's words, or ours where the engine had no say. Holds no secret and no value of a row.
    public var message: String
    /// Where in the migrations folder the failing statement stands.
    public var place: StatementPlace?
    public var state: TargetState

    public init(
        cause: FailureCause, code: String = "", message: String, place: StatementPlace? = nil,
        state: TargetState = .unchanged
    ) {
        self.cause = cause
        self.code = code
        self.message = message
        self.place = place
        self.state = state
    }
}

/// One statement of one revision file.
public struct StatementPlace: Sendable, Hashable {
    public var revision: RevisionID
    public var file: String
    /// From 1.
    public var line: Int
    /// From 1, of the statements of the section.
    public var statement: Int
    /// The statement's first line, shortened for display.
    public var excerpt: String

    public init(revision: RevisionID, file: String, line: Int, statement: Int, excerpt: String) {
        self.revision = revision
        self.file = file
        self.line = line
        self.statement = statement
        self.excerpt = excerpt
    }
}

/// What a failure left behind.
public enum TargetState: Sendable, Hashable {
    /// Nothing was written: never reached, or rolled back whole.
    case unchanged
    /// Some steps took effect and are recorded; the target stands whole on the version it reports.
    case partWay(applied: Int, of: Int)
    /// A step without a transaction stopped between two of its statements; the journal in the target knows where.
    case halfApplied(revision: RevisionID, done: Int, of: Int)
    /// It cannot be told whether this statement took effect. 0: the target itself will tell the next run that asks it.
    case inDoubt(revision: RevisionID, statement: Int)
}
