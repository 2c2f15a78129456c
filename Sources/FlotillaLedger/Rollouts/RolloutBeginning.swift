import FlotillaDriver
import FlotillaRollout

/// How a rollout begins in the ledger: plan, waves and jobs in one transaction, before any target is touched.
extension LedgerStore {
    private enum SQL {
        static let begin = """
            INSERT INTO runs (command, operation, revision, host, scope, pid, start_ticks, login, state, started_at,
                heartbeat_at, targets)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'staged', ?9, ?9, ?10) RETURNING id
            """
        static let rollout = """
            INSERT INTO rollouts (run, generation, phase, state, shape, since, author, policy, digest, takes_back,
                selection, beside)
            VALUES (?1, 0, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            """
        static let wave = """
            INSERT INTO rollout_waves (run, wave, name, planned, under_way, unsettled, reopened, succeeded, skipped,
                failed, unreachable, unknown, cancelled)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
            """
        static let revision =
            "INSERT INTO rollout_revisions (run, revision, digest, text_digest) VALUES (?1, ?2, ?3, ?4)"
        static let assignments = """
            INSERT INTO assignments (run, target, wave, position, state, attempt, window_rule, expected, goal)
            SELECT ?1, targets.id, incoming.wave, incoming.id, 'planned', 0, incoming.window_rule, incoming.expected,
                incoming.goal
            FROM incoming CROSS JOIN targets WHERE targets.name = incoming.name
            """
        static let openRollouts = "SELECT run FROM rollouts WHERE phase NOT IN ('completed', 'aborted')"
        static let overlap = """
            SELECT targets.name FROM incoming CROSS JOIN targets CROSS JOIN assignments
            WHERE targets.name = incoming.name AND assignments.run = ?1 AND assignments.target = targets.id
                AND assignments.state IN (?2, ?3, ?4)
            ORDER BY incoming.id LIMIT 3
            """
        static let isAsked = "SELECT take_back_asked FROM rollouts WHERE run = ?1"
        static let isTakenBack = """
            SELECT 1 FROM incoming CROSS JOIN targets CROSS JOIN assignments
            WHERE targets.name = incoming.name AND assignments.run = ?1 AND assignments.target = targets.id
                AND assignments.state = 'reverted' LIMIT 1
            """
        static let taker = "SELECT max(run) FROM rollouts WHERE takes_back = ?1"
        static let holder = """
            SELECT operation, host, scope, pid, start_ticks, login, started_at FROM runs WHERE id = ?1
            """
    }

    func beginRollout(_ description: RolloutDescription, lease: Duration) throws(DriverError) -> Beginning {
        try connection.transaction(.deciding) { () throws(DriverError) in
            try checkIncoming()
            let now = try now()
            var notes: [EventDraft] = []
            if let holder = try incomingHolder(for: description.run, lease: lease, now: now, &notes) {
                try append(notes, now: now)
                return .held(holder)
            }
            if let other = description.takesBack, try isTakenCareOf(other, description) {
                let takers = try connection.rows(SQL.taker, .integer(other.number)) { $0.optionalRun(0) }
                return .takenBack(other, by: takers.first ?? nil)
            }
            return .begun(try insert(description, notes, now: now))
        }
    }

    /// Who plans to take a rollout back has looked at it before: meanwhile somebody else may have taken it back, and ended.
    private func isTakenCareOf(_ other: RunID, _ description: RolloutDescription) throws(DriverError) -> Bool {
        let number = LedgerValue.integer(other.number)
        if description.isAskedFor, try connection.rows(SQL.isAsked, number, read: { $0.count(0) }).first != 1 {
            return true
        }
        return try !connection.rows(SQL.isTakenBack, number, read: { $0.count(0) }).isEmpty
    }

    /// The run or rollout that has not ended and is to change one of the collected targets.
    ///
    /// - Parameter own: the rollout for which they were collected, if it has begun.
    func incomingHolder(
        for run: RunDescription, but own: RunID? = nil, lease: Duration, now: LedgerTime, _ notes: inout [EventDraft]
    ) throws(DriverError) -> RunHolder? {
        if let holder = try clear(try unendedRuns(), for: run, lease: lease, now: now, &notes) { return holder }
        return try rolloutHolding(states: [.planned, .unsettled, .underWay], but: own)
    }

    /// The rollout that has open jobs on the collected targets, if there is one.
    func rolloutHolding(states: [JobState], but own: RunID? = nil) throws(DriverError) -> RunHolder? {
        let words = (0..<3).map { LedgerValue.text(states[min($0, states.count - 1)].rawValue) }
        for run in try connection.rows(SQL.openRollouts, read: { $0.run(0) }) where run != own {
            let statement = LedgerStatement(SQL.overlap, [.integer(run.number)] + words)
            var sample: [TargetID] = []
            try connection.forEachRow(statement) { row in
                sample.append(row.target(0))
                return true
            }
            guard !sample.isEmpty else { continue }
            let found = sample
            return try connection.rows(SQL.holder, .integer(run.number)) { (row) throws(DriverError) in
                RunHolder(
                    run: run, operation: try row.word(0), process: row.process(from: 1), startedAt: try row.time(6),
                    sample: found)
            }.first
        }
        return nil
    }

    private func insert(
        _ description: RolloutDescription, _ notes: [EventDraft], now: LedgerTime
    ) throws(DriverError) -> RunID {
        let run = description.run
        let process = run.process
        let (rollout, effects) = Rollout.begin(description.shape)
        let jobs = description.shape.waves.reduce(0) { $0 + $1.jobs }
        let ids = try connection.rows(
            SQL.begin, .text(run.command), .text(run.operation.rawValue), .text(run.revision), .text(process.host),
            .text(process.scope), .integer(Int64(process.pid)), .integer(process.startTicks), .text(process.user),
            .integer(now.microseconds), .integer(Int64(jobs))
        ) { $0.run(0) }
        let id = try only(ids)
        try write(description, rollout, as: id, now: now)
        try assignIncoming(jobs, to: id)
        var rows = LedgerRolloutRows(self, id, author: description.author, lease: .zero, now: now)
        // Without any job a rollout ends as it begins.
        if effects.contains(.close(.completed)) { try rows.close(.completed) }
        let body = "\(run.command), \(jobs) targets, plan \(description.digest)"
        if description.run.operation == .upgrade { try note(description.revisions, by: id) }
        let begun = EventDraft(
            run: id, kind: "rollout begun", author: description.author, reason: description.reason, body: body)
        let remarks = description.remarks.map {
            EventDraft(run: id, kind: $0.kind, author: description.author, reason: $0.reason, body: $0.body)
        }
        try append(notes + [begun] + remarks, now: now)
        return id
    }

    /// Plans a job of the rollout, in its wave, for each of the collected targets, of which there have to be so many.
    func assignIncoming(_ count: Int, to run: RunID) throws(DriverError) {
        try adoptIncoming()
        try takeUpIncoming(by: run)
        guard try planIncoming(by: run) == count else {
            throw DriverError(.other, message: "the plan names a target twice")
        }
        try connection.run(SQL.assignments, .integer(run.number))
    }

    func adding(_ wave: Int, _ name: String, _ tally: Tally, to run: RunID) -> LedgerStatement {
        LedgerStatement(SQL.wave, [.integer(run.number), .integer(Int64(wave)), .text(name)] + tally.values)
    }

    private func write(
        _ description: RolloutDescription, _ rollout: Rollout, as id: RunID, now: LedgerTime
    ) throws(DriverError) {
        let number = LedgerValue.integer(id.number)
        var statements = [
            LedgerStatement(
                SQL.rollout, number, .text(rollout.state.phase.rawValue), .text(rollout.state.text),
                .text(rollout.shape.text), .integer(now.microseconds), .text(description.author.actor),
                .text(description.policy), .text(description.digest), LedgerValue(description.takesBack?.number),
                .text(description.selection), .text(description.beside.map(\.text).joined(separator: "\n")))
        ]
        for (wave, tally) in rollout.tallies.enumerated() {
            statements.append(adding(wave, description.waveNames[wave], tally, to: id))
        }
        if let other = description.takesBack { statements.append(takenCareOf(other)) }
        for revision in description.revisions {
            statements.append(
                LedgerStatement(
                    SQL.revision, number, .text(revision.id.text), .text(revision.digest),
                    .text(revision.textDigest)))
        }
        _ = try connection.run(statements)
    }
}
