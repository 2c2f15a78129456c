import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout

/// Transactions over one rollout. The machine decides; the rows are the ledger's.
extension LedgerStore {
    private enum SQL {
        static let due = """
            SELECT min(due) FROM assignments WHERE run = ?1 AND state IN ('planned', 'unsettled') AND due IS NOT NULL
            """
        static let lead = "UPDATE rollouts SET coordinator = ?2 WHERE run = ?1"
        static let leader = "SELECT coordinator FROM rollouts WHERE run = ?1"
        static let gate = "UPDATE rollouts SET gate = ?2 WHERE run = ?1 AND gate_opened_at = ?3"
        static let approvals = """
            SELECT DISTINCT actor FROM events WHERE run = ?1 AND kind = 'approved' AND body = ?2 ORDER BY actor
            """
        static let takeBackDone = "UPDATE rollouts SET take_back_asked = 0 WHERE run = ?1"
    }

    /// Takes what a worker reports and hands it further jobs, in one transaction: one wait for the disk or the network
    /// for all that has ended since the last one.
    func exchange(
        _ reports: [StagedReport], claiming wanted: Int, of run: RunID, for worker: WriterID, author: EventAuthor,
        openWindows: Set<Int>, lease: Duration
    ) throws(DriverError) -> Claim? {
        try connection.transaction(.writing) { () throws(DriverError) in
            let now = try now()
            try connection.post([
                beat(worker, lease: lease, now: now)
                    .changing(
                        1, orElse: DriverError(.locked, message: "the lease of worker \(worker.number) has run out"))
            ])
            var rows = LedgerRolloutRows(self, run, author: author, lease: lease, now: now, reach: worker)
            for report in reports { rows.expect(report) }
            let turned = try turning { () throws(RolloutFault<DriverError>) -> Turned? in
                guard var turn = try RolloutTurn(rows) else { return nil }
                let isAlone = turn.rows.isAlone
                let (taken, claimed) = try turn.exchange(
                    reports.map(\.report), claiming: wanted, for: worker, openWindows: openWindows, isAlone: isAlone)
                return Turned(
                    rows: turn.rows, rollout: turn.rollout, taken: Set(taken), claimed: claimed, pause: turn.restOfPause
                )
            }
            guard let turned else { return nil }
            try take(reports.filter { turned.taken.contains($0.report) }, by: turned.rows)
            try turned.rows.finish()
            let items = turned.claimed.compactMap(turned.rows.item)
            let untilDue = items.isEmpty && wanted > 0 ? try untilDue(run, now: now) : nil
            let waits = [untilDue, turned.pause].compactMap { $0 }
            return Claim(items: items, rollout: turned.rollout, untilDue: waits.min())
        }
    }

    /// What came of an exchange.
    private struct Turned {
        let rows: LedgerRolloutRows
        let rollout: Rollout
        let taken: Set<JobReport>
        let claimed: [ClaimedJob]
        let pause: Duration?
    }

    private func untilDue(_ run: RunID, now: LedgerTime) throws(DriverError) -> Duration? {
        let due = try connection.rows(SQL.due, .integer(run.number)) { $0.optionalTime(0) }
        return due.first.flatMap { $0 }.map { max(.zero, $0 - now) }
    }

    /// Applies a person's or a coordinator's event.
    func steer(
        _ run: RunID, _ event: RolloutEvent, author: EventAuthor, reason: String, lease: Duration
    ) throws(DriverError) -> Steering {
        try deciding(run, author: author, reason: reason, lease: lease) { turn throws(RolloutFault<DriverError>) in
            try turn.apply(event)
        }
    }

    /// Takes jobs away from workers that are gone.
    func lapse(_ run: RunID, author: EventAuthor, lease: Duration) throws(DriverError) -> Int {
        try connection.transaction(.deciding) { () throws(DriverError) in
            let now = try now()
            try endLostWorkers(lease: lease, now: now)
            let rows = LedgerRolloutRows(self, run, author: author, lease: lease, now: now)
            return try turning { () throws(RolloutFault<DriverError>) in
                guard var turn = try RolloutTurn(rows) else { return 0 }
                let count = try turn.lapse()
                do throws(DriverError) { try turn.rows.finish() } catch { throw .ledger(error) }
                return count
            }
        }
    }

    func reopen(
        _ jobs: [JobNumber], of run: RunID, resumes: Bool, author: EventAuthor, reason: String, lease: Duration
    ) throws(DriverError) -> (count: Int, steering: Steering) {
        var count = 0
        let steering = try deciding(run, author: author, reason: reason, lease: lease) {
            turn throws(RolloutFault<DriverError>) in
            count = try turn.reopen(jobs, resumes: resumes)
        }
        return (count, steering)
    }

    private func deciding(
        _ run: RunID, author: EventAuthor, reason: String, lease: Duration,
        _ body: (inout RolloutTurn<LedgerRolloutRows>) throws(RolloutFault<DriverError>) -> Void
    ) throws(DriverError) -> Steering {
        try connection.transaction(.deciding, keepIf: \.isDone) { () throws(DriverError) in
            let rows = LedgerRolloutRows(
                self, run, author: author, reason: reason, lease: lease, now: try now())
            return try decide(rows, body)
        }
    }

    /// Inside a transaction, which is to be kept only when it is done.
    func decide(
        _ rows: LedgerRolloutRows,
        _ body: (inout RolloutTurn<LedgerRolloutRows>) throws(RolloutFault<DriverError>) -> Void
    ) throws(DriverError) -> Steering {
        var before = RolloutState.completed
        do throws(RolloutFault<DriverError>) {
            guard var turn = try RolloutTurn(rows) else { return .noSuchRollout }
            before = turn.rollout.state
            try body(&turn)
            do throws(DriverError) { try turn.rows.finish() } catch { throw .ledger(error) }
            return .done(from: before, to: turn.rollout.state)
        } catch {
            guard case .illegal(let refusal) = error else { throw error.asDriverError }
            return .refused(refusal, in: before)
        }
    }

    func turning<Value>(
        _ body: () throws(RolloutFault<DriverError>) -> Value
    ) throws(DriverError) -> Value {
        do throws(RolloutFault<DriverError>) { return try body() } catch { throw error.asDriverError }
    }
}

// MARK: The coordinator

extension LedgerStore {
    /// Makes `worker` the rollout's coordinator, unless another one is alive.
    func lead(_ run: RunID, _ worker: WriterID, lease: Duration) throws(DriverError) -> Bool {
        try connection.transaction(.deciding) { () throws(DriverError) in
            let found = try connection.rows(SQL.leader + dialect.forUpdate, .integer(run.number)) {
                $0.integer(0).map(WriterID.init)
            }
            guard let leader = found.first else { return false }
            if let leader, leader != worker,
                try workers(lease: lease).contains(where: { $0.id == leader && $0.isAlive })
            {
                return false
            }
            if leader != worker { try connection.run(SQL.lead, .integer(run.number), .integer(worker.number)) }
            return true
        }
    }

    /// Keeps what has been measured of the gate, unless another one has been opened meanwhile.
    func keepGate(_ progress: GateProgress, of run: RunID) throws(DriverError) {
        try connection.run(
            SQL.gate, .integer(run.number), .text(progress.encoded), .integer(progress.openedAt.microseconds))
    }

    /// Leaves word that somebody agrees to a gate.
    func approve(
        _ run: RunID, wave: Int, gate: Int, author: EventAuthor, reason: String
    ) throws(DriverError) {
        try connection.transaction(.deciding) { () throws(DriverError) in
            let draft = EventDraft(
                run: run, kind: "approved", author: author, reason: reason, body: "gate \(wave) \(gate)")
            try append([draft], now: try now())
        }
    }

    /// Leaves word that somebody has started the plan of a rollout once more.
    func join(_ run: RunID, author: EventAuthor, reason: String) throws(DriverError) {
        try connection.transaction(.deciding) { () throws(DriverError) in
            try append(
                [EventDraft(run: run, kind: "rollout joined", author: author, reason: reason)], now: try now())
        }
    }

    /// Who has agreed to a gate.
    func approvals(_ run: RunID, wave: Int, gate: Int) throws(DriverError) -> [String] {
        try connection.rows(SQL.approvals, .integer(run.number), .text("gate \(wave) \(gate)")) { $0.text(0) ?? "" }
    }

    func takeBackBegun(_ run: RunID) throws(DriverError) { _ = try connection.run([takenCareOf(run)]) }

    /// Nobody else need begin to take it back.
    func takenCareOf(_ run: RunID) -> LedgerStatement { LedgerStatement(SQL.takeBackDone, .integer(run.number)) }
}

extension Steering {
    var isDone: Bool {
        if case .done = self { return true }
        return false
    }
}

extension RolloutFault<DriverError> {
    var asDriverError: DriverError {
        switch self {
        case .ledger(let error): error
        case .illegal(let refusal): DriverError(.corrupt, message: "a rollout's rows contradict each other: \(refusal)")
        case .illegalJob(let refusal): DriverError(.corrupt, message: "a job's row contradicts its rollout: \(refusal)")
        case .overtaken: DriverError(.deadlock, message: "another process changed the rollout meanwhile")
        }
    }
}
