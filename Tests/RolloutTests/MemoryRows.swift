import FlotillaRollout

/// A ledger of one rollout in two arrays.
struct MemoryRows: RolloutRows {
    typealias Failure = Never

    var now = LedgerTime(microseconds: 0)
    var rollout: RolloutRow?
    var jobs: [JobRow]
    var due: [JobNumber: LedgerTime] = [:]
    var lost: Set<WriterID> = []
    var notes: [RolloutNote] = []
    var closed: RolloutPhase?
    var openGates: [[Int]] = []
    var isTakeBackAsked = false
    /// Somebody else stores a change at the same time.
    var isOvertaken = false

    init(_ rollout: Rollout, _ jobs: [JobRow]) {
        self.rollout = RolloutRow(rollout: rollout)
        self.jobs = jobs
    }

    /// A rollout that begins, with the jobs of its waves.
    init(_ shape: RolloutShape) {
        let jobs = shape.waves.indices.flatMap { wave in
            (0..<shape.waves[wave].jobs).map { (wave, $0) }
        }
        let rows = jobs.enumerated().map {
            JobRow(number: JobNumber(Int64($0.offset)), wave: $0.element.0, position: $0.element.1)
        }
        self.init(Rollout.begin(shape).rollout, rows)
    }

    func load() -> RolloutRow? { rollout }

    mutating func store(_ row: RolloutRow) -> Bool {
        guard !isOvertaken, row.generation == rollout?.generation else { return false }
        rollout = row
        rollout?.generation += 1
        return true
    }

    func candidates(
        _ offer: Rollout.Offer, after place: (wave: Int, position: Int)?, limit: Int, barriers: Barriers
    ) -> [JobRow] {
        let found = jobs.filter { row in
            guard !barriers.keepBack(row), row.job.state == .planned || row.job.state == .unsettled,
                due[row.number].map({ $0 <= now }) ?? true,
                place.map({ ($0.wave, $0.position) < (row.wave, row.position) }) ?? true
            else { return false }
            switch offer {
            case .wave(let wave): return row.wave == wave
            case .reopened: return row.isReopened
            case .unsettled: return row.job.state == .unsettled
            }
        }
        return Array(found.prefix(limit))
    }

    func underWayByServer() -> [Int: Int] {
        jobs.filter { $0.job.state == .underWay }.reduce(into: [:]) { $0[$1.server, default: 0] += 1 }
    }

    func job(_ number: JobNumber) -> JobRow? { jobs.first { $0.number == number } }

    mutating func move(_ moves: [JobMove]) -> Bool {
        for one in moves where !move(one) { return false }
        return true
    }

    private mutating func move(_ move: JobMove) -> Bool {
        guard let index = jobs.firstIndex(where: { $0.number == move.number }), jobs[index].job == move.from else {
            return false
        }
        if Outcome(rawValue: move.from.state.rawValue) != nil { jobs[index].isReopened = true }
        if Outcome(rawValue: move.to.state.rawValue) != nil { jobs[index].isReopened = false }
        jobs[index].job = move.to
        jobs[index].holder = move.holder
        due[move.number] = move.due
        return true
    }

    func lapsed(limit: Int) -> [JobRow] {
        Array(jobs.filter { $0.job.state == .underWay && $0.holder.map(lost.contains) ?? false }.prefix(limit))
    }

    mutating func withdrawPlanned() {
        for index in jobs.indices where jobs[index].job.state == .planned {
            jobs[index].job = Job(state: .cancelled, attempt: jobs[index].job.attempt)
            jobs[index].isReopened = false
        }
    }

    mutating func addWave(_ number: Int, _ wave: RolloutShape.Wave) {
        for position in 0..<wave.jobs {
            jobs.append(JobRow(number: JobNumber(Int64(jobs.count)), wave: number, position: position))
        }
    }

    mutating func openGate(wave: Int, gate: Int) { openGates.append([wave, gate]) }
    mutating func close(_ phase: RolloutPhase) { closed = phase }
    mutating func askForTakeBack() { isTakeBackAsked = true }
    mutating func note(_ note: RolloutNote) { notes.append(note) }
}

extension MemoryRows {
    typealias Turn = RolloutTurn<MemoryRows>

    /// One transaction.
    mutating func turn<Value>(_ body: (inout Turn) throws -> Value) throws -> Value? {
        guard var turn = try Turn(self) else { return nil }
        let value = try body(&turn)
        self = turn.rows
        return value
    }

    @discardableResult
    mutating func claim(_ wanted: Int, for worker: Int64 = 1, openWindows: Set<Int> = []) throws -> [ClaimedJob] {
        try turn { try $0.exchange(claiming: wanted, for: WriterID(worker), openWindows: openWindows).claimed } ?? []
    }

    @discardableResult
    mutating func report(_ reports: JobReport..., by worker: Int64 = 1) throws -> [JobReport] {
        try turn { try $0.exchange(reports, for: WriterID(worker)).taken } ?? []
    }

    mutating func apply(_ event: RolloutEvent) throws { _ = try turn { try $0.apply(event) } }

    var state: RolloutState? { rollout?.rollout.state }
    var states: [JobState] { jobs.map(\.job.state) }
}

extension JobReport {
    init(_ claimed: ClaimedJob, _ ending: Ending) {
        self.init(number: claimed.number, attempt: claimed.attempt, wasUnsettled: claimed.wasUnsettled, ending: ending)
    }
}
