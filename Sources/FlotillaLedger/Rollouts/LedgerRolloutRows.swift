import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout

/// The rows of one rollout in the ledger's tables, inside one transaction.
struct LedgerRolloutRows: RolloutRows {
    typealias Failure = DriverError

    let store: LedgerStore
    let run: RunID
    /// Who acts, for the record of events.
    let author: EventAuthor
    let reason: String
    /// How long a worker counts as alive after its last sign of life.
    let lease: Duration
    let now: LedgerTime
    /// Only targets that this worker can reach are candidates.
    let reach: WriterID?
    /// What goes into the record of events when the transaction is nearly done.
    private(set) var notes: [EventDraft] = []
    /// What workers say of the jobs whose end they report, for the notes about them.
    private var results: [JobNumber: JobResult] = [:]
    private var names: [JobNumber: TargetID] = [:]
    private var details: [JobNumber: Detail] = [:]

    private struct Detail {
        var place: Int
        var expected: [RevisionID]?
        var goal: [RevisionID]?
    }

    /// Numbers servers, which are texts in the ledger.
    private var servers: [String: Int] = [:]
    private var storedTallies: [Tally] = []

    init(
        _ store: LedgerStore, _ run: RunID, author: EventAuthor, reason: String = "", lease: Duration,
        now: LedgerTime, reach: WriterID? = nil
    ) {
        self.store = store
        self.run = run
        self.author = author
        self.reason = reason
        self.lease = lease
        self.now = now
        self.reach = reach
    }

    /// A report that is about to be taken, or not.
    mutating func expect(_ fact: StagedFact) {
        if case .ended(_, let result) = fact.event { results[fact.report.number] = result }
    }

    /// A word about the rollout beside those that its changes leave.
    mutating func add(kind: String, target: String = "", body: String = "") {
        notes.append(EventDraft(run: run, kind: kind, target: target, author: author, reason: reason, body: body))
    }
}

// MARK: The rollout

extension LedgerRolloutRows {
    private enum SQL {
        static let load = "SELECT generation, state, shape, last_start FROM rollouts WHERE run = ?1"
        static let tallies = """
            SELECT planned, under_way, unsettled, reopened, succeeded, skipped, failed, unreachable, unknown, cancelled
            FROM rollout_waves WHERE run = ?1 ORDER BY wave
            """
        static let store = """
            UPDATE rollouts SET generation = generation + 1, phase = ?3, state = ?4, shape = ?5, last_start = ?6,
                since = CASE WHEN state = ?4 THEN since ELSE ?7 END
            WHERE run = ?1 AND generation = ?2
            """
        static let tally = """
            UPDATE rollout_waves SET planned = ?3, under_way = ?4, unsettled = ?5, reopened = ?6, succeeded = ?7,
                skipped = ?8, failed = ?9, unreachable = ?10, unknown = ?11, cancelled = ?12
            WHERE run = ?1 AND wave = ?2
            """
        static let withdraw = """
            UPDATE jobs SET outcome = 'cancelled', ended_at = ?2
            WHERE run = ?1 AND target IN
                (SELECT target FROM assignments WHERE run = ?1 AND state = 'planned')
            """
        static let withdrawAssignments =
            "UPDATE assignments SET state = 'cancelled', due = NULL, reopened = 0 WHERE run = ?1 AND state = 'planned'"
        static let openGate = "UPDATE rollouts SET gate = NULL, gate_opened_at = ?2 WHERE run = ?1"
        static let close = """
            UPDATE runs SET state = ?2, ended_at = ?3, succeeded = ?4, skipped = ?5, failed = ?6, unreachable = ?7,
                unknown = ?8, cancelled = ?9
            WHERE id = ?1
            """
        /// Jobs are moved before a rollout ends, and written down in full after that.
        static let outcomes = "SELECT state, count(*) FROM assignments WHERE run = ?1 GROUP BY state"
        static let askForTakeBack = "UPDATE rollouts SET take_back_asked = 1 WHERE run = ?1"
    }

    mutating func load() throws(DriverError) -> RolloutRow? {
        let found = try store.connection.rows(SQL.load + store.dialect.forUpdate, .integer(run.number)) {
            (row) throws(DriverError) in
            guard let state = RolloutState(text: row.text(1) ?? ""), let shape = RolloutShape(text: row.text(2) ?? "")
            else { throw DriverError(.corrupt, message: "the ledger says \"\(row.text(1) ?? "")\" of a rollout") }
            return (row.integer(0) ?? 0, state, shape, row.optionalTime(3))
        }
        guard let (generation, state, shape, lastStart) = found.first else { return nil }
        storedTallies = try store.connection.rows(SQL.tallies, .integer(run.number)) { Tally($0, from: 0) }
        guard storedTallies.count == shape.waves.count else {
            throw DriverError(.corrupt, message: "the ledger has lost waves of rollout \(run)")
        }
        return RolloutRow(
            rollout: Rollout(shape: shape, state: state, tallies: storedTallies), generation: generation,
            lastStart: lastStart)
    }

    mutating func store(_ row: RolloutRow) throws(DriverError) -> Bool {
        let rollout = row.rollout
        var statements = [
            LedgerStatement(
                SQL.store, .integer(run.number), .integer(row.generation), .text(rollout.state.phase.rawValue),
                .text(rollout.state.text), .text(rollout.shape.text), LedgerValue(row.lastStart?.microseconds),
                .integer(now.microseconds))
        ]
        for (wave, tally) in rollout.tallies.enumerated() where tally != storedTallies[wave] {
            statements.append(
                LedgerStatement(SQL.tally, [.integer(run.number), .integer(Int64(wave))] + tally.values))
        }
        guard try store.connection.run(statements)[0] == 1 else { return false }
        storedTallies = rollout.tallies
        return true
    }

    /// Writes the notes into the record of events. To be called once, at the end of the transaction.
    func finish() throws(DriverError) { try store.append(notes, now: now) }

    mutating func withdrawPlanned() throws(DriverError) {
        let number = LedgerValue.integer(run.number)
        _ = try store.connection.run([
            LedgerStatement(SQL.withdraw, number, .integer(now.microseconds)),
            LedgerStatement(SQL.withdrawAssignments, number),
        ])
    }

    mutating func openGate(wave: Int, gate: Int) throws(DriverError) {
        try store.connection.run(SQL.openGate, .integer(run.number), .integer(now.microseconds))
    }

    mutating func close(_ phase: RolloutPhase) throws(DriverError) {
        let counts = try outcomes()
        let ending: RunState = phase == .completed ? .finished : .interrupted
        _ = try store.connection.run([
            LedgerStatement(
                SQL.close, [.integer(run.number), .text(ending.rawValue), .integer(now.microseconds)] + counts)
        ])
    }

    /// In the order of the outcomes.
    private func outcomes() throws(DriverError) -> [LedgerValue] {
        var counts: [Outcome: Int] = [:]
        try store.connection.forEachRow(SQL.outcomes, .integer(run.number)) { (row) throws(DriverError) in
            let state: JobState = try row.word(0)
            // What another rollout has taken back had been done by this one.
            let outcome = state == .reverted ? .succeeded : Outcome(rawValue: state.rawValue)
            if let outcome { counts[outcome, default: 0] += row.count(1) }
            return true
        }
        return Outcome.allCases.map { .integer(Int64(counts[$0, default: 0])) }
    }

    mutating func askForTakeBack() throws(DriverError) {
        try store.connection.run(SQL.askForTakeBack, .integer(run.number))
    }
}

// MARK: Jobs

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

extension Tally {
    /// From ten columns in the order of the table's.
    init(_ row: any LedgerRow, from column: Int32) {
        var outcomes: [Outcome: Int] = [:]
        for (offset, outcome) in Outcome.allCases.enumerated() {
            let count = row.count(column + 4 + Int32(offset))
            if count > 0 { outcomes[outcome] = count }
        }
        self.init(
            planned: row.count(column), underWay: row.count(column + 1), unsettled: row.count(column + 2),
            reopened: row.count(column + 3), outcomes: outcomes)
    }

    var values: [LedgerValue] {
        ([planned, underWay, unsettled, reopened] + Outcome.allCases.map { self[$0] }).map { .integer(Int64($0)) }
    }
}
