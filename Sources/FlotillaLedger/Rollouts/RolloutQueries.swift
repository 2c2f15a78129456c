import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout

/// What is asked about rollouts.
extension LedgerStore {
    private enum SQL {
        static let columns = """
            rollouts.run, runs.command, runs.operation, runs.revision, rollouts.author, runs.host, runs.scope, runs.pid,
            runs.start_ticks, runs.login, runs.started_at, runs.ended_at, rollouts.state, rollouts.shape, rollouts.since,
            rollouts.policy, rollouts.digest, rollouts.takes_back, rollouts.take_back_asked, rollouts.gate,
            rollouts.gate_opened_at, rollouts.coordinator,
            (SELECT max(later.run) FROM rollouts later WHERE later.takes_back = rollouts.run)
            """
        static let one = """
            SELECT \(columns) FROM rollouts CROSS JOIN runs WHERE rollouts.run = ?1 AND runs.id = rollouts.run
            """
        static let recent = """
            SELECT \(columns) FROM rollouts CROSS JOIN runs WHERE runs.id = rollouts.run ORDER BY rollouts.run DESC LIMIT ?1
            """
        static let open = """
            SELECT \(columns) FROM rollouts CROSS JOIN runs
            WHERE rollouts.phase NOT IN ('completed', 'aborted') AND runs.id = rollouts.run ORDER BY rollouts.run
            """
        static let orphaned = """
            SELECT \(columns) FROM rollouts CROSS JOIN runs
            WHERE rollouts.take_back_asked = 1 AND rollouts.phase IN ('completed', 'aborted') AND runs.id = rollouts.run
            ORDER BY rollouts.run
            """
        static let waves = """
            SELECT planned, under_way, unsettled, reopened, succeeded, skipped, failed, unreachable, unknown, cancelled, name
            FROM rollout_waves WHERE run = ?1 ORDER BY wave
            """
        static let timings = """
            SELECT targets.server, CAST(avg(jobs.running) AS BIGINT) FROM jobs JOIN targets ON targets.id = jobs.target
            WHERE jobs.outcome = 'succeeded' AND jobs.running IS NOT NULL AND jobs.run IN
                (SELECT id FROM runs WHERE operation IN ('upgrade', 'downgrade', 'revert') ORDER BY id DESC LIMIT 20)
            GROUP BY targets.server
            """
        static let revisions = "SELECT revision, digest, text_digest FROM rollout_revisions WHERE run = ?1"
        static let failed = """
            SELECT jobs.target, targets.name, jobs.outcome, jobs.cause, jobs.code, jobs.message, jobs.failed_revision,
                jobs.failed_line
            FROM assignments CROSS JOIN jobs CROSS JOIN targets
            WHERE assignments.run = ?1
                -- One that was skipped with words about it was not there already; its target has vanished.
                AND (assignments.state IN ('failed', 'unreachable', 'unknown', 'cancelled')
                    OR (assignments.state = 'skipped' AND jobs.message IS NOT NULL))
                AND jobs.run = ?1 AND jobs.target = assignments.target AND targets.id = assignments.target
            ORDER BY targets.name
            """
        static let jobColumns = """
            assignments.target, targets.name, assignments.wave, assignments.state, assignments.attempt, jobs.outcome,
            jobs.version_before, jobs.version_after, assignments.holder
            """
        static let changed = """
            SELECT \(jobColumns) FROM assignments CROSS JOIN jobs CROSS JOIN targets
            WHERE assignments.run = ?1 AND jobs.run = ?1 AND jobs.target = assignments.target
                AND targets.id = assignments.target AND jobs.version_after <> jobs.version_before
                AND assignments.state <> 'reverted'
            ORDER BY assignments.wave DESC, assignments.position DESC
            """
        static let hasChanges = """
            SELECT 1 FROM assignments CROSS JOIN jobs
            WHERE assignments.run = ?1 AND jobs.run = ?1 AND jobs.target = assignments.target
                AND ((jobs.version_after <> jobs.version_before AND assignments.state <> 'reverted')
                    OR assignments.state IN ('under way', 'unsettled'))
            LIMIT 1
            """
        static let underWay = """
            SELECT \(jobColumns) FROM assignments CROSS JOIN jobs CROSS JOIN targets
            WHERE assignments.run = ?1 AND assignments.state = 'under way' AND jobs.run = ?1
                AND jobs.target = assignments.target AND targets.id = assignments.target
            ORDER BY assignments.wave, assignments.position
            """
        static let begun = """
            SELECT targets.name, assignments.expected FROM assignments CROSS JOIN targets
            WHERE assignments.run = ?1 AND assignments.state IN ('under way', 'unsettled')
                AND targets.id = assignments.target
            ORDER BY assignments.wave, assignments.position
            """
        static let halfApplied = """
            SELECT targets.name FROM assignments CROSS JOIN targets
            WHERE assignments.run = ?1 AND assignments.attempt > 0 AND targets.id = assignments.target
                AND targets.remnant = ?2
            ORDER BY assignments.wave, assignments.position
            """
    }

    func rollout(_ run: RunID) throws(DriverError) -> RolloutRecord? {
        let now = try now()
        return try read(LedgerStatement(SQL.one, .integer(run.number)), now: now).first
    }

    /// The last first.
    func rollouts(limit: Int) throws(DriverError) -> [RolloutRecord] {
        let now = try now()
        return try read(LedgerStatement(SQL.recent, .integer(Int64(limit))), now: now)
    }

    /// Those that have not ended, the first first.
    func openRollouts() throws(DriverError) -> [RolloutRecord] {
        let now = try now()
        return try read(LedgerStatement(SQL.open), now: now)
    }

    /// Those that have ended and are to be taken back, which nobody has begun.
    func rolloutsToTakeBack() throws(DriverError) -> [RolloutRecord] {
        let now = try now()
        return try read(LedgerStatement(SQL.orphaned), now: now)
    }

    /// How long a successful job took on each server, on average over those that changed something.
    func timings() throws(DriverError) -> [String: Duration] {
        var timings: [String: Duration] = [:]
        try connection.forEachRow(LedgerStatement(SQL.timings)) { row in
            if let server = row.text(0), let time = row.duration(1) { timings[server] = time }
            return true
        }
        return timings
    }

    func revisions(of run: RunID) throws(DriverError) -> [PlannedRevision] {
        try connection.rows(SQL.revisions, .integer(run.number)) {
            PlannedRevision(
                id: RevisionID($0.text(0) ?? ""), digest: $0.text(1) ?? "", textDigest: $0.text(2) ?? "")
        }
    }

    /// Jobs that are not where they should be, by reason, the most frequent first.
    func failedJobs(of run: RunID) throws(DriverError) -> [JobGroup] {
        var groups: [String: JobGroup] = [:]
        try connection.forEachRow(SQL.failed, .integer(run.number)) { (row) throws(DriverError) in
            let target = row.target(1)
            let outcome: Outcome = try row.word(2)
            let cause: FailureCause = try row.optionalWord(3) ?? .cancelled
            let code = row.text(4) ?? ""
            let message = row.text(5) ?? ""
            let number = JobNumber(row.integer(0) ?? 0)
            let key = [outcome.rawValue, cause.rawValue, code, MessagePattern.of(message, target: target)]
                .joined(separator: "\0")
            if groups[key] == nil {
                groups[key] = JobGroup(
                    outcome: outcome, cause: cause, code: code, message: message, jobs: [], targets: [],
                    failedRevision: row.text(6).map { RevisionID($0) }, failedLine: row.integer(7).map { Int($0) })
            }
            groups[key]?.jobs.append(number)
            groups[key]?.targets.append(target)
            return true
        }
        return groups.values.sorted { ($1.jobs.count, $0.message) < ($0.jobs.count, $1.message) }
    }

    /// Jobs that moved their target's version and have not been taken back, in the reverse order of waves and places.
    func changedJobs(of run: RunID) throws(DriverError) -> [RolloutJobRecord] {
        try connection.rows(SQL.changed, .integer(run.number), read: jobRecord)
    }

    func jobsUnderWay(of run: RunID) throws(DriverError) -> [RolloutJobRecord] {
        try connection.rows(SQL.underWay, .integer(run.number), read: jobRecord)
    }

    func hasChanges(_ run: RunID) throws(DriverError) -> Bool {
        try !connection.rows(SQL.hasChanges, .integer(run.number), read: { $0.count(0) }).isEmpty
    }

    func begunJobs(of run: RunID) throws(DriverError) -> [(target: TargetID, start: [RevisionID])] {
        try connection.rows(SQL.begun, .integer(run.number)) { ($0.target(0), $0.versions(1) ?? []) }
    }

    func halfAppliedTargets(of run: RunID) throws(DriverError) -> [TargetID] {
        try connection.rows(SQL.halfApplied, .integer(run.number), .text(Remnant.halfApplied.rawValue)) {
            $0.target(0)
        }
    }

    private func jobRecord(_ row: any LedgerRow) throws(DriverError) -> RolloutJobRecord {
        RolloutJobRecord(
            number: JobNumber(row.integer(0) ?? 0), target: row.target(1), wave: row.count(2),
            job: Job(state: try row.word(3), attempt: row.count(4)), outcome: try row.optionalWord(5),
            before: row.versions(6), after: row.versions(7), holder: row.integer(8).map(WriterID.init))
    }

    private func read(_ statement: LedgerStatement, now: LedgerTime) throws(DriverError) -> [RolloutRecord] {
        var heads: [(RunID, (_ tallies: [Tally], _ names: [String]) throws(DriverError) -> RolloutRecord)] = []
        try connection.forEachRow(statement) { (row) throws(DriverError) in
            heads.append((row.run(0), try head(row, now: now)))
            return true
        }
        var records: [RolloutRecord] = []
        for (run, record) in heads {
            let waves = try connection.rows(SQL.waves, .integer(run.number)) { (Tally($0, from: 0), $0.text(10) ?? "") }
            records.append(try record(waves.map(\.0), waves.map(\.1)))
        }
        return records
    }

    /// All of a record but its waves.
    private func head(
        _ row: any LedgerRow, now: LedgerTime
    ) throws(DriverError) -> (_ tallies: [Tally], _ names: [String]) throws(DriverError) -> RolloutRecord {
        guard let state = RolloutState(text: row.text(12) ?? ""), let shape = RolloutShape(text: row.text(13) ?? "")
        else { throw DriverError(.corrupt, message: "the ledger says \"\(row.text(12) ?? "")\" of a rollout") }
        let run = row.run(0)
        let (command, operation, destination): (String, RunKind, String) = (
            row.text(1) ?? "", try row.word(2), row.text(3) ?? ""
        )
        let (author, process, startedAt) = (row.text(4) ?? "", row.process(from: 5), try row.time(10))
        let (endedAt, since) = (row.optionalTime(11), try row.time(14))
        let (policy, digest, takesBack) = (row.text(15) ?? "", row.text(16) ?? "", row.optionalRun(17))
        let isAsked = row.count(18) == 1
        let gate =
            row.text(19).flatMap { GateProgress(encoded: $0) }
            ?? row.optionalTime(20).map { GateProgress(openedAt: $0) }
        let (coordinator, taker) = (row.integer(21).map(WriterID.init), row.optionalRun(22))
        return { (tallies, names) throws(DriverError) in
            guard tallies.count >= shape.waves.count else {
                throw DriverError(.corrupt, message: "the ledger has lost waves of rollout \(run)")
            }
            // A wave that was added while this was read belongs to the next look.
            let (tallies, names) = (Array(tallies.prefix(shape.waves.count)), Array(names.prefix(shape.waves.count)))
            return RolloutRecord(
                run: run, command: command, operation: operation, destination: destination, author: author,
                process: process, startedAt: startedAt, endedAt: endedAt,
                rollout: Rollout(shape: shape, state: state, tallies: tallies), since: since, waveNames: names,
                policy: policy, digest: digest, takesBack: takesBack, takenBackBy: taker, isTakeBackAsked: isAsked,
                gate: gate,
                coordinator: coordinator, now: now)
        }
    }
}

extension Ledger {
    public func rollout(_ run: RunID) throws(LedgerError) -> RolloutRecord? {
        try ask { (store) throws(DriverError) in try store.rollout(run) }
    }

    /// The last first.
    public func rollouts(limit: Int = 20) throws(LedgerError) -> [RolloutRecord] {
        try ask { (store) throws(DriverError) in try store.rollouts(limit: limit) }
    }

    /// Those that have not ended, the first first.
    public func openRollouts() throws(LedgerError) -> [RolloutRecord] {
        try ask { (store) throws(DriverError) in try store.openRollouts() }
    }

    /// Those that have ended and are to be taken back, which nobody has begun: who was about to may have been lost.
    public func rolloutsToTakeBack() throws(LedgerError) -> [RolloutRecord] {
        try ask { (store) throws(DriverError) in try store.rolloutsToTakeBack() }
    }

    /// How long a job took on each server lately, on average.
    public func timings() throws(LedgerError) -> [String: Duration] {
        try ask { (store) throws(DriverError) in try store.timings() }
    }

    /// The files that a rollout was planned with.
    public func revisions(of run: RunID) throws(LedgerError) -> [PlannedRevision] {
        try ask { (store) throws(DriverError) in try store.revisions(of: run) }
    }

    /// Jobs that failed, were not reached, are in doubt, were cancelled, or were skipped because their targets have vanished,
    /// by reason, the most frequent first.
    public func failedJobs(of run: RunID) throws(LedgerError) -> [JobGroup] {
        try ask { (store) throws(DriverError) in try store.failedJobs(of: run) }
    }

    /// Jobs that moved their target's version and have not been taken back, the last first.
    public func changedJobs(of run: RunID) throws(LedgerError) -> [RolloutJobRecord] {
        try ask { (store) throws(DriverError) in try store.changedJobs(of: run) }
    }

    public func jobsUnderWay(of run: RunID) throws(LedgerError) -> [RolloutJobRecord] {
        try ask { (store) throws(DriverError) in try store.jobsUnderWay(of: run) }
    }

    /// Whether there is something that could be taken back, or may be soon.
    public func hasChanges(_ run: RunID) throws(LedgerError) -> Bool {
        try ask { (store) throws(DriverError) in try store.hasChanges(run) }
    }

    /// Targets that may have been changed, or may be yet, and of which nobody has told how they ended; with where they began.
    public func begunJobs(of run: RunID) throws(LedgerError) -> [(target: TargetID, start: [RevisionID])] {
        try ask { (store) throws(DriverError) in try store.begunJobs(of: run) }
    }

    /// Targets that the rollout has tried and that stand in the middle of a step, as far as is known.
    public func halfAppliedTargets(of run: RunID) throws(LedgerError) -> [TargetID] {
        try ask { (store) throws(DriverError) in try store.halfAppliedTargets(of: run) }
    }

    /// Workers that have not said that they went.
    public func workers() throws(LedgerError) -> [WorkerRecord] {
        let lease = settings.lease
        return try ask { (store) throws(DriverError) in try store.workers(lease: lease) }
    }
}
