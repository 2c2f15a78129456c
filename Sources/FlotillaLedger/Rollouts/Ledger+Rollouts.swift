import FlotillaDriver
import FlotillaRollout

/// Rollouts in the ledger. Every call blocks until the ledger has answered.
extension Ledger {
    /// How many targets are handed to the writer at once.
    private static let portion = 512

    /// Writes a rollout, its waves and its jobs down, before any target is touched. Jobs come wave by wave, in the order in
    /// which they begin. Throws `busy` when a run or a rollout that has not ended holds one of the targets, and `takenBack`
    /// when it is to take back what is taken back already.
    public func beginRollout(
        _ description: RolloutDescription, jobs: some Sequence<PlannedJob>
    ) throws(LedgerError) -> RunID {
        let beginning = try beginning.withLock { (_) throws(LedgerError) in
            try collect(jobs) { (store, portion) throws(DriverError) in try store.collect(portion) }
            let lease = settings.lease
            return try write { (store) throws(DriverError) in try store.beginRollout(description, lease: lease) }
        }
        switch beginning {
        case .begun(let run): return run
        case .held(let holder): throw .busy(holder)
        case .takenBack(let run, let taker): throw .takenBack(run, by: taker)
        }
    }

    /// Takes targets beside the ledger's own tables, portion by portion. Only one at a time may do so.
    func collect<Element: Sendable>(
        _ elements: some Sequence<Element>,
        _ take: @escaping @Sendable (LedgerStore, [Element]) throws(DriverError) -> Void
    ) throws(LedgerError) {
        try write { (store) throws(DriverError) in try store.clearIncoming() }
        var portion: [Element] = []
        for element in elements {
            portion.append(element)
            guard portion.count == Self.portion else { continue }
            let full = portion
            try write { (store) throws(DriverError) in try take(store, full) }
            portion.removeAll(keepingCapacity: true)
        }
        let last = portion
        try write { (store) throws(DriverError) in try take(store, last) }
    }

    /// Makes this process a worker, which is kept alive from now on, and says which targets it reaches. Targets that the
    /// ledger has not known are known from then on.
    ///
    /// - Parameter targets: with the worker's own number for each.
    public func enrol(
        selection: String, targets: some Sequence<(entry: TargetEntry, place: Int)>
    ) throws(LedgerError) -> WriterID {
        try beginning.withLock { (_) throws(LedgerError) in
            try collect(targets) { (store, portion) throws(DriverError) in try store.collect(portion) }
            return try writer.perform { (writer) throws(LedgerError) in
                let worker = try writer.persist { () throws(DriverError) in
                    try writer.store.enrol(selection: selection, process: .current)
                }
                writer.own(worker)
                return worker
            }
        }
    }

    /// The worker goes; what it still holds lapses at once.
    public func dismiss(_ worker: WriterID) throws(LedgerError) {
        try writer.perform { (writer) throws(LedgerError) in
            writer.disown(worker)
            try writer.persist { () throws(DriverError) in try writer.store.end(worker) }
        }
    }

    /// Takes what the worker reports and hands it up to `wanted` jobs, in one transaction. `nil` when there is no such
    /// rollout.
    public func exchange(
        _ reports: [StagedReport], claiming wanted: Int, of run: RunID, for worker: WriterID, openWindows: Set<Int>
    ) throws(LedgerError) -> Claim? {
        let lease = settings.lease
        return try write(beats: true) { (store) throws(DriverError) in
            try store.exchange(
                reports, claiming: wanted, of: run, for: worker, author: .current, openWindows: openWindows,
                lease: lease)
        }
    }

    /// Applies a person's or a coordinator's event to a rollout.
    public func steer(
        _ run: RunID, _ event: RolloutEvent, author: EventAuthor, reason: String = ""
    ) throws(LedgerError) -> Steering {
        let lease = settings.lease
        return try write { (store) throws(DriverError) in
            try store.steer(run, event, author: author, reason: reason, lease: lease)
        }
    }

    /// Has jobs planned again. Returns how many were.
    public func reopen(
        _ jobs: [JobNumber], of run: RunID, resumes: Bool, author: EventAuthor, reason: String = ""
    ) throws(LedgerError) -> (count: Int, steering: Steering) {
        let lease = settings.lease
        return try write { (store) throws(DriverError) in
            try store.reopen(jobs, of: run, resumes: resumes, author: author, reason: reason, lease: lease)
        }
    }

    /// Takes jobs away from workers that are gone. Returns how many.
    @discardableResult
    public func lapse(_ run: RunID) throws(LedgerError) -> Int {
        let lease = settings.lease
        return try write { (store) throws(DriverError) in try store.lapse(run, author: .current, lease: lease) }
    }

    /// Makes the worker the rollout's coordinator; false while another one is alive.
    public func lead(_ run: RunID, _ worker: WriterID) throws(LedgerError) -> Bool {
        let lease = settings.lease
        return try write { (store) throws(DriverError) in try store.lead(run, worker, lease: lease) }
    }

    /// Keeps what has been measured of the gate that is open.
    public func keepGate(_ progress: GateProgress, of run: RunID) throws(LedgerError) {
        try write { (store) throws(DriverError) in try store.keepGate(progress, of: run) }
    }

    /// Leaves word that somebody agrees to a gate.
    public func approve(
        _ run: RunID, wave: Int, gate: Int, author: EventAuthor, reason: String = ""
    ) throws(LedgerError) {
        try write { (store) throws(DriverError) in
            try store.approve(run, wave: wave, gate: gate, author: author, reason: reason)
        }
    }

    /// Leaves word that somebody has started the plan of a rollout that goes on once more, and why.
    public func join(_ run: RunID, author: EventAuthor, reason: String) throws(LedgerError) {
        try write { (store) throws(DriverError) in try store.join(run, author: author, reason: reason) }
    }

    /// Who has agreed to a gate.
    public func approvals(of run: RunID, wave: Int, gate: Int) throws(LedgerError) -> [String] {
        try ask { (store) throws(DriverError) in try store.approvals(run, wave: wave, gate: gate) }
    }

    /// What this one changed is being taken back, or there is nothing to take back. A rollout that takes it back says so by
    /// itself as it begins.
    public func takeBackBegun(_ run: RunID) throws(LedgerError) {
        try write { (store) throws(DriverError) in try store.takeBackBegun(run) }
    }

    func write<Value: Sendable>(
        beats: Bool = false, _ work: @escaping @Sendable (LedgerStore) throws(DriverError) -> Value
    ) throws(LedgerError) -> Value {
        try writer.perform(beats: beats) { (writer) throws(LedgerError) in
            try writer.persist { () throws(DriverError) in try work(writer.store) }
        }
    }
}

/// How an attempt ended, and what happened to its target; an attempt that is put back is told as one that failed.
public struct StagedReport: Sendable {
    public var report: JobReport
    public var event: JobEvent

    public init(_ report: JobReport, _ event: JobEvent) {
        self.report = report
        self.event = event
    }
}
