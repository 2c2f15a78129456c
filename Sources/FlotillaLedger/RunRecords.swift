import FlotillaDriver
import FlotillaRollout

/// How a run begins, stays alive and ends in the ledger.
extension LedgerStore {
    enum Beginning {
        case begun(RunID)
        case held(RunHolder)
        /// What it was to take back is taken back, or is none of its business any more, by this rollout if there is one.
        case takenBack(RunID, by: RunID?)
    }

    private enum SQL {
        static let unended = """
            SELECT id, operation, started_at, heartbeat_at, host, scope, pid, start_ticks, login FROM runs
            WHERE state = 'running'
            """
        static let bury = """
            UPDATE runs SET state = ?2, ended_at = ?3 WHERE id = ?1 AND state = 'running' AND heartbeat_at = ?4
            """
        static let begin = """
            INSERT INTO runs (command, operation, revision, host, scope, pid, start_ticks, login, state, started_at,
                heartbeat_at, targets)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'running', ?9, ?9, 0) RETURNING id
            """
        static let forgetReading =
            "UPDATE jobs SET outcome = 'cancelled', ended_at = ?2 WHERE run = ?1 AND outcome IS NULL"
        static let count = "UPDATE runs SET targets = ?2 WHERE id = ?1"
        static let cancelPlanned = """
            UPDATE jobs SET outcome = 'cancelled', ended_at = ?2
            WHERE run = ?1 AND outcome IS NULL AND started_at IS NULL
            """
        static let summary = "SELECT outcome, count(*) FROM jobs WHERE run = ?1 GROUP BY outcome"
        static let foundElsewhere = "SELECT count(*) FROM jobs WHERE run = ?1 AND version_before <> version_known"
        static let end = """
            UPDATE runs SET state = ?2, ended_at = ?3, succeeded = ?4, skipped = ?5, failed = ?6, unreachable = ?7,
                unknown = ?8, cancelled = ?9
            WHERE id = ?1 AND state = 'running'
            """
    }

    /// A run that has not said that it ended.
    struct UnendedRun {
        let id: RunID
        let operation: RunKind
        let process: ProcessMark
        let startedAt: LedgerTime
        let heartbeatAt: LedgerTime

        func liveness(now: LedgerTime, lease: Duration) -> Liveness {
            .judge(heartbeat: heartbeatAt, now: now, lease: lease, mayBeRunning: process.mayBeRunning)
        }
    }

    func unendedRuns() throws(DriverError) -> [UnendedRun] {
        try connection.rows(SQL.unended) { (row) throws(DriverError) in
            UnendedRun(
                id: row.run(0), operation: try row.word(1), process: row.process(from: 4),
                startedAt: try row.time(2), heartbeatAt: try row.time(3))
        }
    }

    /// Writes the run and its jobs, the intent, in one transaction; unless somebody alive holds one of the targets.
    func begin(_ run: RunDescription, lease: Duration) throws(DriverError) -> Beginning {
        try connection.transaction(.deciding) { () throws(DriverError) in
            try checkIncoming()
            let now = try now()
            var notes: [EventDraft] = []
            var holder = try clear(try unendedRuns(), for: run, lease: lease, now: now, &notes)
            if holder == nil, run.operation != .current {
                holder = try rolloutHolding(states: [.unsettled, .underWay])
            }
            if let holder {
                try append(notes, now: now)
                return .held(holder)
            }
            let (id, targets) = try insert(run, now: now)
            try append(notes + [.begun(run, as: id, targets: targets)], now: now)
            return .begun(id)
        }
    }

    /// Buries the runs that are dead, and notes it. Returns the one that is alive and holds a target that `run` wants too.
    func clear(
        _ others: [UnendedRun], for run: RunDescription, lease: Duration, now: LedgerTime, _ notes: inout [EventDraft]
    ) throws(DriverError) -> RunHolder? {
        for other in others {
            let liveness = other.liveness(now: now, lease: lease)
            if liveness != .alive, try bury(other, liveness, now: now) {
                notes.append(.found(other.id, liveness, of: other.process, by: EventAuthor(run.process)))
                continue
            }
            if let holder = try holder(other, against: run) { return holder }
        }
        return nil
    }

    /// False when the run has given a sign of life since it was judged, or has ended.
    private func bury(_ run: UnendedRun, _ liveness: Liveness, now: LedgerTime) throws(DriverError) -> Bool {
        let buried = try connection.run(
            SQL.bury, .integer(run.id.number), .text(liveness.rawValue), .integer(now.microseconds),
            .integer(run.heartbeatAt.microseconds))
        // Reading changes nothing, so nothing is left in doubt.
        if buried == 1, run.operation == .current {
            try connection.run(SQL.forgetReading, .integer(run.id.number), .integer(now.microseconds))
        }
        return buried == 1
    }

    private func holder(_ other: UnendedRun, against run: RunDescription) throws(DriverError) -> RunHolder? {
        guard run.operation != .current, other.operation != .current else { return nil }
        let sample = try overlap(with: other.id)
        guard !sample.isEmpty else { return nil }
        return RunHolder(
            run: other.id, operation: other.operation, process: other.process, startedAt: other.startedAt,
            sample: sample)
    }

    private func insert(
        _ run: RunDescription, now: LedgerTime
    ) throws(DriverError) -> (RunID, targets: Int) {
        let process = run.process
        let ids = try connection.rows(
            SQL.begin, .text(run.command), .text(run.operation.rawValue), .text(run.revision), .text(process.host),
            .text(process.scope), .integer(Int64(process.pid)), .integer(process.startTicks), .text(process.user),
            .integer(now.microseconds)
        ) { $0.run(0) }
        let id = try only(ids)
        try adoptIncoming()
        if !run.files.isEmpty { try note(run.files, by: id) }
        if run.operation != .current { try takeUpIncoming(by: id) }
        let targets = try planIncoming(by: id)
        try connection.run(SQL.count, .integer(id.number), .integer(Int64(targets)))
        return (id, targets)
    }

    /// Gives a sign of life. False when somebody has taken the run for dead.
    func keepAlive(_ run: RunID, now: LedgerTime) throws(DriverError) -> Bool {
        try connection.run([Self.beat(run, now: now)]) == [1]
    }

    func summary(of run: RunID) throws(DriverError) -> RunSummary {
        var summary = RunSummary()
        try connection.forEachRow(SQL.summary, .integer(run.number)) { (row) throws(DriverError) in
            let count = row.count(1)
            if let outcome: Outcome = try row.optionalWord(0) {
                summary.counts[outcome] = count
            } else {
                summary.unrecorded = count
            }
            return true
        }
        return summary
    }

    /// Ends the run; jobs that were not begun are cancelled. `nil` when somebody has taken the run for dead.
    func end(_ run: RunID, _ ending: RunEnding) throws(DriverError) -> RunSummary? {
        try connection.transaction(.writing) { () throws(DriverError) in
            let now = try now()
            guard try keepAlive(run, now: now) else { return nil }
            try connection.run(SQL.cancelPlanned, .integer(run.number), .integer(now.microseconds))
            var summary = try summary(of: run)
            summary.foundElsewhere = try only(
                connection.rows(SQL.foundElsewhere, .integer(run.number)) { $0.count(0) })
            let counts = Outcome.allCases.map { LedgerValue.integer(Int64(summary[$0])) }
            let end = [.integer(run.number), .text(ending.rawValue), .integer(now.microseconds)] + counts
            _ = try connection.run([LedgerStatement(SQL.end, end)])
            try append([.ended(run, ending, summary)], now: now)
            return summary
        }
    }
}
