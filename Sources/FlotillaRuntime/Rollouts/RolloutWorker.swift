import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout
import Synchronization

/// Works on the jobs of one rollout: claims what the ledger lets begin, does it, and says how it ended. Any number of
/// them, on any number of machines, may work on one rollout.
///
/// It decides nothing about the rollout. A worker that cannot reach the ledger for most of a lease stops, and one that
/// wakes late sends nothing.
public final class RolloutWorker: Sendable {
    private let scene: RolloutScene
    private let context: MigrationContext
    private let queue: ClaimQueue
    private let retry: RetryPolicy
    private let control: RunControl
    /// Raised when running statements are to be cancelled, and of itself once the lease has run out.
    private let stop: StopSignal
    /// Why the ledger handed out nothing any more.
    private let trouble = Monitor<LedgerError?>(nil)
    private let scoreboard: Scoreboard
    private let width: Int
    private let departures: Departures
    private let onResult: (@Sendable (TargetResult) -> Void)?

    /// - Parameters:
    ///   - width: how many targets it works on at once.
    ///   - total: jobs of the whole rollout, for whoever watches.
    ///   - lookout: asked whether the inventory still lists a target that cannot be opened.
    ///   - news: rung when the rollout has gone from one phase to another.
    ///   - onResult: called as each attempt ends, from any thread.
    public init(
        _ scene: RolloutScene, width: Int, total: Int, control: RunControl, lookout: Lookout, news: Bell,
        onResult: (@Sendable (TargetResult) -> Void)? = nil
    ) {
        let phase = Monitor<RolloutPhase?>(.advancing)
        let ledger = scene.ledger
        self.scene = scene
        self.control = control
        departures = Departures(lookout)
        self.onResult = onResult
        self.width = max(1, width)
        retry = RetryPolicy(retries: scene.policy.failures.retries)
        scoreboard = Scoreboard(total: total)
        stop = StopSignal(raisedWhen: { !ledger.holdsLeases })
        // Whoever began the rollout has agreed to what its plan does, and a job does nothing else.
        context = MigrationContext(
            operation: .advance(to: scene.destination), planner: scene.planner, adapters: scene.adapters,
            settings: scene.settings, secrets: scene.secrets,
            applicationName: "flotilla/\(scene.run)/\(scene.worker.number)", consent: .any, stop: stop)
        queue = ClaimQueue(
            width: self.width, perServer: scene.policy.pace.perServer,
            server: { scene.reach.server(of: $0.place) },
            exchange: { [trouble] reports, wanted in
                do throws(LedgerError) {
                    if let failure = ledger.failureUnlessHealing() { throw failure }
                    let claim = try ledger.exchange(
                        reports, claiming: wanted, of: scene.run, for: scene.worker, openWindows: scene.openWindows)
                    let isNew = phase.access { phase in
                        let last = phase
                        phase = claim?.rollout.state.phase
                        return phase != last
                    }
                    if isNew { news.ring() }
                    return claim
                } catch {
                    trouble.access { $0 = $0 ?? error }
                    return nil
                }
            },
            giveBack: { item in
                let name = (try? scene.reach[item.place])?.id ?? TargetID("#\(item.place + 1)")
                return StagedReport(JobReport(item.job, .notBegun), .notBegun(name))
            })
    }

    /// Returns when the rollout is held or has ended, or when told to stop, by cancelling its task for one, and what was
    /// begun has ended. Everything that
    /// was done is in the ledger by then, or what is returned says why not.
    public func run() async -> LedgerError? {
        control.attach(
            progress: { [scoreboard] in scoreboard.progress(waitingForRetry: 0) },
            onStop: { [scoreboard, queue, stop, control] in
                if control.cancel.isRaised { stop.raise() }
                scoreboard.stopping()
                queue.close()
            })
        let pool = BlockingPool(width: width + 1)
        // Both are ended and waited for below.
        let watch = Task { await self.watchLease() }
        let carrier = Task(executorPreference: pool) { [queue] in queue.carry() }
        await withTaskCancellationHandler {
            await withTaskGroup(of: Void.self) { group in
                for slot in 0..<width {
                    group.addTask(executorPreference: pool) {
                        while let held = self.queue.next() {
                            self.queue.end(held, await self.perform(held.item, slot))
                        }
                    }
                }
            }
        } onCancel: {
            queue.close()
        }
        watch.cancel()
        await watch.value
        queue.finish()
        await carrier.value
        return trouble.access { $0 }
    }
}

extension RolloutWorker {
    /// Statements that run when the lease is lost are cancelled: somebody else may be about to begin.
    private func watchLease() async {
        while (try? await Task.sleep(for: .milliseconds(250))) != nil {
            guard stop.isRaised else { continue }
            return queue.close()
        }
    }
}

// MARK: One job

extension RolloutWorker {
    private func perform(_ item: Claim.Item, _ slot: Int) async -> StagedReport {
        let since = ContinuousClock.now
        let target: Target
        do throws(InventoryError) {
            target = try scene.reach[item.place]
        } catch {
            let failure = TargetFailure(cause: .configuration, message: error.words)
            return tell(item, TargetID("#\(item.place + 1)"), .ended(.unreachable), failure, .init(), since, slot)
        }
        scoreboard.began(target.id, slot: slot)
        var migrator = TargetMigrator(
            context: context, assignment: scene.assignment(item), target: target, job: item.place, memory: .init())
        let end = migrator.attempt()
        // A later attempt may be another worker's; this one's claim on the database ends here.
        context.identities.release(item.place)
        var attempt = Attempt(item.job)
        switch end {
        case .done(let outcome):
            let ending = ending(outcome, migrator.memory, item, &attempt)
            return tell(item, target.id, ending, nil, migrator.memory, since, slot)
        case .failed(let failure):
            var ending = ending(failure, migrator.memory, item, &attempt)
            if ending == .ended(.unreachable), await hasLeft(target.id, item) { ending = .notBegun }
            return tell(item, target.id, ending, failure, migrator.memory, since, slot)
        }
    }

    private func ending(
        _ outcome: Outcome, _ memory: TargetMigrator.Memory, _ item: Claim.Item, _ attempt: inout Attempt
    ) -> JobReport.Ending {
        guard outcome != .succeeded || item.job.isProbe else { return .ended(.succeeded) }
        let standing = memory.now.map { scene.standing($0, item) } ?? .elsewhere
        guard case .report(let ending) = attempt.found(standing) else { return .ended(outcome) }
        return ending
    }

    private func ending(
        _ failure: TargetFailure, _ memory: TargetMigrator.Memory, _ item: Claim.Item, _ attempt: inout Attempt
    ) -> JobReport.Ending {
        if let rows = memory.now { _ = attempt.found(scene.standing(rows, item)) }
        if case .halfApplied = failure.state { _ = attempt.found(.between) }
        if case .partWay = failure.state { _ = attempt.found(.between) }
        var isInDoubt = false
        if case .inDoubt = failure.state { isInDoubt = true }
        guard failure.cause != .cancelled else {
            // Stopped by us: the next worker goes on from where the target stands.
            return .putBack(
                after: .zero, hasLooked: attempt.standing != nil,
                hasMoved: isInDoubt || attempt.standing == .between)
        }
        var random = SystemRandomNumberGenerator()
        return attempt.failed(failure.cause, isInDoubt: isInDoubt, retrying: retry, using: &random)
    }

    /// One that is gone from the inventory too has not failed: nobody is to reach it any more, and the coordinator ends its
    /// job unless the inventory lists it again before.
    private func hasLeft(_ target: TargetID, _ item: Claim.Item) async -> Bool {
        guard await departures.include(target) else { return false }
        do throws(LedgerError) {
            try scene.ledger.loseReach(of: scene.worker, to: item.job.number)
            // In this order: what is reached again is reached after this.
            scene.reach.lose(target, at: item.place)
            return true
        } catch {
            return false
        }
    }

    private func tell(
        _ item: Claim.Item, _ target: TargetID, _ ending: JobReport.Ending, _ failure: TargetFailure?,
        _ memory: TargetMigrator.Memory, _ since: ContinuousClock.Instant, _ slot: Int
    ) -> StagedReport {
        let report = JobReport(item.job, ending)
        let took = ContinuousClock.now - since
        switch ending {
        case .ended(let outcome):
            let before = before(memory, item)
            let result = TargetResult(
                target: target, place: item.place, outcome: outcome, before: before, after: memory.now,
                isHead: memory.now.map(scene.planner.isAtHead) ?? false, appliedSteps: memory.appliedSteps,
                failure: failure, attempts: item.job.attempt, duration: took, server: memory.server)
            let job = JobResult(
                outcome, before: before, after: memory.now, failure: failure.map(JobFailure.init),
                remnant: failure.flatMap { Remnant($0.state) }, running: took)
            scoreboard.ended(result, slot: slot)
            onResult?(result)
            return StagedReport(report, .ended(target, job))
        case .putBack, .notBegun:
            let words = failure.map(JobFailure.init) ?? JobFailure(.cancelled, message: "put back")
            scoreboard.paused(slot: slot)
            return StagedReport(report, .attemptFailed(target, attempt: item.job.attempt, words, took: took))
        }
    }

    /// Where the rollout found the target. A worker that was lost may have moved it since, and what is taken back later has
    /// to go back to before that.
    private func before(_ memory: TargetMigrator.Memory, _ item: Claim.Item) -> [RevisionID]? {
        guard item.job.wasUnsettled, let rows = memory.now, scene.standing(rows, item) != .elsewhere else {
            return memory.before
        }
        return item.expected ?? memory.before
    }
}
