import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout

/// What was done when, and what nobody knows the end of.
extension LedgerStore {
    private enum SQL {
        static let runColumns = """
            id, command, operation, revision, state, started_at, heartbeat_at, ended_at, targets, host, scope, pid,
            start_ticks, login, succeeded, skipped, failed, unreachable, unknown, cancelled
            """
        static let runs = "SELECT \(runColumns) FROM runs ORDER BY id DESC LIMIT ?1"
        static let run = "SELECT \(runColumns) FROM runs WHERE id = ?1"
        static let jobColumns = """
            jobs.run, runs.operation, runs.revision, runs.state, targets.name, jobs.outcome, jobs.attempts,
            jobs.started_at, jobs.ended_at, jobs.version_before, jobs.version_after, jobs.cause, jobs.code,
            jobs.message, jobs.failed_revision, jobs.failed_line, jobs.connecting, jobs.running, jobs.superseded_by,
            runs.host, runs.scope, runs.pid, runs.start_ticks, runs.login
            """
        // CROSS JOIN keeps the order: run by run, newest first, each with one look at the key of its jobs. That spares
        // an index on the jobs of a target, which every run would pay for.
        static let history = """
            SELECT \(jobColumns) FROM targets CROSS JOIN runs CROSS JOIN jobs
            WHERE targets.name = ?1 AND jobs.run = runs.id AND jobs.target = targets.id
            ORDER BY runs.id DESC LIMIT ?2
            """
        static let unfinished = """
            SELECT \(jobColumns) FROM jobs JOIN runs ON runs.id = jobs.run JOIN targets ON targets.id = jobs.target
            WHERE jobs.run = ?1 AND jobs.outcome IS NULL ORDER BY jobs.target LIMIT ?2
            """
        static let attempts = """
            SELECT number, attempts.started_at, attempts.ended_at, cause, code, message FROM attempts
            WHERE run = ?1 AND target = (SELECT id FROM targets WHERE name = ?2) ORDER BY number
            """
        static let openRuns = """
            SELECT DISTINCT jobs.run FROM jobs JOIN runs ON runs.id = jobs.run
            WHERE jobs.outcome IS NULL AND jobs.superseded_by IS NULL AND runs.operation <> 'current'
                AND runs.state <> 'staged'
            """
        static let unrecorded = """
            SELECT \(jobColumns) FROM jobs JOIN runs ON runs.id = jobs.run JOIN targets ON targets.id = jobs.target
            WHERE jobs.run = ?1 AND jobs.outcome IS NULL AND jobs.superseded_by IS NULL ORDER BY jobs.target LIMIT ?2
            """
    }

    func runs(limit: Int, lease: Duration) throws(DriverError) -> [RunRecord] {
        let now = try now()
        return try connection.rows(SQL.runs, .integer(Int64(limit))) { (row) throws(DriverError) in
            try runRecord(row).judged(now: now, lease: lease)
        }
    }

    func run(_ id: RunID, lease: Duration) throws(DriverError) -> RunRecord? {
        let now = try now()
        return try connection.rows(SQL.run, .integer(id.number), read: runRecord).first?.judged(now: now, lease: lease)
    }

    /// The runs of ``unrecorded(lease:limit:)``, newest first.
    func interruptedRuns(lease: Duration) throws(DriverError) -> [RunRecord] {
        var records: [RunRecord] = []
        for id in try openRuns(lease: lease) {
            if let record = try run(id, lease: lease) { records.append(record) }
        }
        return records
    }

    func history(of target: TargetID, limit: Int) throws(DriverError) -> [JobRecord] {
        try connection.rows(SQL.history, .text(target.text), .integer(Int64(limit)), read: jobRecord)
    }

    func unfinishedJobs(of run: RunID, limit: Int) throws(DriverError) -> [JobRecord] {
        try connection.rows(SQL.unfinished, .integer(run.number), .integer(Int64(limit)), read: jobRecord)
    }

    func attempts(of target: TargetID, in run: RunID) throws(DriverError) -> [AttemptRecord] {
        try connection.rows(SQL.attempts, .integer(run.number), .text(target.text)) { (row) throws(DriverError) in
            AttemptRecord(
                number: row.count(0), startedAt: try row.time(1), endedAt: try row.time(2),
                failure: JobFailure(try row.word(3), code: row.text(4) ?? "", message: row.text(5) ?? ""))
        }
    }

    /// Jobs without an outcome whose run is not alive and which no later run has taken up.
    func unrecorded(lease: Duration, limit: Int) throws(DriverError) -> [JobRecord] {
        var jobs: [JobRecord] = []
        for run in try openRuns(lease: lease) {
            jobs += try connection.rows(
                SQL.unrecorded, .integer(run.number), .integer(Int64(limit - jobs.count)), read: jobRecord)
        }
        return jobs
    }

    /// Runs that are not alive and left jobs open, newest first. Whether the lease has run out is judged now.
    private func openRuns(lease: Duration) throws(DriverError) -> [RunID] {
        let now = try now()
        let alive = Set(try unendedRuns().filter { $0.liveness(now: now, lease: lease) == .alive }.map(\.id))
        return try connection.rows(SQL.openRuns) { $0.run(0) }.filter { !alive.contains($0) }.sorted(by: >)
    }
}

extension RunRecord {
    /// A run that never said it ended is told as what it is now; the ledger learns of it when the next run begins.
    fileprivate func judged(now: LedgerTime, lease: Duration) -> RunRecord {
        guard state == .running else { return self }
        var judged = self
        judged.state =
            switch Liveness.judge(
                heartbeat: heartbeatAt, now: now, lease: lease, mayBeRunning: process.mayBeRunning)
            {
            case .alive: .running
            case .interrupted: .interrupted
            case .abandoned: .abandoned
            }
        return judged
    }
}

extension LedgerStore {
    private func runRecord(_ row: any LedgerRow) throws(DriverError) -> RunRecord {
        RunRecord(
            id: row.run(0), command: row.text(1) ?? "", operation: try row.word(2), revision: row.text(3) ?? "",
            process: row.process(from: 9), state: try row.word(4), startedAt: try row.time(5),
            heartbeatAt: try row.time(6), endedAt: row.optionalTime(7), targets: row.count(8),
            summary: summary(row, from: 14))
    }

    /// The columns of the outcomes stand in the order of the cases.
    private func summary(_ row: any LedgerRow, from column: Int32) -> RunSummary? {
        guard row.integer(column) != nil else { return nil }
        var summary = RunSummary()
        for (offset, outcome) in Outcome.allCases.enumerated() {
            let count = row.count(column + Int32(offset))
            if count > 0 { summary.counts[outcome] = count }
        }
        summary.unrecorded = row.count(8) - summary.counts.values.reduce(0, +)
        return summary
    }

    private func jobRecord(_ row: any LedgerRow) throws(DriverError) -> JobRecord {
        var failure: JobFailure?
        if let cause: FailureCause = try row.optionalWord(11) {
            failure = JobFailure(
                cause, code: row.text(12) ?? "", message: row.text(13) ?? "",
                revision: row.text(14).map(RevisionID.init), line: row.integer(15).map { Int($0) })
        }
        return JobRecord(
            run: row.run(0), operation: try row.word(1), argument: row.text(2) ?? "", runState: try row.word(3),
            target: row.target(4), outcome: try row.optionalWord(5), attempts: row.count(6),
            startedAt: row.optionalTime(7), endedAt: row.optionalTime(8), before: row.versions(9),
            after: row.versions(10),
            failure: failure, connecting: row.duration(16), running: row.duration(17),
            supersededBy: row.optionalRun(18), process: row.process(from: 19))
    }
}
