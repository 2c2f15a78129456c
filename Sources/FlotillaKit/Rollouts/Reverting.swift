import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout
import FlotillaRuntime
import FlotillaSQL

/// What taking a rollout back would do: to exactly the targets it changed, back to the version each had.
public struct RevertPlan: Sendable {
    public struct Target: Sendable, Hashable {
        public var id: TargetID
        public var from: [RevisionID]
        public var to: [RevisionID]
        /// Of the waves of this plan.
        public var wave: Int
    }

    /// The rollout that is taken back.
    public var record: RolloutRecord
    /// The last wave first, and in each the last target first. Empty when the rollout has not ended and has changed nothing
    /// so far.
    public var targets: [Target]
    /// Of a rollout that has not ended, further targets that are being changed, or may have been by a worker that was lost.
    /// Which of them are taken back shows when it has been aborted.
    public var undecided: [TargetID]
    /// Targets that stand in the middle of a step without a transaction. What that one has done is not taken back.
    public var halfApplied: [TargetID]
    /// In the order in which they begin.
    public var waveNames: [String]
    /// Taken back by some target, newest first.
    public var revisions: [RevisionID]
    /// Steps after which rows or columns are gone.
    public var losing: [LosingStep]
    /// Steps that nothing can take back.
    public var irreversible: [RevisionID]
    /// Targets that the rollout changed and the inventory does not list any more.
    public var missing: [TargetID]
}

extension Flotilla {
    /// - Parameter number: `nil` for the latest rollout.
    public func planRevert(_ number: Int?, on selection: FleetSelection) async throws(FlotillaError) -> RevertPlan {
        try await atDesk { [self] () throws(FlotillaError) in
            let ledger = try ledgerToRead()
            defer { ledger.close() }
            let record = try chosen(number, ledger)
            if let other = record.takesBack { throw .rollout(.isRevert(record.run, of: other)) }
            let (changed, begun, halfApplied) = try reading { () throws(LedgerError) in
                (
                    try ledger.changedJobs(of: record.run), try ledger.begunJobs(of: record.run),
                    try ledger.halfAppliedTargets(of: record.run)
                )
            }
            if record.operation == .downgrade {
                throw .rollout(.isDowngrade(record.run, from: changed.compactMap(\.before), record.state.phase))
            }
            // One that goes on has to be aborted first in any case, and changes more until then.
            guard !changed.isEmpty || !record.state.phase.isFinal else {
                throw .rollout(.nothingToRevert(record.run, by: record.takenBackBy))
            }
            var plan = try revertPlan(record, changed, begun, selection)
            plan.halfApplied = halfApplied
            return plan
        }
    }

    private func revertPlan(
        _ record: RolloutRecord, _ changed: [RolloutJobRecord], _ begun: [(target: TargetID, start: [RevisionID])],
        _ selection: FleetSelection
    ) throws(FlotillaError) -> RevertPlan {
        let listed = Set(try selection.ids())
        let present = changed.filter { listed.contains($0.target) }
        guard !present.isEmpty || !record.state.phase.isFinal else {
            throw .rollout(.changedNotListed(record.run, changed.map(\.target)))
        }
        // A wave of which no target is listed any more has nothing to wait for.
        let waves = Set(present.map(\.wave)).sorted(by: >)
        let targets = present.compactMap { job -> RevertPlan.Target? in
            guard let from = job.after, let to = job.before else { return nil }
            return RevertPlan.Target(id: job.target, from: from, to: to, wave: waves.firstIndex(of: job.wave) ?? 0)
        }
        let planner = try planner()
        let engines = try selection.engines()
        let ways = Set(targets.map { Way(from: $0.from, to: $0.to) })
        let there = Operation.advance(to: record.destinations)
        let steps = Set(ways.flatMap { planner.revisions(.takeBack(to: $0.to), from: $0.from) })
            .union(Set(begun.map(\.start)).flatMap { planner.revisions(there, from: $0) })
        let revisions = Array(planner.migrations.graph.ids.filter(steps.contains).reversed())
        return RevertPlan(
            record: record, targets: targets, undecided: begun.map(\.target), halfApplied: [],
            waveNames: waves.map { record.waveNames[$0] }, revisions: revisions,
            losing: planner.losingSteps(revisions, engines: engines),
            irreversible: planner.irreversible(revisions, engines: engines).map(\.revision),
            missing: changed.map(\.target).filter { !listed.contains($0) })
    }

    private struct Way: Hashable {
        var from: [RevisionID]
        var to: [RevisionID]
    }

    /// Ends the rollout if it has not ended, and begins the one that takes it back; returns how the latter ended, or how the
    /// former did when it had changed nothing.
    ///
    /// What a rollout has changed is known only when it has ended. Steps that lose data and are not among those agreed to,
    /// and steps that nothing takes back, are refused then too: `revertWouldLose`, `irreversible`.
    public func startRevert(
        _ plan: RevertPlan, on selection: FleetSelection, losing consent: LossConsent, reason: String,
        control: RunControl, onLook: (@Sendable (RolloutRecord) -> Void)? = nil
    ) async throws(FlotillaError) -> RolloutReport {
        var plan = plan
        if !plan.record.state.phase.isFinal {
            let run = plan.record.run
            try await abort(plan.record, reason: reason)
            let ended = try await attend(run, on: selection, control: control, onLook: onLook)
            // Its own policy may have had it taken back meanwhile.
            guard ended.record.run == run, ended.record.state.phase.isFinal else { return ended }
            do throws(FlotillaError) {
                plan = try await planRevert(Int(run.number), on: selection)
            } catch {
                guard case .rollout(.nothingToRevert) = error else { throw error }
                return ended
            }
        }
        guard plan.irreversible.isEmpty else { throw .rollout(.irreversible(plan)) }
        guard plan.losing.allSatisfy(consent.covers) else { throw .rollout(.revertWouldLose(plan)) }
        let revert = try await beginRevert(plan, on: selection, reason: reason)
        return try await attend(revert, on: selection, control: control, onLook: onLook)
    }

    /// One that ends by itself in this moment needs no aborting.
    private func abort(_ record: RolloutRecord, reason: String) async throws(FlotillaError) {
        guard record.state.phase != .aborting else { return }
        do throws(FlotillaError) {
            _ = try await steer(Int(record.run.number), .abortRequested(takesBack: false), reason: reason)
        } catch {
            guard case .rollout(.refused(_, _, in: let state)) = error,
                state.phase.isFinal || state.phase == .aborting
            else { throw error }
        }
    }

    /// Has a rollout taken back because its policy says so. Returns the one that does, whoever was quicker to begin it;
    /// `nil` when there is nothing to take back.
    func takeBack(_ run: RunID, on selection: FleetSelection) async throws(FlotillaError) -> RunID? {
        do throws(FlotillaError) {
            let plan = try await planRevert(Int(run.number), on: selection)
            return try await beginRevert(plan, on: selection, isAskedFor: true)
        } catch {
            if error.leavesNothingToTakeBack {
                try await atDesk { [self] () throws(FlotillaError) in
                    let ledger = try ledger()
                    defer { ledger.close() }
                    try reading { () throws(LedgerError) in try ledger.takeBackBegun(run) }
                }
                return nil
            }
            // Somebody was quicker, and that may be over already.
            if case .ledger(.takenBack(run, by: let taker)) = error { return taker }
            guard case .ledger(.busy(let holder)) = error,
                (try? await report(on: holder.run))?.record.takesBack == run
            else { throw error }
            return holder.run
        }
    }

    /// Writes the rollout that takes another one back down. Nobody works on it yet.
    ///
    /// - Parameter isAskedFor: by the policy of the rollout, and only if nobody has begun to.
    func beginRevert(
        _ plan: RevertPlan, on selection: FleetSelection, isAskedFor: Bool = false, reason: String = ""
    ) async throws(FlotillaError) -> RunID {
        try await atDesk { [self] () throws(FlotillaError) in try write(plan, selection, isAskedFor, reason) }
    }

    private func write(
        _ plan: RevertPlan, _ selection: FleetSelection, _ isAskedFor: Bool, _ reason: String
    ) throws(FlotillaError) -> RunID {
        let ledger = try ledger()
        defer { ledger.close() }
        var entries: [TargetID: TargetEntry] = [:]
        let wanted = Set(plan.targets.map(\.id))
        try selection.forEachTarget { target in
            if wanted.contains(target.id) { entries[target.id] = TargetEntry(target) }
        }
        let jobs = plan.targets.lazy.compactMap { target in
            entries[target.id].map {
                PlannedJob(entry: $0, wave: target.wave, expected: target.from, goal: target.to)
            }
        }
        let policy = try revertPolicy(plan)
        let sizes = plan.waveNames.indices.map { wave in plan.targets.count { $0.wave == wave } }
        let revisions = try planner().planned(Set(plan.revisions))
        let digest = Digest.sha256(
            plan.targets.map { "\($0.id.text) \($0.from) \($0.to)" }.joined(separator: "\n").utf8
        ).description
        var description = RolloutDescription(
            run: RunDescription(command: "revert of rollout \(plan.record.run)", operation: .revert, revision: ""),
            author: .current, policy: policy.canonicalText, shape: RolloutShape(policy, sizes: sizes),
            waveNames: plan.waveNames, digest: digest, revisions: revisions, takesBack: plan.record.run)
        description.isAskedFor = isAskedFor
        description.reason = reason
        return try reading { () throws(LedgerError) in try ledger.beginRollout(description, jobs: jobs) }
    }

    /// At the pace of the rollout that is taken back, without its gates: the way back is not held up.
    private func revertPolicy(_ plan: RevertPlan) throws(FlotillaError) -> RolloutPolicy {
        let (policy, _) = try policy(of: plan.record)
        let sizes = plan.waveNames.indices.map { wave in plan.targets.count { $0.wave == wave } }
        return RolloutPolicy(
            waves: zip(plan.waveNames, sizes).map { WaveRule(name: $0, size: .count($1)) },
            pace: Pace(total: policy.pace.total, perServer: policy.pace.perServer),
            failures: FailurePolicy(
                tolerate: policy.failures.tolerate, mode: policy.failures.mode, retries: policy.failures.retries),
            latecomers: .name)
    }
}

extension FlotillaError {
    /// A policy has asked for what cannot be done now or later.
    fileprivate var leavesNothingToTakeBack: Bool {
        switch self {
        case .rollout(.nothingToRevert), .rollout(.isDowngrade): true
        default: false
        }
    }
}
