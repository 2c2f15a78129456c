/// One transaction over a rollout: read the machine, let it decide, write what follows. These are the only ways in which a
/// rollout or a job of it ever changes.
public struct RolloutTurn<Rows: RolloutRows> {
    public private(set) var rows: Rows
    public internal(set) var row: RolloutRow

    /// `nil` when there is no such rollout.
    public init?(_ rows: Rows) throws(RolloutFault<Rows.Failure>) {
        var rows = rows
        let found: RolloutRow?
        do throws(Rows.Failure) { found = try rows.load() } catch { throw .ledger(error) }
        guard let found else { return nil }
        self.rows = rows
        row = found
    }

    public var rollout: Rollout { row.rollout }

    /// Takes what a worker reports and hands it up to `wanted` jobs.
    ///
    /// - Parameters:
    ///   - openWindows: those of the policy's windows that are open now.
    ///   - isAlone: no other worker is alive.
    /// - Returns: the reports that were taken, and the jobs that may begin.
    public mutating func exchange(
        _ reports: [JobReport] = [], claiming wanted: Int = 0, for worker: WriterID, openWindows: Set<Int> = [],
        isAlone: Bool = false
    ) throws(RolloutFault<Rows.Failure>) -> (taken: [JobReport], claimed: [ClaimedJob]) {
        let taken = try report(reports, by: worker)
        let claimed = try claim(wanted, for: worker, openWindows: openWindows, isAlone: isAlone)
        if !taken.isEmpty || !claimed.isEmpty { try store() }
        return (taken, claimed)
    }
}

/// Why a transaction did not come about. Nothing has changed.
public enum RolloutFault<Failure: Error>: Error {
    case ledger(Failure)
    case illegal(IllegalTransition)
    case illegalJob(IllegalJobTransition)
    /// Another process was quicker. Worth another try.
    case overtaken
}

extension RolloutFault: Sendable where Failure: Sendable {}

/// What is to happen to a job that was just read.
struct Move {
    var seen: JobRow
    var event: JobStateEvent
    var due: LedgerTime?
    var isForgiven = false
}

// MARK: Steering

extension RolloutTurn {
    /// Applies an event, carries its effects out and stores the result.
    public mutating func apply(_ event: RolloutEvent) throws(RolloutFault<Rows.Failure>) {
        try take(event)
        try store()
    }

    /// As ``apply(_:)``, without storing.
    mutating func take(_ event: RolloutEvent) throws(RolloutFault<Rows.Failure>) {
        let before = row.rollout.state
        let effects: [RolloutEffect]
        do throws(IllegalTransition) {
            effects = try row.rollout.apply(event)
        } catch {
            throw .illegal(error)
        }
        for effect in effects { try carryOut(effect) }
        let after = row.rollout.state
        guard before != after || !event.kind.isOfJobs else { return }
        try ask { (rows) throws(Rows.Failure) in try rows.note(.changed(event.kind, from: before, to: after)) }
    }

    mutating func store() throws(RolloutFault<Rows.Failure>) {
        let row = row
        guard try ask({ (rows) throws(Rows.Failure) in try rows.store(row) }) else { throw .overtaken }
        self.row.generation += 1
    }

    private mutating func carryOut(_ effect: RolloutEffect) throws(RolloutFault<Rows.Failure>) {
        let shape = rollout.shape
        try ask { (rows) throws(Rows.Failure) in
            switch effect {
            case .openGate(let wave, let gate): try rows.openGate(wave: wave, gate: gate)
            case .addWave(let wave): try rows.addWave(wave, shape.waves[wave])
            case .withdrawPlanned: try rows.withdrawPlanned()
            case .close(let phase): try rows.close(phase)
            case .takeBack: try rows.askForTakeBack()
            }
        }
    }
}

// MARK: The rows

extension RolloutTurn {
    mutating func ask<Value>(
        _ question: (inout Rows) throws(Rows.Failure) -> Value
    ) throws(RolloutFault<Rows.Failure>) -> Value {
        do throws(Rows.Failure) { return try question(&rows) } catch { throw .ledger(error) }
    }

    /// Moves jobs on, unless somebody else has meanwhile moved one of them. Returns the jobs as they are now.
    mutating func move(
        _ changes: [Move], holder: WriterID? = nil
    ) throws(RolloutFault<Rows.Failure>) -> [Job] {
        guard !changes.isEmpty else { return [] }
        var moves: [JobMove] = []
        for change in changes {
            var job = change.seen.job
            do throws(IllegalJobTransition) { try job.apply(change.event) } catch { throw .illegalJob(error) }
            if change.isForgiven { job.forgiveAttempt() }
            moves.append(
                JobMove(number: change.seen.number, from: change.seen.job, to: job, holder: holder, due: change.due))
        }
        let wanted = moves
        guard try ask({ (rows) throws(Rows.Failure) in try rows.move(wanted) }) else { throw .overtaken }
        return moves.map(\.to)
    }
}

extension RolloutEventKind {
    /// Its particulars are noted job by job.
    fileprivate var isOfJobs: Bool {
        switch self {
        case .jobsStarted, .jobsEnded, .jobsPutBack, .jobsLapsed: true
        case .gatePassed, .gateFailed, .gateInconclusive, .pauseRequested, .resumeRequested, .gateWaived,
            .abortRequested, .jobsReopened, .targetsJoined, .noneJoined:
            false
        }
    }
}
