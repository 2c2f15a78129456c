import FlotillaDriver
import FlotillaSQL

/// The number of a run in its ledger; later runs have higher ones.
public struct RunID: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let number: Int64

    public init(_ number: Int64) { self.number = number }

    public var description: String { String(number) }

    public static func < (left: RunID, right: RunID) -> Bool { left.number < right.number }
}

/// What a run does to its targets.
public enum RunKind: String, Sendable, Hashable, CaseIterable {
    case upgrade, downgrade, stamp
    /// Takes back what a rollout changed.
    case revert
    /// A person decided what became of a statement in doubt.
    case resolve
    /// Reads versions. Holds no target, so it may go on beside any other run.
    case current
}

/// What somebody set out to do.
public struct RunDescription: Sendable, Hashable {
    /// As it was typed. Passwords in URLs are replaced; other secrets must not be in it.
    public let command: String
    public let operation: RunKind
    /// The revision as it was typed: `head`, `-1`, `ae10+2`; empty where none is taken.
    public let revision: String
    /// Why, in a person's words; empty where none were asked for.
    public let reason: String
    public let process: ProcessMark
    /// With which files it applies revisions; empty where it applies none, or where the rollout says so.
    public var files: [PlannedRevision] = []

    public init(
        command: String, operation: RunKind, revision: String, reason: String = "", process: ProcessMark = .current
    ) {
        self.command = Redaction.withoutURLPasswords(command)
        self.operation = operation
        self.revision = Redaction.withoutURLPasswords(revision)
        self.reason = reason
        self.process = process
    }
}

/// How a run ended, by its own account.
public enum RunEnding: String, Sendable, Hashable {
    /// All that was planned has been tried.
    case finished
    /// Somebody told it to stop.
    case interrupted
}

/// A target as the inventory describes it. It takes a URL apart so that no password gets further than here.
public struct TargetEntry: Sendable, Hashable {
    public let id: TargetID
    /// Empty where only fetching a secret would tell.
    let engine: String
    let server: String
    let url: String
    let labels: String

    public init(id: TargetID, url: ConnectionURL, labels: [String: String] = [:]) {
        self.id = id
        engine = url.engine.rawValue
        server = url.serverKey
        self.url = url.redacted
        self.labels = LabelText.encode(labels)
    }

    /// - Parameters:
    ///   - engine: `nil` where only fetching a secret would tell.
    ///   - redactedURL: without any password.
    public init(id: TargetID, engine: Engine?, server: String, redactedURL: String, labels: [String: String]) {
        self.id = id
        self.engine = engine?.rawValue ?? ""
        self.server = server
        url = Redaction.withoutURLPasswords(redactedURL)
        self.labels = LabelText.encode(labels)
    }
}
