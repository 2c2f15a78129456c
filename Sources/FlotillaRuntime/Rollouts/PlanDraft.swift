import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout
import FlotillaSQL
import Synchronization

/// What a survey of the selected targets has found, from all its threads: the version of each, and what is wrong with
/// some. A few bytes for each target.
public final class SurveyFindings: Sendable {
    private struct State: Sendable {
        /// Of each target its place in `starts`; -1 where it failed or has not answered yet.
        var start: [Int32]
        var starts: [[RevisionID]] = []
        var numbers: [[RevisionID]: Int32] = [:]
        var failures: [Int: TargetFailure] = [:]
    }

    private let state: Mutex<State>

    public init(count: Int) { state = Mutex(State(start: Array(repeating: -1, count: count))) }

    public func add(_ result: TargetResult) {
        state.withLock { state in
            guard result.outcome == .succeeded, let rows = result.after else {
                state.failures[result.place] =
                    result.failure ?? TargetFailure(cause: .cancelled, message: "not asked")
                return
            }
            let number = state.numbers[rows] ?? Int32(state.starts.count)
            if state.numbers[rows] == nil {
                state.numbers[rows] = number
                state.starts.append(rows)
            }
            state.start[result.place] = number
        }
    }

    /// Version rows, each once.
    public var starts: [[RevisionID]] { state.withLock { $0.starts } }

    /// Into ``starts``; `nil` where it failed.
    public func start(of place: Int) -> Int? {
        state.withLock { $0.start[place] >= 0 ? Int($0.start[place]) : nil }
    }

    public func failure(of place: Int) -> TargetFailure? { state.withLock { $0.failures[place] } }
}

/// Makes a plan of what a survey has found.
public struct PlanDraft {
    public var operation: Operation
    public var argument: String
    public var selection: Selection
    public var policyName: String
    public var policy: RolloutPolicy
    public var planner: Planner
    public var roster: Roster
    public var findings: SurveyFindings
    /// Targets that somebody has set aside.
    public var quarantine: QuarantineList
    /// How long a job took on this server, as far as the ledger knows.
    public var timing: (_ server: String, _ engine: Engine?) -> Duration?

    public init(
        operation: Operation, argument: String, selection: Selection, policyName: String, policy: RolloutPolicy,
        planner: Planner, roster: Roster, findings: SurveyFindings, quarantine: QuarantineList,
        timing: @escaping (_ server: String, _ engine: Engine?) -> Duration?
    ) {
        self.operation = operation
        self.argument = argument
        self.selection = selection
        self.policyName = policyName
        self.policy = policy
        self.planner = planner
        self.roster = roster
        self.findings = findings
        self.quarantine = quarantine
        self.timing = timing
    }

    /// What is needed of a target once it has been looked at.
    private struct Member {
        var place: Int
        var id: TargetID
        var start: Int
        var waves: Set<Int>
        var window: Int?
        var orderKey: OrderKey
        var server: String
        var timing: Duration?
    }

    /// In which order targets begin: by time (negative, so that the longest is first), then by text.
    private struct OrderKey: Comparable {
        var time: Duration = .zero
        var isMissing = false
        var label = ""
        var id: String

        static func < (left: OrderKey, right: OrderKey) -> Bool {
            if left.time != right.time { return left.time < right.time }
            if left.isMissing != right.isMissing { return right.isMissing }
            return (left.label, left.id) < (right.label, right.id)
        }
    }
}

extension PlanDraft {
    /// Throws when a target cannot be read back, or a selector of the policy is none.
    public func plan() throws(PlanDraftError) -> RolloutPlan {
        let selectors = try Selectors(policy)
        let engines = try engines()
        let paths = findings.starts.map { planner.files(operation, from: $0, engines: engines) }
        var members: [Member] = []
        var upToDate: [TargetID] = []
        var exclusions: [Exclusion] = []
        for place in 0..<roster.count {
            let target: Target
            do { target = try roster[place] } catch { throw .inventory(error) }
            if let quarantine = quarantine.entry(for: target) {
                exclusions.append(Exclusion(target: target.id, reason: .quarantined(quarantine)))
            } else if let failure = findings.failure(of: place) {
                exclusions.append(Exclusion(target: target.id, reason: .failing(failure)))
            } else if let start = findings.start(of: place), !paths[start].isEmpty {
                members.append(member(target, place, start, selectors))
            } else {
                upToDate.append(target.id)
            }
        }
        return assemble(members, paths, upToDate, exclusions)
    }

    /// Of all targets; every engine, where that of one cannot be told.
    private func engines() throws(PlanDraftError) -> Set<Engine> {
        var engines: Set<Engine> = []
        for place in 0..<roster.count {
            do {
                guard let engine = try roster[place].engine else { return Set(Engine.allCases) }
                engines.insert(engine)
            } catch {
                throw .inventory(error)
            }
        }
        return engines
    }

    private func member(_ target: Target, _ place: Int, _ start: Int, _ selectors: Selectors) -> Member {
        let server = target.url.serverKey ?? Roster.unknownServer
        let timing = timing(server, target.engine)
        var key = OrderKey(id: target.id.text)
        switch policy.order {
        case .id: break
        case .label(let name):
            key.label = target.labels[name] ?? ""
            key.isMissing = target.labels[name] == nil
        case .longestFirst: key.time = .zero - (timing ?? .zero)
        }
        return Member(
            place: place, id: target.id, start: start, waves: selectors.waves(of: target),
            window: selectors.window(of: target), orderKey: key, server: server, timing: timing)
    }

    private func assemble(
        _ members: [Member], _ paths: [[RevisionID]], _ upToDate: [TargetID], _ exclusions: [Exclusion]
    ) -> RolloutPlan {
        let assignment = WaveAssignment(
            policy.waves, count: members.count, matches: { members[$1].waves.contains($0) },
            rank: { members[$0].orderKey })
        // Threads find versions in any order, and equal plans have equal digests.
        let starts = findings.starts
        let used = Set(assignment.order.map { members[$0].start }).sorted {
            starts[$0].lexicographicallyPrecedes(starts[$1]) { $0.text < $1.text }
        }
        let numbers = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($1, $0) })
        let targets = assignment.order.enumerated().map { place, index in
            PlannedTarget(
                id: members[index].id, start: numbers[members[index].start] ?? 0, wave: assignment.wave(at: place),
                window: members[index].window)
        }
        let leftOut = assignment.leftOut.map { Exclusion(target: members[$0].id, reason: .inNoWave) }
        var plan = RolloutPlan(
            operation: operation, argument: argument, selection: selection, policyName: policyName, policy: policy,
            revisions: planner.planned(Set(used.flatMap { paths[$0] })), starts: used.map { starts[$0] },
            targets: targets,
            waveSizes: assignment.sizes, upToDate: upToDate, exclusions: exclusions + leftOut,
            forecast: forecast(members, assignment))
        plan.expired = quarantine.expired
        plan.repeatables = targets.isEmpty ? [] : planner.plannedRepeatables(operation)
        return plan
    }

    private func forecast(_ members: [Member], _ assignment: WaveAssignment) -> Forecast? {
        var waves = Array(repeating: [String: Forecast.Share](), count: assignment.sizes.count)
        for (place, index) in assignment.order.enumerated() {
            let member = members[index]
            let wave = assignment.wave(at: place)
            waves[wave][member.server, default: Forecast.Share(jobs: 0, perJob: member.timing)].jobs += 1
        }
        let soaking = assignment.sizes.indices.filter { assignment.sizes[$0] > 0 }
            .flatMap { policy.gates(after: $0) }
            .reduce(Duration.zero) { total, gate in
                if case .soak(let duration) = gate.kind { total + duration } else { total }
            }
        return Forecast(waves.map { Array($0.values) }, pace: policy.pace, soaking: soaking)
    }
}

public enum PlanDraftError: Error, Sendable {
    case inventory(InventoryError)
    case selector(SelectorError, text: String)
}

/// The selectors of a policy, taken apart once.
private struct Selectors {
    private let ofWaves: [Selector?]
    private let ofWindows: [Selector?]

    init(_ policy: RolloutPolicy) throws(PlanDraftError) {
        var waves: [Selector?] = []
        for wave in policy.waves { waves.append(try Self.parse(wave.select)) }
        var windows: [Selector?] = []
        for window in policy.windows { windows.append(try Self.parse(window.select)) }
        ofWaves = waves
        ofWindows = windows
    }

    /// Waves whose selector picks the target.
    func waves(of target: Target) -> Set<Int> {
        Set(ofWaves.indices.filter { ofWaves[$0]?.matches(target) ?? true })
    }

    /// The first window that is for the target.
    func window(of target: Target) -> Int? { ofWindows.indices.first { ofWindows[$0]?.matches(target) ?? true } }

    private static func parse(_ text: String?) throws(PlanDraftError) -> Selector? {
        guard let text else { return nil }
        do { return try Selector(parsing: text) } catch { throw .selector(error, text: text) }
    }
}
