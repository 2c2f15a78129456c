import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRollout
import FlotillaSQL
import Synchronization

/// How many targets are under way at once.
public struct ConcurrencyLimits: Sendable, Hashable {
    public var total: Int
    public var perServer: Int

    public init(total: Int, perServer: Int) {
        self.total = max(1, total)
        self.perServer = max(1, perServer)
    }
}

/// One operation on many targets: as many threads as may be busy at once, each asking the dispatcher for its next job.
///
/// A target that hangs holds its own thread and nothing else. A target that fails is counted and the others go on. Memory
/// depends on the number of threads, not of targets: those stand in the roster's file and in the ledger.
public final class FleetRun: Sendable {
    let context: MigrationContext
    let roster: Roster
    let retry: RetryPolicy
    let limits: ConcurrencyLimits
    let recorder: RunRecorder
    let control: RunControl
    let onResult: (@Sendable (TargetResult) -> Void)?

    private let dispatcher: Dispatcher
    private let scoreboard: Scoreboard
    private let recollections = Recollections()

    /// - Parameters:
    ///   - leftOut: places of targets with which nothing is done, and of which nothing is told.
    ///   - shapes: where the schemas are noted that ``Operation/fingerprint`` reads.
    ///   - consent: a target for which a step would lose other data is left as it is.
    ///   - onResult: called as each target ends, from any thread.
    public init(
        planner: Planner?, operation: Operation, adapters: [Engine: EngineAdapter], settings: MigrationSettings,
        secrets: Secrets, roster: Roster, leavingOut leftOut: Set<Int> = [], retry: RetryPolicy,
        limits: ConcurrencyLimits, recorder: RunRecorder, control: RunControl, shapes: ShapeBook? = nil,
        losing consent: LossConsent = .nothing, onResult: (@Sendable (TargetResult) -> Void)? = nil
    ) {
        let name = "flotilla/" + (recorder.number.map(String.init) ?? operation.name)
        context = MigrationContext(
            operation: operation, planner: planner, adapters: adapters, settings: settings, secrets: secrets,
            applicationName: name, shapes: shapes, consent: consent, stop: control.cancel)
        self.roster = roster
        self.retry = retry
        self.limits = limits
        self.recorder = recorder
        self.control = control
        self.onResult = onResult
        dispatcher = Dispatcher(Self.queue(of: roster, leftOut, limits))
        scoreboard = Scoreboard(total: roster.count - leftOut.count)
    }

    private static func queue(of roster: Roster, _ leftOut: Set<Int>, _ limits: ConcurrencyLimits) -> FairQueue {
        FairQueue(
            roster.servers.indices.map { server in
                (
                    jobs: roster.indices(onServer: server).filter { !leftOut.contains(Int($0)) },
                    limit: limits.perServer
                )
            })
    }
}

/// What attempts learnt about targets that wait for their next one.
private final class Recollections: Sendable {
    struct Entry: Sendable {
        var memory: TargetMigrator.Memory
        var since: ContinuousClock.Instant
        /// Why the last attempt failed.
        var failure: TargetFailure
    }

    private let entries = Mutex<[Int: Entry]>([:])

    func keep(_ entry: Entry, of job: Int) { entries.withLock { $0[job] = entry } }

    func take(of job: Int) -> Entry? { entries.withLock { $0.removeValue(forKey: job) } }
}

extension FleetRun {
    /// Returns when every target has ended and every outcome is in the ledger, or when told to stop and what ran has ended.
    /// A ledger that is lost on the way stops the run too; what is known then is in the report and nowhere else.
    public func run() async -> RunReport {
        control.attach(
            progress: { [scoreboard, dispatcher] in
                scoreboard.progress(waitingForRetry: dispatcher.waitingForRetry)
            },
            onStop: { [weak self] in self?.closeDown(nil) })
        // More threads than may have a job at once would only be woken and sent away.
        let width = max(1, min(limits.total, roster.servers.map { min($0.count, limits.perServer) }.reduce(0, +)))
        let pool = BlockingPool(width: width)
        await withTaskGroup(of: Void.self) { group in
            for slot in 0..<width {
                group.addTask(executorPreference: pool) { self.work(slot) }
            }
        }
        let isInterrupted = control.noMore.isRaised
        // The last words wait for the disk, so they are said on one of our threads; this task waits for them.
        let ending = Task(executorPreference: pool) { self.recorder.finish(isInterrupted: isInterrupted) }
        var report = scoreboard.report(
            of: context.operation, run: recorder.number.map(Int.init), isInterrupted: isInterrupted)
        switch await ending.value {
        case .success(let foundElsewhere): report.foundElsewhere = foundElsewhere
        case .failure(let failure): report.ledgerFailure = failure
        }
        return report
    }

    /// One thread's share: jobs until there are none.
    private func work(_ slot: Int) {
        while let ticket = dispatcher.next() {
            guard recorder.isHealthy else { return closeDown(ticket) }
            perform(ticket, slot)
        }
    }

    private func perform(_ ticket: FairQueue.Ticket, _ slot: Int) {
        let target: Target
        do throws(InventoryError) {
            target = try roster[ticket.job]
        } catch {
            return end(ticket, slot, unreadable(ticket.job, error), nil)
        }
        let carried = recollections.take(of: ticket.job)
        let since = carried?.since ?? .now
        scoreboard.began(target.id, slot: slot)
        var migrator = TargetMigrator(
            context: context, assignment: Assignment(context.operation), target: target, job: ticket.job,
            memory: carried?.memory ?? .init())
        switch migrator.attempt() {
        case .done(let outcome):
            end(ticket, slot, result(target.id, outcome, nil, migrator.memory, ticket, since), target)
        case .failed(let failure):
            failed(failure, ticket, slot, target, migrator.memory, since)
        }
    }

    private func failed(
        _ failure: TargetFailure, _ ticket: FairQueue.Ticket, _ slot: Int, _ target: Target,
        _ memory: TargetMigrator.Memory, _ since: ContinuousClock.Instant
    ) {
        if failure.cause == .tooManyConnections { dispatcher.narrow(ticket.server) }
        var random = SystemRandomNumberGenerator()
        if !context.stop.isRaised,
            let delay = retry.delay(after: failure.cause, attempt: ticket.attempt, using: &random)
        {
            recollections.keep(.init(memory: memory, since: since, failure: failure), of: ticket.job)
            recorder.attemptFailed(target.id, ticket.attempt, failure, took: ContinuousClock.now - since)
            scoreboard.paused(slot: slot)
            if dispatcher.retry(ticket, after: delay) { return }
            // The run was closed meanwhile, and nobody else will come back to this job.
            _ = recollections.take(of: ticket.job)
        }
        end(ticket, slot, result(target.id, Outcome(of: failure), failure, memory, ticket, since), target)
    }

    private func result(
        _ target: TargetID, _ outcome: Outcome, _ failure: TargetFailure?, _ memory: TargetMigrator.Memory,
        _ ticket: FairQueue.Ticket, _ since: ContinuousClock.Instant
    ) -> TargetResult {
        var result = TargetResult(
            target: target, place: ticket.job, outcome: outcome, before: memory.before, after: memory.now,
            isHead: memory.now.map { context.planner?.isAtHead($0) ?? false } ?? false,
            appliedSteps: memory.appliedSteps, failure: failure, attempts: ticket.attempt,
            duration: ContinuousClock.now - since, server: memory.server)
        result.shape = memory.shape
        result.provenance = memory.provenance
        result.estimates = memory.estimates
        return result
    }

    private func unreadable(_ job: Int, _ error: InventoryError) -> TargetResult {
        TargetResult(
            target: name(of: job), place: job, outcome: .unreachable,
            failure: TargetFailure(cause: .configuration, message: error.words))
    }

    /// A place in the list stands for a target whose entry cannot be read back.
    private func name(of job: Int) -> TargetID { (try? roster[job])?.id ?? TargetID("#\(job + 1)") }

    private func end(_ ticket: FairQueue.Ticket, _ slot: Int, _ result: TargetResult, _ target: Target?) {
        recorder.ended(result, target)
        scoreboard.ended(result, slot: slot)
        onResult?(result)
        dispatcher.end(ticket)
    }

    /// Starts nothing any more and writes down what will thus not be done. Only the first call finds anything to do.
    private func closeDown(_ ticket: FairQueue.Ticket?) {
        scoreboard.stopping()
        if let ticket { dispatcher.end(ticket) }
        let left = dispatcher.close()
        let jobs = left.untouched + left.interrupted.map(\.job) + (ticket.map { [$0.job] } ?? [])
        for job in jobs {
            let result = untried(job, recollections.take(of: job))
            recorder.ended(result, nil)
            scoreboard.ended(result, slot: nil)
            onResult?(result)
        }
    }
}

extension FleetRun {
    /// A job that will not be tried, or not again. What an attempt has left behind is said: only what was not begun, or
    /// was rolled back whole, is merely cancelled.
    private func untried(_ job: Int, _ carried: Recollections.Entry?) -> TargetResult {
        guard let carried else { return TargetResult(target: name(of: job), place: job, outcome: .cancelled) }
        let leftNothing = carried.failure.state == .unchanged
        return TargetResult(
            target: name(of: job), place: job, outcome: leftNothing ? .cancelled : Outcome(of: carried.failure),
            before: carried.memory.before, after: carried.memory.now, appliedSteps: carried.memory.appliedSteps,
            failure: leftNothing ? nil : carried.failure, duration: ContinuousClock.now - carried.since,
            server: carried.memory.server)
    }
}

extension Outcome {
    init(of failure: TargetFailure) {
        if case .inDoubt = failure.state {
            self = .unknown
            return
        }
        switch failure.cause {
        case .unreachable, .authentication, .tooManyConnections, .notReady, .missingDatabase, .configuration:
            // A statement, such as ATTACH, may miss a database of its own.
            self = failure.place == nil ? .unreachable : .failed
        case .cancelled: self = .cancelled
        default: self = .failed
        }
    }
}
