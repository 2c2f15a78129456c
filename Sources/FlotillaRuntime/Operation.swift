/// What a run does to each of its targets. The revision is written as a person types it and is resolved per target,
/// because `-1` and `+2` mean something else on every version.
public enum Operation: Sendable, Hashable {
    case upgrade(to: String)
    case downgrade(to: String)
    /// Rewrites the version table and runs nothing. When it purges, it does not ask what the table said before.
    case stamp(String, purging: Bool = false)
    /// Reads the version and writes nothing to the target.
    case current
    /// Writes into the target's journal what a person found out about the statement that is in doubt.
    case resolve(applied: Bool, reason: String)

    public var name: String {
        switch self {
        case .upgrade: "upgrade"
        case .downgrade: "downgrade"
        case .stamp: "stamp"
        case .current: "current"
        case .resolve: "resolve"
        }
    }

    /// What follows the name; empty for `current`.
    public var argument: String {
        switch self {
        case .upgrade(let revision), .downgrade(let revision), .stamp(let revision, false): revision
        case .stamp(let revision, true): "--purge " + revision
        case .current: ""
        case .resolve(let applied, let reason): (applied ? "--applied" : "--not-applied") + " " + reason
        }
    }

    public var writesTargets: Bool { self != .current }
}
