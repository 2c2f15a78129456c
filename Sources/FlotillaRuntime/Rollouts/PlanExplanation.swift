import FlotillaRevisions
import FlotillaSQL

/// A plan with what a person wants to see of it beside its numbers: which steps targets take from where they start, and
/// what is sent to them.
public struct PlanExplanation: Sendable {
    /// Targets that start from one version share what is done to them.
    public struct Group: Sendable, Hashable {
        public var version: [RevisionID]
        public var count: Int
        /// In their order.
        public var steps: [RevisionID]

        public init(version: [RevisionID], count: Int, steps: [RevisionID]) {
            self.version = version
            self.count = count
            self.steps = steps
        }
    }

    /// What one revision sends, on engines for which it is the same.
    public struct Script: Sendable, Hashable {
        public var revision: RevisionID
        public var direction: StepDirection
        public var engines: [Engine]
        /// The names of what is asked before the first write.
        public var checks: [String]
        public var sql: String
        /// The revision says so.
        public var losesData: Bool
        /// In Python, by the project's own Alembic: there is no SQL to show.
        public var runsAlembic: Bool

        public init(
            revision: RevisionID, direction: StepDirection, engines: [Engine], checks: [String], sql: String,
            losesData: Bool = false, runsAlembic: Bool = false
        ) {
            self.revision = revision
            self.direction = direction
            self.engines = engines
            self.checks = checks
            self.sql = sql
            self.losesData = losesData
            self.runsAlembic = runsAlembic
        }
    }

    public var plan: RolloutPlan
    /// The largest first.
    public var groups: [Group]
    /// In the order of the plan's files.
    public var scripts: [Script]
    /// What the plan does away with.
    public var loss: DataLoss
    /// What taking it back would do away with, where the policy may have it taken back.
    public var lossOnWayBack: [LosingStep]

    public init(
        plan: RolloutPlan, groups: [Group], scripts: [Script], loss: DataLoss = DataLoss(),
        lossOnWayBack: [LosingStep] = []
    ) {
        self.plan = plan
        self.groups = groups
        self.scripts = scripts
        self.loss = loss
        self.lossOnWayBack = lossOnWayBack
    }
}

extension Planner {
    public func explain(_ plan: RolloutPlan, engines: Set<Engine>, loss: DataLoss) -> PlanExplanation {
        var counts = Array(repeating: 0, count: plan.starts.count)
        for target in plan.targets { counts[target.start] += 1 }
        let groups = zip(plan.starts, counts).map { version, count in
            PlanExplanation.Group(
                version: version, count: count, steps: files(plan.operation, from: version, engines: engines))
        }
        let direction: StepDirection = if case .downgrade = plan.operation { .down } else { .up }
        return PlanExplanation(
            plan: plan, groups: groups.sorted { ($1.count, $0.version.text) < ($0.count, $1.version.text) },
            scripts: plan.files.flatMap { scripts(of: $0.id, direction, engines) }, loss: loss,
            lossOnWayBack: plan.policy.failures.then == .revert ? lossOnWayBack(plan, engines: engines) : [])
    }

    private func scripts(
        of revision: RevisionID, _ direction: StepDirection, _ engines: Set<Engine>
    ) -> [PlanExplanation.Script] {
        guard let file = file(named: revision) else { return [] }
        var scripts: [PlanExplanation.Script] = []
        for engine in Engine.allCases where engines.contains(engine) {
            let alembic = file.alembicSection(for: direction, on: engine)
            guard let sections = alembic.map({ [$0] }) ?? (try? file.sections(for: direction, on: engine)) else {
                continue
            }
            let checks = direction == .up ? file.checks(for: engine).map(\.marker.kind.name) : []
            var script = PlanExplanation.Script(
                revision: revision, direction: direction, engines: [], checks: checks,
                sql: alembic == nil ? String(decoding: sections.flatMap(\.body), as: UTF8.self) : "",
                losesData: sections.contains(where: \.marker.options.losesData), runsAlembic: alembic != nil)
            let same = scripts.firstIndex { other in
                script.engines = other.engines
                return script == other
            }
            if let same {
                scripts[same].engines.append(engine)
            } else {
                script.engines = [engine]
                scripts.append(script)
            }
        }
        return scripts
    }
}

extension [RevisionID] {
    fileprivate var text: String { map(\.text).joined(separator: " ") }
}
