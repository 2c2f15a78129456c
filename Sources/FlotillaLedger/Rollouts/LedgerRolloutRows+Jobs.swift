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

    private var moveSQL: String {
        """
        UPDATE assignments SET state = ?5, attempt = ?6, holder = ?7, due = ?8, forgiven = ?10,
            reopened = CASE WHEN ?9 = 2 THEN reopened ELSE ?9 END
        WHERE run = ?1 AND target \(store.dialect.isAmong("?2")) AND state = ?3 AND attempt = ?4
        """
    }

    private var startSQL: String {
        """
        UPDATE jobs SET started_at = coalesce(started_at, ?3), attempts = ?4
        WHERE run = ?1 AND target \(store.dialect.isAmong("?2"))
        """
    }

    mutating func candidates(
        _ offer: Rollout.Offer, after place: (wave: Int, position: Int)?, limit: Int, barriers: Barriers
    ) throws(DriverError) -> [JobRow] {
        let full = servers.filter { barriers.fullServers.contains($0.value) }.map(\.key)
        // It would have to look through all open jobs to find that there is none.
        if let reach, !full.isEmpty, try store.servers(reachedBy: reach).isSubset(of: full) { return [] }
        let question = question(offer, after: place, limit: limit, full: full, openWindows: barriers.openWindows)
        return try read(question, isOwn: reach != nil)
    }

    func question(
        _ offer: Rollout.Offer, after place: (wave: Int, position: Int)?, limit: Int, full: [String] = [],
        openWindows: Set<Int>? = nil
    ) -> LedgerStatement {
        var wave = place?.wave ?? -1
        if case .wave(let offered) = offer { wave = offered }
        var question = Question([
            .integer(run.number), .integer(now.microseconds), .integer(Int64(wave)),
            .integer(Int64(place?.position ?? -1)), .integer(Int64(limit)),
        ])
        // In words with which the index of open jobs leads to them in order: a wave has thousands, and a few are wanted.
        let isFurther = "(assignments.wave, assignments.position) > (?3, ?4)"
        switch offer {
        case .wave: question.require("assignments.wave = ?3 AND assignments.position > ?4")
        case .reopened: question.require("\(isFurther) AND assignments.reopened = 1")
        case .unsettled: question.require("\(isFurther) AND assignments.state = 'unsettled'")
        }
        if let openWindows {
            let isOpen = question.isAmong(
                "assignments.window_rule", openWindows.sorted().map { .integer(Int64($0)) })
            question.require("(assignments.window_rule IS NULL OR \(isOpen))")
        }
        if !full.isEmpty { question.require("NOT " + question.isAmong("targets.server", full.map { .text($0) })) }
        if let reach { question.require("reach.worker = \(reach.number) AND reach.target = assignments.target") }
        return LedgerStatement(sql(question), question.values)
    }

    /// Only of targets that the worker reaches, if one is given.
    private func sql(_ question: Question) -> String {
        """
        SELECT \(JobSQL.columns)\(reach == nil ? "" : ", reach.place, assignments.expected, assignments.goal")
        FROM \(JobSQL.tables) \(reach == nil ? "" : "CROSS JOIN reach")
        WHERE assignments.run = ?1 AND assignments.state IN ('planned', 'unsettled')
            AND (assignments.due IS NULL OR assignments.due <= ?2)
            AND targets.id = assignments.target AND \(question.conditions.joined(separator: " AND "))
        ORDER BY assignments.wave, assignments.position LIMIT ?5\(store.dialect.claiming("assignments"))
        """
    }

    var allUnderWay: LedgerStatement { LedgerStatement(JobSQL.allUnderWay, .integer(run.number)) }

    private mutating func jobsUnderWay() throws(DriverError) -> [JobRow] {
        if let underWay { return underWay }
        return try read(allUnderWay)
    }

    mutating func underWayByServer() throws(DriverError) -> [Int: Int] {
        try jobsUnderWay().reduce(into: [:]) { $0[$1.server, default: 0] += 1 }
    }

    mutating func job(_ number: JobNumber) throws(DriverError) -> JobRow? {
        try read(LedgerStatement(JobSQL.job, .integer(run.number), .integer(number.number))).first
    }

    /// Most of the jobs that are asked for together are under way, and of those there are few.
    mutating func jobs(_ numbers: [JobNumber]) throws(DriverError) -> [JobRow] {
        var wanted = Set(numbers)
        var found = try jobsUnderWay().filter { wanted.contains($0.number) }
        for row in found { wanted.remove(row.number) }
        for number in wanted.sorted() {
            if let row = try job(number) { found.append(row) }
        }
        return found
    }

    /// True: that a job is not as it was seen shows when it is sent.
    mutating func move(_ moves: [JobMove]) throws(DriverError) -> Bool {
        var changes: [SharedMove] = []
        for move in moves {
            let change = SharedMove(move)
            if let index = changes.lastIndex(where: { $0.isLike(change) }) {
                changes[index].numbers.append(move.number.number)
            } else {
                changes.append(change)
            }
        }
        try store.connection.post(changes.flatMap(statements) + moves.flatMap(consequences))
        forget(moves)
        return true
    }

    /// What has moved is not under way any more; what else is by now, nobody needs to know.
    private mutating func forget(_ moves: [JobMove]) {
        guard underWay != nil else { return }
        let left = Set(moves.lazy.filter { $0.from.state == .underWay }.map(\.number))
        underWay?.removeAll { left.contains($0.number) }
        if moves.contains(where: { $0.to.state == .underWay }) { underWay = nil }
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

    private mutating func read(_ statement: LedgerStatement, isOwn: Bool = false) throws(DriverError) -> [JobRow] {
        var rows: [JobRow] = []
        try store.connection.forEachRow(statement) { (row) throws(DriverError) in
            rows.append(try job(row, isOwn: isOwn))
            return true
        }
        return rows
    }

    /// - Parameter isOwn: behind the usual columns stand those that only the worker's own targets have.
    mutating func job(_ row: any LedgerRow, isOwn: Bool = false) throws(DriverError) -> JobRow {
        let job = JobRow(
            number: JobNumber(row.integer(0) ?? 0), wave: row.count(1), position: row.count(2),
            job: Job(state: try row.word(3), attempt: row.count(4), forgiven: row.count(10)),
            server: number(of: row.text(5) ?? ""), window: row.integer(6).map { Int($0) },
            isReopened: row.count(7) == 1, holder: row.integer(8).map(WriterID.init))
        names[job.number] = row.target(9)
        if isOwn {
            details[job.number] = Detail(place: row.count(11), expected: row.versions(12), goal: row.versions(13))
        }
        return job
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

    private func statements(_ change: SharedMove) -> [LedgerStatement] {
        let move = change.example
        // 1: reopened now. 0: whatever it was, that is over. 2: as it was.
        let reopening: Int64 = isReopening(move) ? 1 : move.to.state == .underWay || isOpen(move.to) ? 2 : 0
        let targets = store.dialect.list(change.numbers)
        let moved = LedgerStatement(
            moveSQL, .integer(run.number), targets, .text(move.from.state.rawValue),
            .integer(Int64(move.from.attempt)), .text(move.to.state.rawValue), .integer(Int64(move.to.attempt)),
            LedgerValue(move.holder?.number), LedgerValue(move.due?.microseconds), .integer(reopening),
            .integer(Int64(move.to.forgiven))
        )
        .changing(change.numbers.count, orElse: Self.overtaken)
        guard move.to.state == .underWay else { return [moved] }
        return [
            moved,
            LedgerStatement(
                startSQL, .integer(run.number), targets, .integer(now.microseconds), .integer(Int64(move.to.attempt))),
        ]
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
        return []
    }
}

/// Conditions with their values.
private struct Question {
    private(set) var values: [LedgerValue]
    private(set) var conditions: [String] = []

    init(_ values: [LedgerValue]) { self.values = values }

    mutating func require(_ condition: String) { conditions.append(condition) }

    /// The last one is repeated up to a power of two, so that there are few statements to prepare.
    mutating func isAmong(_ column: String, _ list: [LedgerValue]) -> String {
        guard let last = list.last else { return "1 = 0" }
        var count = 1
        while count < list.count { count *= 2 }
        let first = values.count + 1
        values += list + Array(repeating: last, count: count - list.count)
        return "\(column) IN (\((first..<first + count).map { "?\($0)" }.joined(separator: ", ")))"
    }
}

/// Moves that differ in their jobs only.
private struct SharedMove {
    let example: JobMove
    var numbers: [Int64]

    init(_ move: JobMove) { (example, numbers) = (move, [move.number.number]) }

    func isLike(_ other: SharedMove) -> Bool {
        var move = other.example
        move.number = example.number
        return move == example
    }
}
