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
    /// Only targets that this worker can reach are candidates. What its exchange asks for in any case is read together with
    /// the rollout.
    let reach: WriterID?
    /// No other worker is alive.
    private(set) var isAlone = false
    /// The rollout whose changes this one takes back.
    private(set) var takesBack: RunID?
    /// All jobs under way, while it is known.
    var underWay: [JobRow]?
    /// What goes into the record of events when the transaction is nearly done.
    private(set) var notes: [EventDraft] = []
    /// What workers say of the jobs whose end they report, for the notes about them.
    var results: [JobNumber: JobResult] = [:]
    var names: [JobNumber: TargetID] = [:]
    var details: [JobNumber: Detail] = [:]

    struct Detail {
        var place: Int
        var expected: [RevisionID]?
        var goal: [RevisionID]?
    }

    /// What a wave that is added is called.
    var addedWaveName = ""
    /// Numbers servers, which are texts in the ledger.
    var servers: [String: Int] = [:]
    var storedTallies: [Tally] = []

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
    mutating func expect(_ report: StagedReport) {
        if case .ended(_, let result) = report.event { results[report.report.number] = result }
    }

    /// A word about the rollout beside those that its changes leave.
    mutating func add(kind: String, target: String = "", body: String = "") {
        notes.append(EventDraft(run: run, kind: kind, target: target, author: author, reason: reason, body: body))
    }
}

// MARK: The rollout

extension LedgerRolloutRows {
    private enum SQL {
        static let load = "SELECT generation, state, shape, last_start, takes_back FROM rollouts WHERE run = ?1"
        static let tallies = """
            SELECT planned, under_way, unsettled, reopened, succeeded, skipped, failed, unreachable, unknown, cancelled
            FROM rollout_waves WHERE run = ?1 ORDER BY wave
            """
        static let alive =
            "SELECT count(*) FROM workers WHERE ended_at IS NULL AND beat_at > ?1 AND beat_at < ?2"
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
        static let moreTargets = "UPDATE runs SET targets = targets + ?2 WHERE id = ?1"
        static let askForTakeBack = "UPDATE rollouts SET take_back_asked = 1 WHERE run = ?1"
    }

    mutating func load() throws(DriverError) -> RolloutRow? {
        var questions = [
            LedgerStatement(SQL.load + store.dialect.forUpdate, .integer(run.number)),
            LedgerStatement(SQL.tallies, .integer(run.number)),
        ]
        if reach != nil {
            let (since, until) = ((now - lease).microseconds, (now + lease).microseconds)
            questions += [LedgerStatement(SQL.alive, .integer(since), .integer(until)), allUnderWay]
        }
        var found: RolloutRow?
        var tallies: [Tally] = []
        var jobs: [JobRow] = []
        try store.connection.forEachRow(of: questions) { (question, row) throws(DriverError) in
            switch question {
            case 0: found = try rollout(row)
            case 1: tallies.append(Tally(row, from: 0))
            case 2: isAlone = row.count(0) == 1
            default: jobs.append(try job(row))
            }
        }
        guard var found else { return nil }
        guard tallies.count == found.rollout.shape.waves.count else {
            throw DriverError(.corrupt, message: "the ledger has lost waves of rollout \(run)")
        }
        if reach != nil { underWay = jobs }
        storedTallies = tallies
        found.rollout = Rollout(shape: found.rollout.shape, state: found.rollout.state, tallies: tallies)
        return found
    }

    private mutating func rollout(_ row: any LedgerRow) throws(DriverError) -> RolloutRow {
        guard let state = RolloutState(text: row.text(1) ?? ""), let shape = RolloutShape(text: row.text(2) ?? "")
        else { throw DriverError(.corrupt, message: "the ledger says \"\(row.text(1) ?? "")\" of a rollout") }
        takesBack = row.integer(4).map(RunID.init)
        return RolloutRow(
            rollout: Rollout(shape: shape, state: state, tallies: []), generation: row.integer(0) ?? 0,
            lastStart: row.optionalTime(3))
    }

    /// True: that another process was quicker shows when it is sent.
    mutating func store(_ row: RolloutRow) throws(DriverError) -> Bool {
        let rollout = row.rollout
        var statements = [
            LedgerStatement(
                SQL.store, .integer(run.number), .integer(row.generation), .text(rollout.state.phase.rawValue),
                .text(rollout.state.text), .text(rollout.shape.text), LedgerValue(row.lastStart?.microseconds),
                .integer(now.microseconds)
            )
            .changing(1, orElse: Self.overtaken)
        ]
        for (wave, tally) in rollout.tallies.enumerated() where tally != storedTallies[wave] {
            statements.append(
                LedgerStatement(SQL.tally, [.integer(run.number), .integer(Int64(wave))] + tally.values))
        }
        try store.connection.post(statements)
        storedTallies = rollout.tallies
        return true
    }

    static var overtaken: DriverError { RolloutFault<DriverError>.overtaken.asDriverError }

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

    /// The wave's targets have been collected.
    mutating func addWave(_ number: Int, _ wave: RolloutShape.Wave) throws(DriverError) {
        let tally = Tally(planned: wave.jobs)
        _ = try store.connection.run([store.adding(number, addedWaveName, tally, to: run)])
        try store.assignIncoming(wave.jobs, to: run)
        try store.connection.run(SQL.moreTargets, .integer(run.number), .integer(Int64(wave.jobs)))
        storedTallies.append(tally)
        let count = wave.jobs == 1 ? "1 target" : "\(wave.jobs) targets"
        add(kind: "wave added", body: "\(addedWaveName), \(count)")
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
