import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout
import FlotillaRuntime

/// Where a rollout stands when a process stops looking after it.
public struct RolloutReport: Sendable {
    public var record: RolloutRecord
    public var groups: [JobGroup]
    /// What happened to the ledger, when not everything that was done is in it.
    public var ledgerFailure: LedgerError?
    /// This process was told to stop while the rollout goes on.
    public var wasInterrupted: Bool
}

extension Flotilla {
    /// Writes the rollout down and works on it until it is held or has ended, or `control` says stop. The same plan again
    /// joins the rollout that was made of it.
    ///
    /// - Parameters:
    ///   - acceptance: of edited revisions; without it they are refused.
    ///   - consent: to what the plan loses, and to what taking it back would lose. Without the former it is refused; without
    ///     the latter a policy that has it taken back pauses it instead.
    ///   - reason: why, for the record of events.
    ///   - isDetached: it is written down, and others work on it.
    ///   - onLook: told how the rollout stands, several times a second.
    ///   - onLost: told that the ledger is away; the work goes on when it is back.
    public func startRollout(
        _ plan: RolloutPlan, on selection: FleetSelection, accepting acceptance: EditAcceptance = EditAcceptance(),
        losing consent: LossConsent = .nothing, reason: String = "", isDetached: Bool = false, control: RunControl,
        onResult: (@Sendable (TargetResult) -> Void)? = nil, onLook: (@Sendable (RolloutRecord) -> Void)? = nil,
        onLost: (@Sendable (LedgerError) -> Void)? = nil
    ) async throws(FlotillaError) -> RolloutReport {
        let run = try await atDesk { [self] () throws(FlotillaError) in
            try begin(plan, selection, acceptance, consent, reason)
        }
        if isDetached { return try await report(on: run) }
        return try await attend(
            run, on: selection, control: control, onResult: onResult, onLook: onLook, onLost: onLost)
    }

    /// The rollout that was made of this plan and has not ended.
    public func openRollout(of plan: RolloutPlan) async throws(FlotillaError) -> RunID? {
        let digest = plan.digest
        return try await atDesk { [self] () throws(FlotillaError) in
            let ledger = try ledgerToRead()
            defer { ledger.close() }
            let open = try reading { () throws(LedgerError) in try ledger.openRollouts() }
            return open.first { $0.digest == digest }?.run
        }
    }

    /// Returns when the rollout is held or has ended, or `control` says stop; with what is wrong with the ledger.
    func work(
        on run: RunID, at station: Station, control: RunControl,
        onResult: (@Sendable (TargetResult) -> Void)? = nil, onLook: (@Sendable (RolloutRecord) -> Void)? = nil
    ) async throws(FlotillaError) -> LedgerError? {
        let (scene, total) = try await atDesk { [self] () throws(FlotillaError) -> (RolloutScene, jobs: Int) in
            try self.scene(of: run, station)
        }
        let measurer = try await atDesk { [self] () throws(FlotillaError) in try self.measurer() }
        let bearable = station.servers.reduce(0) { $0 + min($1.count, scene.policy.pace.perServer) }
        let width = min(scene.policy.pace.total, limits.total, max(1, bearable))
        let news = Bell()
        let lookout = lookout(scene, at: station, control)
        let worker = RolloutWorker(
            scene, width: width, total: total, control: control, lookout: lookout, news: news, onResult: onResult)
        let coordinator = RolloutCoordinator(
            scene, measurer: measurer, control: control, lookout: lookout, news: news, onLook: onLook)
        let pool = BlockingPool(width: 1)
        return await withTaskGroup(of: LedgerError?.self) { group in
            group.addTask { await worker.run() }
            group.addTask(executorPreference: pool) { () -> LedgerError? in
                do throws(LedgerError) {
                    try await coordinator.run()
                    return nil
                } catch {
                    return error
                }
            }
            var failure: LedgerError?
            for await result in group {
                failure = failure ?? result
                // Whichever has seen the end first, the other need not wait to see it too.
                group.cancelAll()
            }
            return failure
        }
    }

    /// How a rollout stands now.
    public func report(on run: RunID) async throws(FlotillaError) -> RolloutReport {
        try await atDesk { [self] () throws(FlotillaError) in
            let ledger = try ledgerToRead()
            defer { ledger.close() }
            let record = try existing(run, ledger)
            let groups = try reading { () throws(LedgerError) in try ledger.failedJobs(of: run) }
            return RolloutReport(record: record, groups: groups, ledgerFailure: nil, wasInterrupted: false)
        }
    }

    func existing(_ run: RunID, _ ledger: Ledger) throws(FlotillaError) -> RolloutRecord {
        if let record = try reading({ () throws(LedgerError) in try ledger.rollout(run) }) { return record }
        let last = try reading { () throws(LedgerError) in try ledger.rollouts(limit: 1).first?.run }
        throw .rollout(last == nil ? .noRollouts : .noSuchRollout(run, last: last))
    }

    private func measurer() throws(FlotillaError) -> GateMeasurer {
        GateMeasurer(
            adapters: adapters,
            shapes: ShapeServices(
                schemas, versionTable: migrationSettings.versionTable, others: try models().others,
                migrations: settings.migrations),
            secrets: secrets, folder: settings.folder, pool: BlockingPool(width: 16),
            connectTimeout: settings.connectTimeout)
    }
}

// MARK: At the desk

extension Flotilla {
    private func begin(
        _ plan: RolloutPlan, _ selection: FleetSelection, _ acceptance: EditAcceptance, _ consent: LossConsent,
        _ reason: String
    ) throws(FlotillaError) -> RunID {
        guard !plan.targets.isEmpty else {
            throw .rollout(.nothingToDo(upToDate: plan.upToDate.count, exclusions: plan.exclusions))
        }
        let ledger = try ledger()
        defer { ledger.close() }
        let digest = plan.digest
        let open = try reading { () throws(LedgerError) in try ledger.openRollouts() }
        if let same = open.first(where: { $0.digest == digest }) { return try join(same.run, reason, ledger) }
        try refuseUnapprovable(plan)
        let refused = acceptance.refused(plan.edited)
        guard refused.isEmpty else { throw .rollout(.editedRevisions(refused)) }
        let explanation = try explanation(of: plan, selection)
        guard explanation.loss.steps.allSatisfy(consent.covers) else {
            throw .rollout(.wouldLoseData(explanation.loss))
        }
        var places: [TargetID: Int] = [:]
        var place = 0
        try selection.forEachTarget { target in
            places[target.id] = place
            place += 1
        }
        var failure: InventoryError?
        let jobs = plan.targets.lazy.compactMap { planned -> PlannedJob? in
            guard let place = places[planned.id] else { return nil }
            do throws(InventoryError) {
                return PlannedJob(
                    entry: TargetEntry(try selection.roster[place]), wave: planned.wave, window: planned.window,
                    expected: plan.starts[planned.start])
            } catch {
                failure = error
                return nil
            }
        }
        var description = description(plan, digest)
        description.reason = reason
        description.remarks =
            acceptance.remarks(plan.edited) + consent.remarks(explanation, reason: reason)
            + remarks(on: plan.variables)
        if !explanation.lossOnWayBack.allSatisfy(consent.covers) { description.shape.reaction = .pause }
        let run = try reading { () throws(LedgerError) in try ledger.beginRollout(description, jobs: jobs) }
        if let failure { throw .inventory(failure) }
        return run
    }

    private func join(_ run: RunID, _ reason: String, _ ledger: Ledger) throws(FlotillaError) -> RunID {
        guard !reason.isEmpty else { return run }
        try reading { () throws(LedgerError) in try ledger.join(run, author: .current, reason: reason) }
        return run
    }

    /// A gate that asks nobody but whoever starts the rollout would never pass.
    private func refuseUnapprovable(_ plan: RolloutPlan) throws(FlotillaError) {
        let author = EventAuthor.current.actor
        for wave in plan.policy.waves.indices where plan.waveSizes[wave] > 0 {
            for gate in plan.policy.gates(after: wave).indices {
                guard let approvers = plan.policy.approvers(behind: wave, gate: gate),
                    !approvers.include(besides: author)
                else { continue }
                throw .rollout(.nobodyMayApprove(author: author, wave: plan.policy.waves[wave].name, approvers))
            }
        }
    }

    private func description(_ plan: RolloutPlan, _ digest: String) -> RolloutDescription {
        var description = RolloutDescription(
            run: RunDescription(
                command: "\(plan.operation.name) to \(plan.argument)", operation: plan.operation.kind,
                revision: plan.operation.argument),
            author: .current, policy: plan.policy.canonicalText,
            shape: plan.shape, waveNames: plan.policy.waves.map(\.name),
            digest: digest, revisions: plan.files)
        description.selection = plan.selection.text
        description.beside = plan.upToDate + plan.exclusions.map(\.target)
        return description
    }

    /// Everything that is needed to work on a rollout, and how many jobs it has.
    func scene(of run: RunID, _ station: Station) throws(FlotillaError) -> (RolloutScene, jobs: Int) {
        let record = try existing(run, station.ledger)
        let planner = try planner(filling: try variables(of: record, station.ledger))
        let planned = try reading { () throws(LedgerError) in try station.ledger.revisions(of: run) }
        let operation: Operation =
            record.operation == .upgrade ? .advance(to: record.destinations) : .takeBack(to: record.destinations)
        let different = planner.differing(from: planned, operation)
        guard different.isEmpty else { throw .rollout(.revisionsDiffer(run, different)) }
        let (policy, zones) = try policy(of: record)
        let scene = RolloutScene(
            run: run, kind: record.operation,
            destination: record.destinations, policy: policy,
            zones: zones, reach: station.reach, planner: planner, adapters: adapters, settings: migrationSettings,
            secrets: secrets, ledger: station.ledger, worker: station.worker)
        return (scene, record.rollout.tallies.reduce(0) { $0 + $1.total })
    }

    func policy(of record: RolloutRecord) throws(FlotillaError) -> (RolloutPolicy, [ZoneRules]) {
        do throws(InventoryError) {
            let policy = try RolloutPolicy(canonicalText: record.policy)
            var zones: [ZoneRules] = []
            for window in policy.windows {
                do throws(PolicyProblem) {
                    zones.append(try ZoneDatabase.rules(of: window.zone))
                } catch {
                    throw InventoryError(.policy(error))
                }
            }
            return (policy, zones)
        } catch {
            throw .settings(error)
        }
    }
}
