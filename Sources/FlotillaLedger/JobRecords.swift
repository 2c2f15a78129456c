import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout

/// How what happened to jobs and targets gets into the ledger.
extension LedgerStore {
    private enum SQL {
        static let beat = "UPDATE runs SET heartbeat_at = ?2 WHERE id = ?1 AND state = 'running'"
        static let start = """
            UPDATE jobs SET started_at = coalesce(started_at, ?3),
                attempts = CASE WHEN ?4 > attempts THEN ?4 ELSE attempts END,
                version_before = coalesce(?5, version_before)
            WHERE run = ?1 AND target = (SELECT id FROM targets WHERE name = ?2)
            """
        static let end = """
            UPDATE jobs SET started_at = coalesce(started_at, ?3), ended_at = ?3,
                attempts = CASE WHEN ?4 > attempts THEN ?4 ELSE attempts END,
                version_before = coalesce(?5, version_before), version_after = ?6, outcome = ?7, cause = ?8, code = ?9,
                message = ?10, failed_revision = ?11, failed_line = ?12, connecting = ?13, running = ?14
            WHERE run = ?1 AND target = (SELECT id FROM targets WHERE name = ?2)
            """
        static let attempt = """
            INSERT INTO attempts (run, target, number, started_at, ended_at, cause, code, message)
            SELECT ?1, id, ?3, ?4, ?5, ?6, ?7, ?8 FROM targets WHERE name = ?2 ON CONFLICT DO NOTHING
            """
        static let standing = """
            UPDATE targets SET version = coalesce(?2, version), seen_at = coalesce(?3, seen_at), outcome = ?4,
                cause = ?5, code = ?6, message = ?7, pattern = ?8, failed_run = ?9, remnant = ?10
            WHERE name = ?1
            """
        static let remnant = "UPDATE targets SET remnant = ?2 WHERE name = ?1"
        static let version = "UPDATE targets SET version = ?2, seen_at = ?3 WHERE name = ?1"
        static let seen = """
            INSERT INTO targets (name, engine, server, url, labels, version, seen_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT (name) DO UPDATE SET engine = excluded.engine, server = excluded.server, url = excluded.url,
                labels = excluded.labels, version = excluded.version, seen_at = excluded.seen_at
            """
    }

    /// Writes `facts` and a sign of life of `runs` and `workers` in one transaction, all of them at once.
    ///
    /// False, and nothing is written, when somebody has taken one of them for dead: what it did since then is for the
    /// marker in the target to tell, because another run may be at work there already.
    func write(
        _ facts: [Inbox.Fact], keepingAlive runs: [RunID], _ workers: [WriterID] = [], lease: Duration
    ) throws(DriverError) -> Bool {
        var events: [(RunID, JobEvent)] = []
        var versions: [(TargetEntry, [RevisionID])] = []
        var estimates: [(TargetID, [RowEstimate])] = []
        for fact in facts {
            switch fact {
            case .job(let run, let event): events.append((run, event))
            case .version(let entry, let rows): versions.append((entry, rows))
            case .estimates(let target, let tables): estimates.append((target, tables))
            }
        }
        return try connection.transaction(.writing, keepIf: { $0 }) { () throws(DriverError) in
            let now = try now()
            let beats = runs.map { Self.beat($0, now: now) } + workers.map { beat($0, lease: lease, now: now) }
            // The signs of life come first: from then on, until the end of the transaction, nobody can bury the runs.
            guard try connection.run(beats).allSatisfy({ $0 == 1 }) else { return false }
            let own = JobChange.fold(events)
            try write(own, versions, now: now)
            // Behind the versions, which make targets known.
            try connection.post(estimates.map { Self.statement($0.1, of: $0.0, now: now) })
            try append(own.compactMap(EventDraft.ended), now: now)
            return true
        }
    }

    private func write(
        _ changes: [JobChange], _ versions: [(TargetEntry, [RevisionID])] = [], now: LedgerTime
    ) throws(DriverError) {
        let jobs = changes.map { Self.statement($0, now: now).changing(1, orElse: unplanned($0)) }
        let rest =
            versions.map { Self.statement($0.1, of: $0.0, now: now) }
            + changes.flatMap { Self.consequences($0, now: now) }
        try connection.post(jobs + rest)
    }

    /// Writes what became of jobs of a rollout whose reports it has taken.
    func take(_ reports: [StagedReport], by rows: LedgerRolloutRows) throws(DriverError) {
        if rows.takesBack != nil { try markTakenBack(reports.map(\.report), by: rows.run) }
        try write(JobChange.fold(reports.map { (rows.run, $0.event) }), now: rows.now)
    }

    /// What a rollout has taken back is no longer the other one's doing.
    private func markTakenBack(_ reports: [JobReport], by run: RunID) throws(DriverError) {
        let arrived = reports.filter { $0.ending == .ended(.succeeded) || $0.ending == .ended(.skipped) }
        guard !arrived.isEmpty else { return }
        let sql = """
            UPDATE assignments SET state = 'reverted'
            WHERE target \(dialect.isAmong("?2")) AND run = (SELECT takes_back FROM rollouts WHERE run = ?1)
            """
        try connection.post([
            LedgerStatement(sql, .integer(run.number), dialect.list(arrived.map(\.number.number)))
        ])
    }

    static func beat(_ run: RunID, now: LedgerTime) -> LedgerStatement {
        LedgerStatement(SQL.beat, .integer(run.number), .integer(now.microseconds))
    }

    /// Told of a job that was never planned, the ledger would lose its outcome. That is a mistake of this program.
    private func unplanned(_ change: JobChange) -> DriverError {
        DriverError(.other, message: "run \(change.run) has no job for target \(change.target)")
    }

    private static func statement(
        _ rows: [RevisionID], of entry: TargetEntry, now: LedgerTime
    ) -> LedgerStatement {
        LedgerStatement(
            SQL.seen, .text(entry.id.text), .text(entry.engine), .text(entry.server), .text(entry.url),
            .text(entry.labels), .text(VersionText.encode(rows)), .integer(now.microseconds))
    }

    /// The job itself. It changes one row, or the job was never planned.
    private static func statement(_ change: JobChange, now: LedgerTime) -> LedgerStatement {
        let head: [LedgerValue] = [
            .integer(change.run.number), .text(change.target.text), .integer(now.microseconds),
            .integer(Int64(change.attempt ?? 0)), LedgerValue(change.before.map(VersionText.encode)),
        ]
        return change.result.map { LedgerStatement(SQL.end, head + tail($0)) } ?? LedgerStatement(SQL.start, head)
    }

    private static func tail(_ result: JobResult) -> [LedgerValue] {
        let failure = result.failure
        return [
            LedgerValue(result.after.map(VersionText.encode)), .text(result.outcome.rawValue),
            LedgerValue(failure?.cause.rawValue), LedgerValue(failure?.code), LedgerValue(failure?.message),
            LedgerValue(failure?.revision?.text), LedgerValue(failure?.line.map { Int64($0) }),
            .integer(result.connecting.microseconds), .integer(result.running.microseconds),
        ]
    }

    /// What else the ledger keeps of it: tries that failed, and where the target stands now.
    private static func consequences(_ change: JobChange, now: LedgerTime) -> [LedgerStatement] {
        let attempts = change.failedAttempts.map { attempt in
            LedgerStatement(
                SQL.attempt, .integer(change.run.number), .text(change.target.text), .integer(Int64(attempt.number)),
                .integer((now - attempt.took).microseconds), .integer(now.microseconds),
                .text(attempt.failure.cause.rawValue), .text(attempt.failure.code), .text(attempt.failure.message))
        }
        return attempts + (change.result.map { standing($0, of: change, now: now) } ?? [])
    }

    /// What is now known of the target. A cancelled job says nothing new unless it read the
    /// version, or was stopped between two statements.
    private static func standing(
        _ result: JobResult, of change: JobChange, now: LedgerTime
    ) -> [LedgerStatement] {
        let target = LedgerValue.text(change.target.text)
        let seen = (result.after ?? result.before).map(VersionText.encode)
        guard result.outcome != .cancelled else {
            return [
                result.remnant.map { LedgerStatement(SQL.remnant, target, .text($0.rawValue)) },
                seen.map { LedgerStatement(SQL.version, target, .text($0), .integer(now.microseconds)) },
            ].compactMap { $0 }
        }
        let failure = result.failure
        let statement = LedgerStatement(
            SQL.standing, target, LedgerValue(seen), LedgerValue(seen.map { _ in now.microseconds }),
            .text(result.outcome.rawValue), LedgerValue(failure?.cause.rawValue), LedgerValue(failure?.code),
            LedgerValue(failure?.message),
            LedgerValue(failure.map { MessagePattern.of($0.message, target: change.target) }),
            LedgerValue(failure.map { _ in change.run.number }), LedgerValue(result.remnant?.rawValue))
        return [statement]
    }
}
