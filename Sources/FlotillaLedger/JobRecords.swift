import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import FlotillaSQLite

/// How what happened to jobs and targets gets into the ledger.
extension SQLiteStore {
    private enum SQL {
        static let target = "SELECT id FROM targets WHERE name = ?1"
        static let start = """
            UPDATE jobs SET started_at = coalesce(started_at, ?3),
                attempts = CASE WHEN ?4 > attempts THEN ?4 ELSE attempts END,
                version_before = coalesce(?5, version_before)
            WHERE run = ?1 AND target = ?2
            """
        static let end = """
            UPDATE jobs SET started_at = coalesce(started_at, ?3), ended_at = ?3,
                attempts = CASE WHEN ?4 > attempts THEN ?4 ELSE attempts END,
                version_before = coalesce(?5, version_before), version_after = ?6, outcome = ?7, cause = ?8, code = ?9,
                message = ?10, failed_revision = ?11, failed_line = ?12, connecting = ?13, running = ?14
            WHERE run = ?1 AND target = ?2
            """
        static let attempt = """
            INSERT INTO attempts (run, target, number, started_at, ended_at, cause, code, message)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING
            """
        static let standing = """
            UPDATE targets SET version = coalesce(?2, version), seen_at = coalesce(?3, seen_at), outcome = ?4,
                cause = ?5, code = ?6, message = ?7, pattern = ?8, failed_run = ?9, remnant = ?10
            WHERE id = ?1
            """
        static let remnant = "UPDATE targets SET remnant = ?2 WHERE id = ?1"
        static let version = "UPDATE targets SET version = ?2, seen_at = ?3 WHERE id = ?1"
        static let seen = """
            INSERT INTO targets (name, engine, server, url, labels, version, seen_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT (name) DO UPDATE SET engine = excluded.engine, server = excluded.server, url = excluded.url,
                labels = excluded.labels, version = excluded.version, seen_at = excluded.seen_at
            """
    }

    /// Writes `facts` and a sign of life of `runs` in one transaction.
    ///
    /// False, and nothing is written, when somebody has taken one of the runs for dead: what it did since then is for
    /// the marker in the target to tell, because another run may be at work there already.
    func write(_ facts: [Inbox.Fact], keepingAlive runs: [RunID]) throws(DriverError) -> Bool {
        var events: [(RunID, JobEvent)] = []
        var versions: [(TargetEntry, [RevisionID])] = []
        for fact in facts {
            switch fact {
            case .job(let run, let event): events.append((run, event))
            case .version(let entry, let rows): versions.append((entry, rows))
            }
        }
        let changes = JobChange.fold(events)
        return try connection.transaction { () throws(DriverError) in
            let now = try now()
            for run in runs {
                guard try keepAlive(run, now: now) else { return false }
            }
            for (entry, rows) in versions { try write(rows, of: entry, now: now) }
            for change in changes { try write(change, now: now) }
            return true
        }
    }

    private func write(_ rows: [RevisionID], of entry: TargetEntry, now: LedgerTime) throws(DriverError) {
        try connection.run(
            SQL.seen, .text(entry.id.text), .text(entry.engine), .text(entry.server), .text(entry.url),
            .text(entry.labels), .text(VersionText.encode(rows)), .integer(now.microseconds))
    }

    private func write(_ change: JobChange, now: LedgerTime) throws(DriverError) {
        let ids = try connection.rows(SQL.target, .text(change.target.text)) { $0.integer(0) }
        guard let first = ids.first, let target = first else { throw unplanned(change) }
        let head: [SQLiteValue] = [
            .integer(change.run.number), .integer(target), .integer(now.microseconds),
            .integer(Int64(change.attempt ?? 0)),
            SQLiteValue(change.before.map(VersionText.encode)),
        ]
        let written =
            if let result = change.result {
                try connection.statement(SQL.end).run(head + Self.tail(result))
            } else {
                try connection.statement(SQL.start).run(head)
            }
        guard written == 1 else { throw unplanned(change) }
        for attempt in change.failedAttempts { try write(attempt, of: change.run, target, now: now) }
        if let result = change.result { try writeStanding(result, of: change, target, now: now) }
    }

    /// Told of a job that was never planned, the ledger would lose its outcome. That is a mistake of this program.
    private func unplanned(_ change: JobChange) -> DriverError {
        DriverError(.other, message: "run \(change.run) has no job for target \(change.target)")
    }

    private static func tail(_ result: JobResult) -> [SQLiteValue] {
        let failure = result.failure
        return [
            SQLiteValue(result.after.map(VersionText.encode)), .text(result.outcome.rawValue),
            SQLiteValue(failure?.cause.rawValue), SQLiteValue(failure?.code), SQLiteValue(failure?.message),
            SQLiteValue(failure?.revision?.text), SQLiteValue(failure?.line.map { Int64($0) }),
            .integer(result.connecting.microseconds), .integer(result.running.microseconds),
        ]
    }

    private func write(
        _ attempt: JobChange.FailedAttempt, of run: RunID, _ target: Int64, now: LedgerTime
    ) throws(DriverError) {
        try connection.run(
            SQL.attempt, .integer(run.number), .integer(target), .integer(Int64(attempt.number)),
            .integer((now - attempt.took).microseconds), .integer(now.microseconds),
            .text(attempt.failure.cause.rawValue), .text(attempt.failure.code), .text(attempt.failure.message))
    }

    /// What is now known of the target. A cancelled job says nothing new unless it read the
    /// version, or was stopped between two statements.
    private func writeStanding(
        _ result: JobResult, of change: JobChange, _ target: Int64, now: LedgerTime
    ) throws(DriverError) {
        let seen = result.after ?? result.before
        guard result.outcome != .cancelled else {
            if let remnant = result.remnant {
                try connection.run(SQL.remnant, .integer(target), .text(remnant.rawValue))
            }
            guard let seen else { return }
            try connection.run(
                SQL.version, .integer(target), .text(VersionText.encode(seen)), .integer(now.microseconds))
            return
        }
        let failure = result.failure
        try connection.run(
            SQL.standing, .integer(target), SQLiteValue(seen.map(VersionText.encode)),
            SQLiteValue(seen.map { _ in now.microseconds }), .text(result.outcome.rawValue),
            SQLiteValue(failure?.cause.rawValue), SQLiteValue(failure?.code), SQLiteValue(failure?.message),
            SQLiteValue(failure.map { MessagePattern.of($0.message, target: change.target) }),
            SQLiteValue(failure.map { _ in change.run.number }), SQLiteValue(result.remnant?.rawValue))
    }
}
