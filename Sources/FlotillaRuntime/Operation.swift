import FlotillaRevisions

/// What a run does to each of its targets. The revision is written as a person types it and is resolved per target,
/// because `-1` and `+2` mean something else on every version.
public indirect enum Operation: Sendable, Hashable {
    case upgrade(to: String)
    case downgrade(to: String)
    /// Upgrades to these revisions, whatever newer ones there are by now: what a plan was made for.
    case advance(to: [RevisionID])
    /// Undoes every step beyond these rows of the version table.
    case takeBack(to: [RevisionID])
    /// Rewrites the version table and runs nothing. When it purges, it does not ask what the table said before.
    case stamp(String, purging: Bool = false)
    /// Makes the version table where there is none, and writes nothing into it.
    case ensureVersion
    /// Reads the version and writes nothing to the target.
    case current
    /// Reads the version and the schema, and writes nothing to the target.
    case fingerprint
    /// Reads who has kept account of the version until now, and writes nothing to the target.
    case adopt
    /// Reads the version, and asks everything that the operation's steps would check before they change anything.
    case preflight(Operation)
    /// Reads the version once nobody else is at work on the target, and writes nothing.
    case probe
    /// Writes into the target's journal what a person found out about the statement that is in doubt.
    case resolve(applied: Bool, reason: String)

    public var name: String {
        switch self {
        case .upgrade, .advance: "upgrade"
        case .downgrade: "downgrade"
        case .takeBack: "revert"
        case .stamp: "stamp"
        case .ensureVersion: "ensure-version"
        case .current: "current"
        case .preflight: "preflight"
        case .probe: "probe"
        case .fingerprint: "fingerprint"
        case .adopt: "adopt"
        case .resolve: "resolve"
        }
    }

    /// What follows the name; empty for `current`.
    public var argument: String {
        switch self {
        case .upgrade(let revision), .downgrade(let revision), .stamp(let revision, false): revision
        case .takeBack(let rows), .advance(let rows): rows.map(\.text).joined(separator: " ")
        case .stamp(let revision, true): "--purge " + revision
        case .ensureVersion, .current, .probe, .fingerprint, .adopt: ""
        case .preflight(let operation): operation.argument
        case .resolve(let applied, let reason): (applied ? "--applied" : "--not-applied") + " " + reason
        }
    }

    public var writesTargets: Bool {
        switch self {
        case .upgrade, .advance, .downgrade, .takeBack, .stamp, .ensureVersion, .resolve: true
        case .current, .preflight, .probe, .fingerprint, .adopt: false
        }
    }

    /// Whether it upgrades, so that its scripts can be looked at before any target is.
    var goesUp: Bool {
        switch self {
        case .upgrade, .advance: true
        case .downgrade, .takeBack, .stamp, .ensureVersion, .current, .preflight, .probe, .resolve, .fingerprint,
            .adopt:
            false
        }
    }

    /// Whether nobody else may be at work on the target meanwhile.
    var takesLock: Bool { writesTargets || self == .probe }
}

/// What one target is to have done to it.
struct Assignment: Sendable {
    var operation: Operation
    /// The version rows that the plan found; `nil` when any will do. Others than these, or those on the way from there,
    /// are not the plan's business any more.
    var expected: [RevisionID]?

    init(_ operation: Operation, expecting expected: [RevisionID]? = nil) {
        self.operation = operation
        self.expected = expected
    }
}
