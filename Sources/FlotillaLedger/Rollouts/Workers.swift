import FlotillaDriver
import FlotillaRollout

/// A process that works on rollouts, as the ledger knows it.
public struct WorkerRecord: Sendable, Hashable {
    public let id: WriterID
    /// The selector by which it was started; empty for all targets.
    public let selection: String
    public let process: ProcessMark
    public let startedAt: LedgerTime
    public let beatAt: LedgerTime
    public let isAlive: Bool
}

/// How workers come, give signs of life, and go.
extension LedgerStore {
    private enum SQL {
        static let enrol = """
            INSERT INTO workers (selection, host, scope, pid, start_ticks, login, started_at, beat_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7) RETURNING id
            """
        /// Only of a lease that has not run out: what others may have taken over must not come to life again.
        static let beat = """
            UPDATE workers SET beat_at = ?2
            WHERE id = ?1 AND ended_at IS NULL AND beat_at > ?3 AND beat_at < ?4
            """
        static let end = "UPDATE workers SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL"
        static let forget = "DELETE FROM reach WHERE worker = ?1"
        static let lose = "DELETE FROM reach WHERE worker = ?1 AND target = ?2"
        static let unended = """
            SELECT id, selection, started_at, beat_at, host, scope, pid, start_ticks, login FROM workers
            WHERE ended_at IS NULL ORDER BY id
            """
    }

    /// Enrols a process that reaches the collected targets.
    func enrol(selection: String, process: ProcessMark) throws(DriverError) -> WriterID {
        try connection.transaction(.deciding) { () throws(DriverError) in
            try checkIncoming()
            let now = try now()
            let ids = try connection.rows(
                SQL.enrol, .text(selection), .text(process.host), .text(process.scope),
                .integer(Int64(process.pid)), .integer(process.startTicks), .text(process.user),
                .integer(now.microseconds)
            ) { WriterID($0.integer(0) ?? 0) }
            let worker = try only(ids)
            try adoptIncoming()
            try reachIncoming(by: worker)
            return worker
        }
    }

    func beat(_ worker: WriterID, lease: Duration, now: LedgerTime) -> LedgerStatement {
        LedgerStatement(
            SQL.beat, .integer(worker.number), .integer(now.microseconds), .integer((now - lease).microseconds),
            .integer((now + lease).microseconds))
    }

    func end(_ worker: WriterID) throws(DriverError) {
        try connection.transaction(.writing) { () throws(DriverError) in
            let now = try now()
            _ = try connection.run([
                LedgerStatement(SQL.end, .integer(worker.number), .integer(now.microseconds)),
                LedgerStatement(SQL.forget, .integer(worker.number)),
            ])
        }
    }

    func loseReach(of worker: WriterID, to job: JobNumber) throws(DriverError) {
        try connection.run(SQL.lose, .integer(worker.number), .integer(job.number))
    }

    func workers(lease: Duration) throws(DriverError) -> [WorkerRecord] {
        let now = try now()
        return try connection.rows(SQL.unended) { (row) throws(DriverError) in
            let process = row.process(from: 4)
            let beat = try row.time(3)
            let liveness = Liveness.judge(
                heartbeat: beat, now: now, lease: lease, mayBeRunning: process.mayBeRunning)
            return WorkerRecord(
                id: WriterID(row.integer(0) ?? 0), selection: row.text(1) ?? "", process: process,
                startedAt: try row.time(2), beatAt: beat, isAlive: liveness == .alive)
        }
    }

    /// Workers that are seen to be gone need not be waited for until their lease runs out.
    func endLostWorkers(lease: Duration, now: LedgerTime) throws(DriverError) {
        for worker in try workers(lease: lease) where !worker.isAlive {
            _ = try connection.run([
                LedgerStatement(SQL.end, .integer(worker.id.number), .integer(now.microseconds)),
                LedgerStatement(SQL.forget, .integer(worker.id.number)),
            ])
        }
    }
}

extension Ledger {
    /// The worker is not handed the job's target any more.
    public func loseReach(of worker: WriterID, to job: JobNumber) throws(LedgerError) {
        try write { (store) throws(DriverError) in try store.loseReach(of: worker, to: job) }
    }
}
