/// How a rollout goes through a fleet: in which portions, how fast, what has to hold between them, and what happens when
/// targets fail. It is written by a person, frozen with the plan, and never looked up again while the rollout runs.
public struct RolloutPolicy: Sendable, Hashable {
    /// In their order. Every target belongs to the first wave that takes it.
    public var waves: [WaveRule]
    /// In which order the targets of a wave begin.
    public var order: TargetOrder
    public var pace: Pace
    public var failures: FailurePolicy
    /// After each wave that has none of its own.
    public var gates: [GateRule]
    public var windows: [WindowRule]
    /// The members of each group that a gate asks for approval.
    public var groups: [String: [String]]
    public var latecomers: LatecomerRule

    public init(
        waves: [WaveRule] = [WaveRule(name: "all")], order: TargetOrder = .id, pace: Pace = Pace(),
        failures: FailurePolicy = FailurePolicy(), gates: [GateRule] = [], windows: [WindowRule] = [],
        groups: [String: [String]] = [:], latecomers: LatecomerRule = .sweep
    ) {
        self.waves = waves
        self.order = order
        self.pace = pace
        self.failures = failures
        self.gates = gates
        self.windows = windows
        self.groups = groups
        self.latecomers = latecomers
    }

    /// What has to hold after the wave at `index`. A wave that was added for targets that joined late has no rule of its own.
    public func gates(after index: Int) -> [GateRule] {
        waves.indices.contains(index) ? waves[index].gates ?? gates : gates
    }

    /// Names that gates ask for approval, of people and of groups.
    public var approvingNames: Set<String> {
        let all = gates + waves.flatMap { $0.gates ?? [] }
        return all.reduce(into: []) { names, gate in
            if case .approval(let asked) = gate.kind { names.formUnion(asked) }
        }
    }

    /// Whom the gate asks; `nil` when it is no approval, or there is no such gate.
    public func approvers(behind wave: Int, gate: Int) -> Approvers? {
        guard gates(after: wave).indices.contains(gate),
            case .approval(let names) = gates(after: wave)[gate].kind
        else { return nil }
        return Approvers(names, in: groups)
    }

    /// The wave in which targets are brought along that joined late.
    ///
    /// - Parameter number: of the waves that were added before.
    public func lateWave(after number: Int) -> WaveRule {
        WaveRule(name: number == 0 ? "late-joiners" : "late-joiners-\(number + 1)")
    }
}

/// An ordered part of the fleet.
public struct WaveRule: Sendable, Hashable {
    public var name: String
    /// Only targets that this selector picks; `nil` for every target that no earlier wave has taken.
    public var select: String?
    /// At most so many of them; `nil` takes the rest. A percentage is of all targets of the rollout.
    public var size: Amount?
    /// Failures that this wave bears; `nil` for what the policy says.
    public var tolerate: Amount?
    /// `nil` for the policy's own.
    public var gates: [GateRule]?

    public init(
        name: String, select: String? = nil, size: Amount? = nil, tolerate: Amount? = nil, gates: [GateRule]? = nil
    ) {
        self.name = name
        self.select = select
        self.size = size
        self.tolerate = tolerate
        self.gates = gates
    }
}

/// What becomes of targets that join the selected part of the fleet when the plan has been made.
public enum LatecomerRule: String, Sendable, Hashable, CaseIterable {
    /// Behind the last wave those that the plan has steps for are brought along in a wave of their own.
    case sweep
    /// They are named, and left to a further rollout.
    case name

    /// How many waves are added at most.
    public static let sweeps = 5
}

public enum TargetOrder: Sendable, Hashable {
    case id
    /// By the value of this label, then by id; targets without it come last.
    case label(String)
    /// By how long the ledger's past jobs took; targets without any count as average.
    case longestFirst
}

/// A number of targets, or a part of them.
public enum Amount: Sendable, Hashable {
    case count(Int)
    /// In hundredths of a percent, so that `0.5%` is exact: 10,000 is everything.
    case share(basisPoints: Int)

    /// As many targets of `total` as a wave of this size holds: a share of at least one is at least one target.
    public func size(of total: Int) -> Int {
        switch self {
        case .count(let count): min(count, total)
        case .share(let points): min(total, (total * points + 9_999) / 10_000)
        }
    }

    /// How many failures among `total` targets are borne: a share is cut, so that 1 % of 50 targets bears none.
    public func budget(of total: Int) -> Int {
        switch self {
        case .count(let count): min(count, total)
        case .share(let points): total * points / 10_000
        }
    }
}

/// A time of day in which certain targets may begin.
public struct WindowRule: Sendable, Hashable {
    /// The targets it holds for; `nil` for all. The first rule that holds for a target is the one that counts.
    public var select: String?
    /// Days of the week on which the window opens, Monday 1 to Sunday 7; empty for every day.
    public var days: Set<Int>
    /// Minutes since midnight by the zone's clock.
    public var opens: Int
    /// Not after ``opens``: the window goes on past midnight.
    public var closes: Int
    /// A name of the zone database (`Europe/Berlin`), or `UTC`.
    public var zone: String

    public init(select: String? = nil, days: Set<Int> = [], opens: Int, closes: Int, zone: String) {
        self.select = select
        self.days = days
        self.opens = opens
        self.closes = closes
        self.zone = zone
    }
}
