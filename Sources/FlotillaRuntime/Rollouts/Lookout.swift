import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRollout

/// How a coordinator learns what has become of the fleet since a rollout was planned: it asks the inventory again.
public struct Lookout: Sendable {
    /// Every target of the inventory as it is now; `nil` when it cannot be read.
    let listed: @Sendable () async -> Set<TargetID>?
    /// Those targets for which this process was started that are there now; `nil` when the inventory cannot be read.
    let selected: @Sendable () async -> Roster?
    /// Targets that joined the part of the fleet for which the rollout was planned.
    let joined: @Sendable (RolloutRecord) async -> Sighting

    public init(
        listed: @escaping @Sendable () async -> Set<TargetID>?, selected: @escaping @Sendable () async -> Roster?,
        joined: @escaping @Sendable (RolloutRecord) async -> Sighting
    ) {
        self.listed = listed
        self.selected = selected
        self.joined = joined
    }
}

/// What came of a look for targets that joined late.
public enum Sighting: Sendable {
    /// The inventory cannot be read now, in its words.
    case unclear(String)
    /// None that the plan has steps for.
    case none
    case some(LateJoiners)
}

/// Targets that joined late, as their wave is planned.
public struct LateJoiners: Sendable {
    public var wave: LateWave
    public var jobs: [PlannedJob]
    /// The targets of the jobs, and perhaps others.
    public var roster: Roster

    public init(wave: LateWave, jobs: [PlannedJob], roster: Roster) {
        self.wave = wave
        self.jobs = jobs
        self.roster = roster
    }
}
