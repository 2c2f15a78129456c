import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout

/// What happened to the job of one target, told to the ledger as soon as it is known.
public enum JobEvent: Sendable, Hashable {
    /// A try begins. `before` are the rows of the version table, once they have been read.
    case started(TargetID, attempt: Int, before: [RevisionID]? = nil)
    /// A try failed and another one will follow.
    case attemptFailed(TargetID, attempt: Int, JobFailure, took: Duration)
    case ended(TargetID, JobResult)
    /// A job that was claimed has been given back before it began.
    case notBegun(TargetID)

    var target: TargetID {
        switch self {
        case .started(let target, _, _), .attemptFailed(let target, _, _, _), .ended(let target, _),
            .notBegun(let target):
            target
        }
    }
}

/// What a job left unfinished in its target, for the next one to find there.
public enum Remnant: String, Sendable, Hashable, CaseIterable {
    /// Some steps took effect; the target stands whole between two of them.
    case partWay = "part-way"
    /// A step without a transaction stopped between two of its statements.
    case halfApplied = "half-applied"
    /// It cannot be told whether a statement took effect.
    case inDoubt = "in-doubt"
}

/// How a job ended.
public struct JobResult: Sendable, Hashable {
    public var outcome: Outcome
    /// Rows of the version table; `nil` where they could not be read.
    public var before: [RevisionID]?
    public var after: [RevisionID]?
    public var failure: JobFailure?
    /// `nil` when the target stands whole where it should.
    public var remnant: Remnant?
    /// Until the session was there, over all tries.
    public var connecting: Duration
    /// From then to the end, over all tries.
    public var running: Duration

    public init(
        _ outcome: Outcome, before: [RevisionID]? = nil, after: [RevisionID]? = nil, failure: JobFailure? = nil,
        remnant: Remnant? = nil, connecting: Duration = .zero, running: Duration = .zero
    ) {
        self.outcome = outcome
        self.before = before
        self.after = after
        self.failure = failure
        self.remnant = remnant
        self.connecting = connecting
        self.running = running
    }
}

/// Why a job or one try of it failed.
public struct JobFailure: Sendable, Hashable {
    public let cause: FailureCause
    /// The engine's code; empty if there is none.
    public let code: String
    /// The engine's words. Passwords in URLs are replaced; other secrets must not be in it.
    public let message: String
    /// The revision and the line of its file at which it happened.
    public let revision: RevisionID?
    public let line: Int?

    public init(
        _ cause: FailureCause, code: String = "", message: String, revision: RevisionID? = nil, line: Int? = nil
    ) {
        self.cause = cause
        self.code = code
        self.message = Redaction.withoutURLPasswords(DriverError.capped(message))
        self.revision = revision
        self.line = line
    }

    public init(_ error: DriverError, revision: RevisionID? = nil, line: Int? = nil) {
        self.init(error.cause, code: error.code, message: error.message, revision: revision, line: line)
    }
}
