import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout
import FlotillaRuntime

/// How targets that join while a rollout goes on come to have a part in it. They are looked at as a plan looks at them, and
/// only those are taken for which the plan has steps already: the same files, reviewed for the same engine, from the same
/// version. What nobody has reviewed is not touched.
extension Flotilla {
    func lookout(_ scene: RolloutScene, at station: Station, _ control: RunControl) -> Lookout {
        Lookout(
            listed: { [self] in (try? await select(.all).ids()).map(Set.init) },
            selected: { [self] in
                guard case .targets(let names) = station.selection else {
                    return try? await select(station.selection).roster
                }
                return try? await present(names)
            },
            joined: { [self] record in
                do throws(FlotillaError) {
                    guard let late = try await lateJoiners(record, scene, control) else { return .none }
                    return .some(late)
                } catch {
                    return .unclear("the inventory or what has to be known beside it could not be read")
                }
            })
    }

    /// Those of them that the inventory lists: some may have left.
    private func present(_ names: [TargetID]) async throws -> Roster {
        let everybody = try await select(.all).roster
        let builder = try Roster.Builder()
        for place in 0..<everybody.count {
            let target = try everybody[place]
            if names.contains(target.id) { try builder.add(target) }
        }
        return try builder.finish()
    }

    private func lateJoiners(
        _ record: RolloutRecord, _ scene: RolloutScene, _ control: RunControl
    ) async throws(FlotillaError) -> LateJoiners? {
        let scope = try await atDesk { [self] () throws(FlotillaError) in
            try reading { () throws(LedgerError) in try scene.ledger.scope(of: scene.run) }
        }
        guard let scope, let (_, found) = try await joined(scope), let joined = found else { return nil }
        let plan = try await plan(preparation(record, scene), joined, control.companion())
        return try await atDesk { [self] () throws(FlotillaError) in
            let reviewed = try reading { () throws(LedgerError) in try scene.ledger.starts(of: scene.run) }
            return try lateJoiners(plan, joined.roster, reviewed, record)
        }
    }

    /// As the rollout was planned, with one wave.
    private func preparation(_ record: RolloutRecord, _ scene: RolloutScene) -> Preparation {
        var policy = scene.policy
        policy.waves = [policy.lateWave(after: record.waveNames.count - policy.waves.count)]
        return Preparation(
            operation: .advance(to: scene.destination), argument: record.destination, planner: scene.planner,
            policy: policy, policyName: "")
    }

    private func lateJoiners(
        _ plan: RolloutPlan, _ roster: Roster, _ reviewed: Set<PlannedStart>, _ record: RolloutRecord
    ) throws(FlotillaError) -> LateJoiners? {
        var targets: [TargetID: Target] = [:]
        do throws(InventoryError) {
            for place in 0..<roster.count {
                let target = try roster[place]
                targets[target.id] = target
            }
        } catch {
            throw .inventory(error)
        }
        let number = record.waveNames.count
        // Of a target that has a revision from another file, nobody has said that this is known.
        let edited = EditAcceptance().refused(plan.edited).reduce(into: Set()) { $0.formUnion($1.reworded) }
        let jobs = plan.targets.compactMap { planned -> PlannedJob? in
            let start = plan.starts[planned.start]
            guard !edited.contains(planned.id), let target = targets[planned.id],
                reviewed.contains(PlannedStart(engine: target.engine, rows: start))
            else { return nil }
            return PlannedJob(entry: TargetEntry(target), wave: number, window: planned.window, expected: start)
        }
        guard !jobs.isEmpty else { return nil }
        let wave = LateWave(
            number: number, name: plan.policy.waves[0].name,
            shape: RolloutShape(plan.policy, sizes: [jobs.count]).waves[0])
        return LateJoiners(wave: wave, jobs: jobs, roster: roster)
    }
}
