import FlotillaDriver
import FlotillaRollout

/// How a coordinator that cannot do what has to be done lets another one lead.
extension LedgerStore {
    private enum SQL {
        static let release = "UPDATE rollouts SET coordinator = NULL WHERE run = ?1 AND coordinator = ?2"
        static let reaching = """
            SELECT workers.id FROM workers
            WHERE workers.ended_at IS NULL AND workers.beat_at > ?2 AND workers.id <> ?3 AND NOT EXISTS (
                SELECT 1 FROM assignments CROSS JOIN jobs
                WHERE assignments.run = ?1 AND assignments.wave = ?4 AND assignments.state <> 'reverted'
                    AND jobs.run = ?1 AND jobs.target = assignments.target AND jobs.version_after <> jobs.version_before
                    AND NOT EXISTS (
                        SELECT 1 FROM reach WHERE reach.worker = workers.id AND reach.target = assignments.target))
            ORDER BY workers.id LIMIT 1
            """
    }

    func release(_ run: RunID, by worker: WriterID) throws(DriverError) {
        try connection.run(SQL.release, .integer(run.number), .integer(worker.number))
    }

    func workerReaching(
        wave: Int, of run: RunID, besides worker: WriterID, lease: Duration
    ) throws(DriverError) -> WriterID? {
        let since = try now() - lease
        return try connection.rows(
            SQL.reaching, .integer(run.number), .integer(since.microseconds), .integer(worker.number),
            .integer(Int64(wave))
        ) { WriterID($0.integer(0) ?? 0) }.first
    }
}

extension Ledger {
    /// The worker leads the rollout no longer, if it did; whoever asks next does.
    public func release(_ run: RunID, by worker: WriterID) throws(LedgerError) {
        try write { (store) throws(DriverError) in try store.release(run, by: worker) }
    }

    /// Another living worker that reaches every target that the wave has changed.
    public func workerReaching(
        wave: Int, of run: RunID, besides worker: WriterID
    ) throws(LedgerError) -> WriterID? {
        let lease = settings.lease
        return try ask { (store) throws(DriverError) in
            try store.workerReaching(wave: wave, of: run, besides: worker, lease: lease)
        }
    }
}
