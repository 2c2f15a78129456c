import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout
import FlotillaRuntime
import FlotillaSQL

/// What revisions that are marked so do away with, and where: found out before anything is written.
extension Flotilla {
    /// What the operation would lose on the targets as they are now. Writes nothing.
    ///
    /// Targets are looked at when a step on the way of some may be marked. Where the ledger knows versions from which no such
    /// step is taken, that is believed; a target that has moved since is left as it is by the run itself.
    public func loss(
        of operation: Operation, on selection: FleetSelection, control: RunControl
    ) async throws(FlotillaError) -> DataLoss {
        guard let direction = operation.direction else { return DataLoss() }
        let planner = try await atDesk { [self] () throws(FlotillaError) -> Planner? in
            let planner = try validated(operation, selection)
            guard planner.marksLoss(direction, on: try selection.engines()) else { return nil }
            return try mayLose(operation, selection, planner) ? planner : nil
        }
        guard let planner else { return DataLoss() }
        return planner.loss(of: operation, from: await starts(of: selection, planner, control))
    }

    /// Where targets stand now, and how many there each.
    func starts(
        of selection: FleetSelection, _ planner: Planner, _ control: RunControl
    ) async -> [PlannedStart: Int] {
        let starts = Monitor<[PlannedStart: Int]>([:])
        let survey = FleetRun(
            planner: planner, operation: .current, adapters: adapters, settings: migrationSettings, secrets: secrets,
            roster: selection.roster, retry: RetryPolicy(retries: settings.retries), limits: limits,
            recorder: RunRecorder(.nowhere), control: control
        ) { result in
            // One that cannot be read now fails in the run too, or is refused there.
            guard let rows = result.after ?? result.before else { return }
            let engine = (try? selection.roster[result.place])?.engine
            starts.access { $0[PlannedStart(engine: engine, rows: rows), default: 0] += 1 }
        }
        _ = await survey.run()
        return starts.access { $0 }
    }

    private func mayLose(
        _ operation: Operation, _ selection: FleetSelection, _ planner: Planner
    ) throws(FlotillaError) -> Bool {
        let known = try knownVersions(selection)
        return known.isEmpty
            || known.contains { version, _ in
                guard let version else { return true }
                return !planner.loss(of: operation, from: [PlannedStart(engine: nil, rows: version): 1]).isEmpty
            }
    }
}

extension Planner {
    /// What the plan does away with on the targets that it is for.
    func loss(of plan: RolloutPlan, on selection: FleetSelection) throws(FlotillaError) -> DataLoss {
        var rows: [TargetID: [RevisionID]] = [:]
        for target in plan.targets { rows[target.id] = plan.starts[target.start] }
        var starts: [PlannedStart: Int] = [:]
        try selection.forEachTarget { target in
            guard let rows = rows[target.id] else { return }
            starts[PlannedStart(engine: target.engine, rows: rows), default: 0] += 1
        }
        return loss(of: plan.operation, from: starts)
    }
}

extension LossConsent {
    /// In the record of events.
    static let kind = "data loss accepted"

    /// What somebody has agreed to, where there is something.
    func remarks(_ explanation: PlanExplanation, reason: String) -> [RolloutDescription.Remark] {
        let forth = explanation.loss.steps.filter(covers)
        let back = explanation.lossOnWayBack.filter(covers)
        let parts = [(forth, "revision"), (back, "taking back")].flatMap { steps, verb in
            steps.map { "\(verb) \($0.revision) on \($0.engine.rawValue)" }
        }
        guard !parts.isEmpty else { return [] }
        return [RolloutDescription.Remark(kind: Self.kind, body: parts.joined(separator: ", "), reason: reason)]
    }
}
