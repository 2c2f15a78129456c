import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout
import FlotillaSQL

/// What a rollout will do, before anything is touched: which targets take which steps in which wave. It is a value that is
/// printed, saved, compared and run by the same code.
public struct RolloutPlan: Sendable, Hashable {
    /// With every name looked up: what `head` meant when the plan was made.
    public var operation: Operation
    /// The revision as it was typed.
    public var argument: String
    /// Which part of the fleet it is for.
    public var selection: Selection
    public var policyName: String
    public var policy: RolloutPolicy
    /// Every revision that some target gains or loses, oldest first.
    public var revisions: [PlannedRevision]
    /// The version rows from which targets begin, each once and in the order of their texts.
    public var starts: [[RevisionID]]
    /// Wave by wave, in the order in which they begin.
    public var targets: [PlannedTarget]
    /// Of each wave of the policy.
    public var waveSizes: [Int]
    /// Targets that are there already.
    public var upToDate: [TargetID]
    public var exclusions: [Exclusion]
    public var forecast: Forecast?
    /// Revisions that targets have from other files than those of the folder.
    public var edited: [EditedRevision] = []
    /// Entries of the quarantine whose last day is over; they do not count.
    public var expired: [QuarantineRule] = []
    /// For the places that revisions leave open.
    public var variables = SQLVariables()
    /// Scripts that run behind the revisions on every target that has not run them as they are.
    public var repeatables: [PlannedRevision] = []

    public init(
        operation: Operation, argument: String, selection: Selection, policyName: String, policy: RolloutPolicy,
        revisions: [PlannedRevision], starts: [[RevisionID]], targets: [PlannedTarget], waveSizes: [Int],
        upToDate: [TargetID], exclusions: [Exclusion], forecast: Forecast? = nil
    ) {
        self.operation = operation
        self.argument = argument
        self.selection = selection
        self.policyName = policyName
        self.policy = policy
        self.revisions = revisions
        self.starts = starts
        self.targets = targets
        self.waveSizes = waveSizes
        self.upToDate = upToDate
        self.exclusions = exclusions
        self.forecast = forecast
    }
}

/// One target of a plan.
public struct PlannedTarget: Sendable, Hashable {
    public var id: TargetID
    /// Into ``RolloutPlan/starts``.
    public var start: Int
    public var wave: Int
    /// Into the policy's windows; `nil` when it may begin at any time.
    public var window: Int?

    public init(id: TargetID, start: Int, wave: Int, window: Int? = nil) {
        self.id = id
        self.start = start
        self.wave = wave
        self.window = window
    }
}

/// A target that was selected and is left out.
public struct Exclusion: Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
        /// Of a check that it does not pass, of its version, or of the way to it.
        case failing(TargetFailure)
        /// A person has set it aside.
        case quarantined(Quarantine)
        /// No wave of the policy takes it.
        case inNoWave
    }

    public var target: TargetID
    public var reason: Reason

    public init(target: TargetID, reason: Reason) {
        self.target = target
        self.reason = reason
    }
}

/// A revision whose file is another one than when targets got it.
public struct EditedRevision: Sendable, Hashable {
    public var revision: RevisionID
    /// Those that have it from another file, by name.
    public var targets: [TargetID]
    /// Those of them whose file differs in more than line ends or a byte order mark.
    public var reworded: Set<TargetID>
    /// SHA-256 of the text of the file that is there now.
    public var textDigest: String
    /// Somebody has accepted this text before.
    public var isAccepted = false

    public init(
        revision: RevisionID, targets: [TargetID], reworded: Set<TargetID>, textDigest: String
    ) {
        self.revision = revision
        self.targets = targets
        self.reworded = reworded
        self.textDigest = textDigest
    }

    public var count: Int { targets.count }
    /// A few of the targets.
    public var examples: [TargetID] { Array(targets.prefix(3)) }
    public var hasSameText: Bool { reworded.isEmpty }

    /// What is kept when somebody accepts it.
    public var acceptance: AcceptedEdit { AcceptedEdit(revision: revision, textDigest: textDigest) }
}

/// Why a target is set aside, by whom and until when.
public struct Quarantine: Sendable, Hashable {
    public var reason: String
    public var owner: String
    /// As it was written, `2026-12-24`; empty without an end.
    public var until: String

    public init(reason: String, owner: String, until: String) {
        self.reason = reason
        self.owner = owner
        self.until = until
    }
}

extension RolloutPlan {
    /// Of everything that may be run.
    public var files: [PlannedRevision] { revisions + repeatables }

    /// Targets that join late are brought along on the way up only: what is taken back there was never done to them.
    public var shape: RolloutShape {
        var shape = RolloutShape(policy, sizes: waveSizes)
        if case .downgrade = operation { shape.sweeps = 0 }
        return shape
    }

    /// SHA-256 over everything that decides what is done to whom. Two plans with one digest are the same plan.
    public var digest: String {
        // Whether it sweeps follows from policy and operation.
        var planned = shape
        planned.sweeps = 0
        var lines = [
            operation.name, operation.argument, selection.text, policy.canonicalText,
            planned.text,
        ]
        lines += revisions.map { "\($0.id.text) \($0.digest)" }
        lines += repeatables.map { "repeatable \($0.id.text) \($0.digest)" }
        lines += starts.map { $0.map(\.text).joined(separator: " ") }
        lines += targets.map { "\($0.id.text) \($0.start) \($0.wave) \($0.window ?? -1)" }
        if !variables.values.isEmpty { lines.append("variables \(variables.json.text)") }
        return Digest.sha256(lines.joined(separator: "\n").utf8).description
    }

    public var failing: [(TargetID, TargetFailure)] {
        exclusions.compactMap { exclusion in
            guard case .failing(let failure) = exclusion.reason else { return nil }
            return (exclusion.target, failure)
        }
    }
}
