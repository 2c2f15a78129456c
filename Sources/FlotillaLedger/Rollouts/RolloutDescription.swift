import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout

/// A rollout as it is planned, without its jobs.
public struct RolloutDescription: Sendable {
    public var run: RunDescription
    /// Who has planned it, and so may not approve it.
    public var author: EventAuthor
    /// Canonical text of the policy.
    public var policy: String
    public var shape: RolloutShape
    /// In the order of the shape's waves.
    public var waveNames: [String]
    /// Of the plan as a whole: equal plans have equal digests.
    public var digest: String
    public var revisions: [PlannedRevision]
    /// The rollout whose changes this one takes back.
    public var takesBack: RunID?
    /// It takes that one back because its policy says so, and only if nobody has begun to.
    public var isAskedFor = false
    /// Which part of the fleet it is for, to be asked again; empty for taking back.
    public var selection = ""
    /// Targets of that part that were known when the plan was made and have no job in it.
    public var beside: [TargetID] = []
    /// Why somebody begins it, in that person's words.
    public var reason = ""
    /// What somebody said or agreed to as it began.
    public var remarks: [Remark] = []

    public struct Remark: Sendable, Hashable {
        public var kind: String
        public var body: String
        public var reason: String

        public init(kind: String, body: String, reason: String) {
            self.kind = kind
            self.body = body
            self.reason = reason
        }
    }

    public init(
        run: RunDescription, author: EventAuthor, policy: String, shape: RolloutShape, waveNames: [String],
        digest: String, revisions: [PlannedRevision], takesBack: RunID? = nil
    ) {
        self.run = run
        self.author = author
        self.policy = policy
        self.shape = shape
        self.waveNames = waveNames
        self.digest = digest
        self.revisions = revisions
        self.takesBack = takesBack
    }
}

/// A revision file as it was when the plan was made.
public struct PlannedRevision: Sendable, Hashable {
    public var id: RevisionID
    /// SHA-256 of the file's bytes.
    public var digest: String
    /// SHA-256 of its text without a byte order mark, with plain line ends and no blanks at their ends.
    public var textDigest: String

    public init(id: RevisionID, digest: String, textDigest: String) {
        self.id = id
        self.digest = digest
        self.textDigest = textDigest
    }
}

/// The work on one target as it is planned. Jobs come wave by wave, in the order in which they begin.
public struct PlannedJob: Sendable, Hashable {
    public var entry: TargetEntry
    public var wave: Int
    /// Into the policy's windows.
    public var window: Int?
    /// Version rows that the plan found; `nil` when the target could not be read.
    public var expected: [RevisionID]?
    /// Version rows to return to, for taking back.
    public var goal: [RevisionID]?

    public init(
        entry: TargetEntry, wave: Int, window: Int? = nil, expected: [RevisionID]?, goal: [RevisionID]? = nil
    ) {
        self.entry = entry
        self.wave = wave
        self.window = window
        self.expected = expected
        self.goal = goal
    }
}

/// What a worker got.
public struct Claim: Sendable {
    public struct Item: Sendable, Hashable {
        public var job: ClaimedJob
        /// The worker's own number for the target.
        public var place: Int
        public var expected: [RevisionID]?
        public var goal: [RevisionID]?
    }

    public var items: [Item]
    /// As it stands now.
    public var rollout: Rollout
    /// How long until further jobs may be claimed, as far as time alone decides: the pause between two targets, and the first
    /// of the jobs that wait for their next attempt.
    public var untilDue: Duration?
}

/// What became of a person's command.
public enum Steering: Sendable, Hashable {
    case done(from: RolloutState, to: RolloutState)
    case refused(IllegalTransition, in: RolloutState)
    case noSuchRollout
}
