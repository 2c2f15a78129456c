import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import FlotillaSQL

/// A wave that is added to a rollout for targets that joined when its plan had been made.
public struct LateWave: Sendable, Hashable {
    /// Of the rollout's waves.
    public var number: Int
    public var name: String
    public var shape: RolloutShape.Wave

    public init(number: Int, name: String, shape: RolloutShape.Wave) {
        self.number = number
        self.name = name
        self.shape = shape
    }
}

/// From where a plan has steps, and for which engine they were reviewed.
public struct PlannedStart: Sendable, Hashable {
    /// `nil` where only fetching a secret would tell.
    public var engine: Engine?
    public var rows: [RevisionID]

    public init(engine: Engine?, rows: [RevisionID]) {
        self.engine = engine
        self.rows = rows
    }
}

extension LedgerStore {
    private enum SQL {
        static let starts = """
            SELECT DISTINCT targets.engine, assignments.expected FROM assignments CROSS JOIN targets
            WHERE assignments.run = ?1 AND targets.id = assignments.target AND assignments.expected IS NOT NULL
            """
    }

    fileprivate enum Addition {
        case decided(Steering)
        case held(RunHolder)
    }

    /// Adds the wave with the collected targets, unless the rollout does not look for it any more.
    fileprivate func addWave(
        _ wave: LateWave, to run: RunID, author: EventAuthor, lease: Duration
    ) throws(DriverError) -> Addition {
        try connection.transaction(.deciding, keepIf: \.isKept) { () throws(DriverError) in
            try checkIncoming()
            let now = try now()
            var notes: [EventDraft] = []
            let upgrade = RunDescription(command: "", operation: .upgrade, revision: "")
            let holder = try incomingHolder(for: upgrade, but: run, lease: lease, now: now, &notes)
            try append(notes, now: now)
            if let holder { return .held(holder) }
            var rows = LedgerRolloutRows(self, run, author: author, lease: lease, now: now)
            rows.addedWaveName = wave.name
            return .decided(
                try decide(rows) { turn throws(RolloutFault<DriverError>) in
                    try turn.apply(.targetsJoined(wave: wave.number, wave.shape))
                })
        }
    }

    fileprivate func starts(of run: RunID) throws(DriverError) -> Set<PlannedStart> {
        let found = try connection.rows(SQL.starts, .integer(run.number)) {
            PlannedStart(engine: $0.text(0).flatMap { Engine(rawValue: $0) }, rows: $0.versions(1) ?? [])
        }
        return Set(found)
    }
}

extension LedgerStore.Addition {
    fileprivate var isKept: Bool {
        switch self {
        case .decided(let steering): steering.isDone
        case .held: true
        }
    }
}

extension Ledger {
    /// Adds a wave to a rollout that looks for targets that joined late: wave, jobs and the rollout's next state in one
    /// transaction. Throws `busy` when a run or a rollout that has not ended holds one of the targets.
    ///
    /// - Parameter jobs: all of that wave, in the order in which they begin.
    public func addWave(
        _ wave: LateWave, _ jobs: some Sequence<PlannedJob>, to run: RunID, author: EventAuthor
    ) throws(LedgerError) -> Steering {
        let lease = settings.lease
        let addition = try beginning.withLock { (_) throws(LedgerError) in
            try collect(jobs) { (store, portion) throws(DriverError) in try store.collect(portion) }
            return try write { (store) throws(DriverError) in
                try store.addWave(wave, to: run, author: author, lease: lease)
            }
        }
        switch addition {
        case .decided(let steering): return steering
        case .held(let holder): throw .busy(holder)
        }
    }

    /// From where the plan of a rollout has steps.
    public func starts(of run: RunID) throws(LedgerError) -> Set<PlannedStart> {
        try ask { (store) throws(DriverError) in try store.starts(of: run) }
    }

    /// Says of a worker that it reaches further targets. What the ledger knows already it keeps.
    ///
    /// - Parameter targets: with the worker's own number for each.
    public func extendReach(
        of worker: WriterID, by targets: some Sequence<(entry: TargetEntry, place: Int)>
    ) throws(LedgerError) {
        try beginning.withLock { (_) throws(LedgerError) in
            try collect(targets) { (store, portion) throws(DriverError) in try store.collect(portion) }
            try write { (store) throws(DriverError) in
                try store.connection.transaction(.deciding) { () throws(DriverError) in
                    try store.checkIncoming()
                    try store.adoptIncoming()
                    try store.reachIncoming(by: worker)
                }
            }
        }
    }
}
