import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout

/// The jobs of one rollout in the ledger's tables.
extension LedgerRolloutRows {
    private enum JobSQL {
        static let columns = """
            assignments.target, assignments.wave, assignments.position, assignments.state, assignments.attempt,
            targets.server, assignments.window_rule, assignments.reopened, assignments.holder, targets.name,
            assignments.forgiven
            """
        static let tables = "assignments CROSS JOIN targets"
        static let job = """
            SELECT \(columns) FROM \(tables) WHERE assignments.run = ?1 AND assignments.target = ?2
                AND targets.id = assignments.target
            """
        static let allUnderWay = """
            SELECT \(columns) FROM \(tables) WHERE assignments.run = ?1 AND assignments.state = 'under way'
                AND targets.id = assignments.target
            """
        static let underWay = """
            SELECT targets.server, count(*) FROM assignments CROSS JOIN targets
            WHERE assignments.run = ?1 AND assignments.state = 'under way' AND targets.id = assignments.target
            GROUP BY targets.server
            """
        static let move = """
            UPDATE assignments SET state = ?5, attempt = ?6, holder = ?7, due = ?8, forgiven = ?10,
                reopened = CASE WHEN ?9 = 2 THEN reopened ELSE ?9 END
            WHERE run = ?1 AND target = ?2 AND state = ?3 AND attempt = ?4
            """
        /// What is known of a job that is tried again belongs to the past.
        static let keepAttempt = """
            INSERT INTO attempts (run, target, number, started_at, ended_at, cause, code, message)
            SELECT run, target, attempts, coalesce(started_at, ended_at), ended_at, cause, code, message FROM jobs
            WHERE run = ?1 AND target = ?2 AND cause IS NOT NULL AND ended_at IS NOT NULL ON CONFLICT DO NOTHING
            """
        static let reopenJob = """
            UPDATE jobs SET outcome = NULL, ended_at = NULL, cause = NULL, code = NULL, message = NULL,
                failed_revision = NULL, failed_line = NULL, version_after = NULL
            WHERE run = ?1 AND target = ?2
            """
        static let startJob = """
            UPDATE jobs SET started_at = coalesce(started_at, ?3), attempts = ?4 WHERE run = ?1 AND target = ?2
            """
        /// Of a job that nobody is left to report on.
        static let loseJob = """
            UPDATE jobs SET outcome = 'unknown', ended_at = ?3, cause = 'other', code = '', message = ?4
            WHERE run = ?1 AND target = ?2
            """
        static let loseTarget = """
            UPDATE targets SET outcome = 'unknown', cause = 'other', code = '', message = ?3, pattern = ?3, failed_run = ?1,
                remnant = 'in-doubt'
            WHERE id = ?2
            """
        static let lapsed = """
            SELECT \(columns) FROM \(tables) CROSS JOIN workers
            WHERE assignments.run = ?1 AND assignments.state = 'under way' AND targets.id = assignments.target
                AND workers.id = assignments.holder AND (workers.beat_at <= ?2 OR workers.ended_at IS NOT NULL)
            LIMIT ?3
            """
    }

    /// Only of targets that the worker reaches, if one is given. Each offer has its own condition, so that the index of
    /// open jobs leads to them in order.
    private func candidateSQL(_ offer: Rollout.Offer) -> String {
        let condition =
            switch offer {
            case .wave(let wave): "assignments.wave = \(wave)"
            case .reopened: "assignments.reopened = 1"
            case .unsettled: "assignments.state = 'unsettled'"
            }
        let reached = reach.map { "AND reach.worker = \($0.number) AND reach.target = assignments.target" } ?? ""
        let own = reach == nil ? "" : ", reach.place, assignments.expected, assignments.goal"
        return """
            SELECT \(JobSQL.columns)\(own) FROM \(JobSQL.tables) \(reach == nil ? "" : "CROSS JOIN reach")
            WHERE assignments.run = ?1 AND assignments.state IN ('planned', 'unsettled') AND \(condition)
                AND (assignments.due IS NULL OR assignments.due <= ?2)
                AND (assignments.wave > ?3 OR (assignments.wave = ?3 AND assignments.position > ?4))
                AND targets.id = assignments.target \(reached)
            ORDER BY assignments.wave, assignments.position LIMIT ?5\(store.dialect.claiming("assignments"))
            """
    }

    mutating func candidates(
        _ offer: Rollout.Offer, after place: (wave: Int, position: Int)?, limit: Int
    ) throws(DriverError) -> [JobRow] {
        try read(
            LedgerStatement(
                candidateSQL(offer), .integer(run.number), .integer(now.microseconds),
                .integer(Int64(place?.wave ?? -1)), .integer(Int64(place?.position ?? -1)), .integer(Int64(limit))),
            isOwn: reach != nil)
    }

    mutating func underWayByServer() throws(DriverError) -> [Int: Int] {
        let found = try store.connection.rows(JobSQL.underWay, .integer(run.number)) { ($0.text(0) ?? "", $0.count(1)) }
        var counts: [Int: Int] = [:]
        for (server, count) in found { counts[number(of: server)] = count }
        return counts
    }

    mutating func job(_ number: JobNumber) throws(DriverError) -> JobRow? {
        try read(LedgerStatement(JobSQL.job, .integer(run.number), .integer(number.number))).first
    }

    /// Most of the jobs that are asked for together are under way, and of those there are few.
    mutating func jobs(_ numbers: [JobNumber]) throws(DriverError) -> [JobRow] {
        var wanted = Set(numbers)
        var found = try read(LedgerStatement(JobSQL.allUnderWay, .integer(run.number)))
            .filter { wanted.contains($0.number) }
        for row in found { wanted.remove(row.number) }
        for number in wanted.sorted() {
            if let row = try job(number) { found.append(row) }
        }
        return found
    }

    mutating func move(_ move: JobMove) throws(DriverError) -> Bool { try self.move([move])[0] }

    mutating func move(_ moves: [JobMove]) throws(DriverError) -> [Bool] {
        guard !moves.isEmpty else { return [] }
        let counts = try store.connection.run(moves.map(statement))
        let moved = counts.map { $0 == 1 }
        let following = zip(moves, moved).filter(\.1).flatMap { consequences($0.0) }
        if !following.isEmpty { _ = try store.connection.run(following) }
        return moved
    }

    mutating func lapsed(limit: Int) throws(DriverError) -> [JobRow] {
        try read(
            LedgerStatement(
                JobSQL.lapsed, .integer(run.number), .integer((now - lease).microseconds), .integer(Int64(limit))))
    }

    /// What the worker needs to know of a job that it got.
    func item(_ job: ClaimedJob) -> Claim.Item? {
        details[job.number].map { Claim.Item(job: job, place: $0.place, expected: $0.expected, goal: $0.goal) }
    }

    /// - Parameter isOwn: behind the usual columns stand those that only the worker's own targets have.
    private mutating func read(
        _ statement: LedgerStatement, isOwn: Bool = false
    ) throws(DriverError) -> [JobRow] {
        var rows: [(JobRow, String, TargetID)] = []
        var found: [JobNumber: Detail] = [:]
        try store.connection.forEachRow(statement) { (row) throws(DriverError) in
            let job = JobRow(
                number: JobNumber(row.integer(0) ?? 0), wave: row.count(1), position: row.count(2),
                job: Job(state: try row.word(3), attempt: row.count(4), forgiven: row.count(10)),
                window: row.integer(6).map { Int($0) },
                isReopened: row.count(7) == 1, holder: row.integer(8).map(WriterID.init))
            rows.append((job, row.text(5) ?? "", row.target(9)))
            if isOwn {
                found[job.number] = Detail(
                    place: row.count(11), expected: row.versions(12), goal: row.versions(13))
            }
            return true
        }
        details.merge(found) { $1 }
        return rows.map { job, server, name in
            var job = job
            job.server = number(of: server)
            names[job.number] = name
            return job
        }
    }

    mutating func note(_ note: RolloutNote) throws(DriverError) {
        switch note {
        case .claimed(let worker, let jobs):
            let targets = jobs.map(name).joined(separator: " ")
            add(kind: "jobs claimed", body: "by worker \(worker.number): \(targets)")
        case .ended(let job, let attempt, let outcome):
            let result = results[job] ?? JobResult(outcome)
            add(
                kind: "job ended", target: name(job),
                body: EventDraft.body(result, attempt: attempt, before: result.before))
        case .putBack(let job, let attempt):
            add(kind: "job put back", target: name(job), body: "attempt \(attempt)")
        case .lapsed(let job, let attempt, let holder):
            let words = holder.map { ", worker \($0.number)" } ?? ""
            add(kind: "job lapsed", target: name(job), body: "attempt \(attempt)\(words)")
        case .refused(let job, let attempt, let worker):
            add(
                kind: "late report refused", target: name(job), body: "attempt \(attempt), worker \(worker.number)")
        case .changed(let event, let from, let to):
            add(kind: event.rawValue, body: "\(from.text) -> \(to.text)")
        }
    }

    private func name(_ job: JobNumber) -> String { names[job]?.text ?? "#\(job.number)" }

    private mutating func number(of server: String) -> Int {
        if let number = servers[server] { return number }
        servers[server] = servers.count
        return servers.count - 1
    }

    private func statement(_ move: JobMove) -> LedgerStatement {
        // 1: reopened now. 0: whatever it was, that is over. 2: as it was.
        let reopening: Int64 = isReopening(move) ? 1 : move.to.state == .underWay || isOpen(move.to) ? 2 : 0
        return LedgerStatement(
            JobSQL.move, .integer(run.number), .integer(move.number.number), .text(move.from.state.rawValue),
            .integer(Int64(move.from.attempt)), .text(move.to.state.rawValue), .integer(Int64(move.to.attempt)),
            LedgerValue(move.holder?.number), LedgerValue(move.due?.microseconds), .integer(reopening),
            .integer(Int64(move.to.forgiven)))
    }

    private func isOpen(_ job: Job) -> Bool { job.state == .planned || job.state == .unsettled }

    private func isReopening(_ move: JobMove) -> Bool {
        isOpen(move.to) && Outcome(rawValue: move.from.state.rawValue) != nil
    }

    private func consequences(_ move: JobMove) -> [LedgerStatement] {
        let key: [LedgerValue] = [.integer(run.number), .integer(move.number.number)]
        if isReopening(move) {
            return [LedgerStatement(JobSQL.keepAttempt, key), LedgerStatement(JobSQL.reopenJob, key)]
        }
        // Whoever reports it as such has more to say, in the same transaction.
        if move.to.state == .unknown {
            let words = LedgerValue.text("every worker that was at it was lost")
            return [
                LedgerStatement(JobSQL.loseJob, key + [.integer(now.microseconds), words]),
                LedgerStatement(JobSQL.loseTarget, key + [words]),
            ]
        }
        guard move.to.state == .underWay else { return [] }
        return [
            LedgerStatement(
                JobSQL.startJob, key + [.integer(now.microseconds), .integer(Int64(move.to.attempt))])
        ]
    }
}
