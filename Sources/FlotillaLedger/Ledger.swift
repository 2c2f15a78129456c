import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import Synchronization

/// The central record: which targets there are, which version each is on, who did what to it and how that ended.
///
/// Think of a ship's log. The intent is written before the manoeuvre (``beginRun(_:targets:)``), what happens is called
/// out by everybody and written down by one (``record(_:in:)``), and who cannot write any more must stop
/// (``failure``). The ledger never decides what happens to a target, and it holds no secret.
///
/// It is one SQLite file, or a schema of a PostgreSQL database. One thread writes; calls other than ``record(_:in:)`` and
/// ``failure`` block theirs until the disk has answered, so they belong on a thread that may block.
public final class Ledger: Sendable {
    /// `nil` when the ledger may only be looked at.
    let possibleWriter: Writer?
    let settings: LedgerSettings
    public let address: LedgerAddress
    private let reader = Mutex<Reader>(.unopened)
    /// Keeps the targets of two runs that begin at once apart.
    let beginning = Mutex<Void>(())

    /// The connection for questions.
    private enum Reader {
        /// Until the first question.
        case unopened
        case open(LedgerStore)
        case closed
    }

    private init(writer: Writer?, address: LedgerAddress, settings: LedgerSettings) {
        possibleWriter = writer
        self.address = address
        self.settings = settings
    }

    /// Which form of the tables this program reads and writes.
    public static var form: Int { Schema.form }

    /// Opens the ledger. A missing file is created with mode 0600, missing folders with 0700, missing tables too, and an
    /// older ledger is brought up to date.
    public static func open(
        at address: LedgerAddress, settings: LedgerSettings = LedgerSettings()
    ) throws(LedgerError) -> Ledger {
        Ledger(writer: try Writer(address, settings: settings), address: address, settings: settings)
    }

    /// Opens the ledger for questions. A file that we may read and not write will do; everything else is as in
    /// ``open(at:settings:)``, and whoever tells such a ledger something is told that it is closed.
    public static func openToRead(
        at address: LedgerAddress, settings: LedgerSettings = LedgerSettings()
    ) throws(LedgerError) -> Ledger {
        let ledger = Ledger(writer: nil, address: address, settings: settings)
        let canBeAsked = try ledger.reader.withLock { (reader) throws(LedgerError) in
            guard let store = try address.lookingOnly(settings) else { return false }
            reader = .open(store)
            return true
        }
        return canBeAsked ? ledger : try open(at: address, settings: settings)
    }

    /// Opens the ledger for questions if it is there and of today's form. Makes nothing, and brings nothing up to date.
    public static func openIfThere(
        at address: LedgerAddress, settings: LedgerSettings = LedgerSettings()
    ) throws(LedgerError) -> Ledger? {
        let ledger = Ledger(writer: nil, address: address, settings: settings)
        let isThere = try ledger.reader.withLock { (reader) throws(LedgerError) in
            guard let store = try address.asItIs(settings) else { return false }
            reader = .open(store)
            return true
        }
        return isThere ? ledger : nil
    }

    var writer: Writer {
        get throws(LedgerError) {
            guard let possibleWriter else { throw .closed }
            return possibleWriter
        }
    }

    /// Writes what is waiting and closes the file. Runs that have not ended will be found interrupted.
    public func close() {
        reader.withLock { reader in
            if case .open(let store) = reader { store.close() }
            reader = .closed
        }
        // Last, because the last one to close a write-ahead log tidies it up, which the reader may not.
        possibleWriter?.close()
    }
}

// Telling the ledger.
extension Ledger {
    /// How many targets are handed to the writer at once.
    private static let portion = 512

    /// Writes down what is about to be done to which targets, before anything is done. On return it is on the disk.
    ///
    /// Throws `busy` when a run that is alive names one of the same targets; alive means that it gave a sign of life
    /// within the last 30 seconds and that its process, if it is of this machine, exists. Runs that are not alive are
    /// marked so. The targets are read once, as they come, and not held in memory.
    public func beginRun(
        _ description: RunDescription, targets: some Sequence<TargetEntry>
    ) throws(LedgerError) -> RunID {
        try beginning.withLock { (_) throws(LedgerError) in
            try write { (writer) throws(DriverError) in try writer.store.clearIncoming() }
            var portion: [TargetEntry] = []
            for target in targets {
                portion.append(target)
                guard portion.count == Self.portion else { continue }
                try collect(portion)
                portion.removeAll(keepingCapacity: true)
            }
            try collect(portion)
            return try begin(description)
        }
    }

    private func collect(_ portion: [TargetEntry]) throws(LedgerError) {
        try write { (writer) throws(DriverError) in try writer.store.collect(portion) }
    }

    private func begin(_ description: RunDescription) throws(LedgerError) -> RunID {
        let beginning = try write { [settings] (writer) throws(DriverError) in
            let beginning = try writer.store.begin(description, lease: settings.lease)
            if case .begun(let run) = beginning { writer.own(run) }
            // Only to save space: the next run clears it again.
            _ = try? writer.store.clearIncoming()
            writer.store.connection.releaseMemory()
            return beginning
        }
        switch beginning {
        case .begun(let run): return run
        case .held(let holder): throw .busy(holder)
        case .takenBack(let run, let taker): throw .takenBack(run, by: taker)
        }
    }

    /// Notes what happened and returns at once; it is on the disk a moment later, together with what others told.
    ///
    /// From any thread. When 1,024 events are waiting for the disk the caller waits too. After a ``failure`` events are
    /// dropped: what they say of a target is in the target's own marker, where the next run reads it.
    public func record(_ event: JobEvent, in run: RunID) { possibleWriter?.tell(.job(run, event)) }

    /// Notes the rows of a target's version table, read outside of any run. The target need not be known.
    public func recordVersion(_ rows: [RevisionID], of target: TargetEntry) {
        possibleWriter?.tell(.version(target, rows))
    }

    /// What is wrong; `nil` while all is well. While it is set, nothing new may be started on any target.
    ///
    /// Quick enough to be asked before every target. `unavailable` may heal by itself. `leaseLost` is also said when this
    /// process was stopped for so long that others may believe it dead.
    public var failure: LedgerError? { possibleWriter.map(\.failure) ?? .closed }

    /// Whether the leases of this process still hold. A ledger that cannot be reached for a moment takes none away.
    public var holdsLeases: Bool { possibleWriter?.holdsLeases ?? false }

    /// As ``failure``, but waits while that is `unavailable`: until the ledger is back, or for one lease.
    public func failureUnlessHealing() -> LedgerError? { possibleWriter.map { $0.waitForVerdict() } ?? .closed }

    /// Returns when everything told so far is on the disk.
    public func waitUntilDurable() throws(LedgerError) { try writer.perform { _ in } }

    /// Writes down how the run ended. Jobs that were not begun are cancelled. Throws `leaseLost` when the run has been
    /// taken for dead.
    @discardableResult
    public func endRun(_ run: RunID, _ ending: RunEnding = .finished) throws(LedgerError) -> RunSummary {
        let summary = try writer.perform { (writer) throws(LedgerError) in
            let summary = try writer.persist { () throws(DriverError) in try writer.store.end(run, ending) }
            writer.disown(run)
            return summary
        }
        guard let summary else { throw .leaseLost }
        return summary
    }

    private func write<Value: Sendable>(
        _ work: @escaping @Sendable (WriterState) throws(DriverError) -> Value
    ) throws(LedgerError) -> Value {
        try writer.perform { [address] (writer) throws(LedgerError) in
            do throws(DriverError) { return try work(writer) } catch { throw LedgerError(error, at: address) }
        }
    }
}

// Asking the ledger. What was told a moment ago may not be seen yet: see ``Ledger/waitUntilDurable()``.
extension Ledger {
    /// How many targets are on which version, the most frequent first. Of all targets, or of `targets` as far as known.
    public func census(of targets: [TargetID]? = nil) throws(LedgerError) -> [VersionCount] {
        try ask { (store) throws(DriverError) in try store.census(of: targets) }
    }

    /// Targets that were not on `wanted` when they were last seen, or never seen; in the order they became known.
    public func laggards(behind wanted: [RevisionID], limit: Int) throws(LedgerError) -> [TargetRecord] {
        try ask { (store) throws(DriverError) in try store.laggards(behind: wanted, limit: limit) }
    }

    /// Targets that were on this version when they were last seen, in the order in which they became known.
    public func targets(on version: [RevisionID], limit: Int) throws(LedgerError) -> [TargetID] {
        try ask { (store) throws(DriverError) in try store.targets(on: version, limit: limit) }
    }

    /// Targets whose last job ended so, in the order in which they became known.
    public func targets(with outcome: Outcome, limit: Int) throws(LedgerError) -> [TargetID] {
        try ask { (store) throws(DriverError) in try store.targets(with: outcome, limit: limit) }
    }

    /// Targets in which the last job left something unfinished, in the order in which they became known.
    public func targets(left remnant: Remnant, limit: Int) throws(LedgerError) -> [TargetID] {
        try ask { (store) throws(DriverError) in try store.targets(left: remnant, limit: limit) }
    }

    /// Targets that are known here and not in `known`.
    public func targets(except known: Set<TargetID>) throws(LedgerError) -> [TargetID] {
        try ask { (store) throws(DriverError) in try store.targets(except: known) }
    }

    /// The targets whose last job failed, by reason, the most frequent first.
    ///
    /// - Parameter targets: `nil` for all that the ledger knows.
    public func failures(
        of targets: Set<TargetID>? = nil, limit: Int = 1_000
    ) throws(LedgerError) -> [FailureRecord] {
        try ask { (store) throws(DriverError) in try store.failures(of: targets, limit: limit) }
    }

    /// Throws `notFound` with names that are spelt almost so.
    public func target(_ id: TargetID) throws(LedgerError) -> TargetRecord {
        let (target, near) = try ask { (store) throws(DriverError) in
            let target = try store.target(id)
            return (target, target == nil ? try store.nearMisses(of: id) : [])
        }
        guard let target else { throw .notFound(id, near: near) }
        return target
    }

    /// What was done to a target, the last first. Throws `notFound`.
    public func history(of id: TargetID, limit: Int = 100) throws(LedgerError) -> [JobRecord] {
        _ = try target(id)
        return try ask { (store) throws(DriverError) in try store.history(of: id, limit: limit) }
    }

    /// The tries of one job that were followed by another one, the first first.
    public func attempts(of target: TargetID, in run: RunID) throws(LedgerError) -> [AttemptRecord] {
        try ask { (store) throws(DriverError) in try store.attempts(of: target, in: run) }
    }

    /// The last first.
    public func runs(limit: Int = 20) throws(LedgerError) -> [RunRecord] {
        try ask { [settings] (store) throws(DriverError) in try store.runs(limit: limit, lease: settings.lease) }
    }

    public func run(_ id: RunID) throws(LedgerError) -> RunRecord? {
        try ask { [settings] (store) throws(DriverError) in try store.run(id, lease: settings.lease) }
    }

    /// Counts the jobs of a run, also while it goes on.
    public func summary(of run: RunID) throws(LedgerError) -> RunSummary {
        try ask { (store) throws(DriverError) in try store.summary(of: run) }
    }

    /// The runs of ``unrecordedTargets(limit:)``, the last first.
    public func interruptedRuns() throws(LedgerError) -> [RunRecord] {
        try ask { [settings] (store) throws(DriverError) in try store.interruptedRuns(lease: settings.lease) }
    }

    /// The jobs of a run that have no outcome.
    public func unfinishedJobs(of run: RunID, limit: Int = .max) throws(LedgerError) -> [JobRecord] {
        try ask { (store) throws(DriverError) in try store.unfinishedJobs(of: run, limit: limit) }
    }

    /// The jobs that nobody knows the end of: their run is not alive, and no later run has taken up the target.
    public func unrecordedTargets(limit: Int = .max) throws(LedgerError) -> [JobRecord] {
        try ask { [settings] (store) throws(DriverError) in
            try store.unrecorded(lease: settings.lease, limit: limit)
        }
    }

    func ask<Value: Sendable>(
        _ question: (LedgerStore) throws(DriverError) -> Value
    ) throws(LedgerError) -> Value {
        var mayAskAgain = true
        return try reader.withLock { (reader) throws(LedgerError) in
            while true {
                let store = try openStore(&reader)
                let start = ContinuousClock.now
                do throws(DriverError) { return try question(store) } catch {
                    // A server that was restarted since the last question is asked again; one that hangs is not.
                    guard error.cause == .connectionLost, mayAskAgain, ContinuousClock.now - start < .seconds(1) else {
                        throw LedgerError(error, at: address)
                    }
                    mayAskAgain = false
                }
            }
        }
    }

    private func openStore(_ reader: inout Reader) throws(LedgerError) -> LedgerStore {
        switch reader {
        case .open(let open): return open
        case .unopened:
            let store = try address.reader(settings)
            reader = .open(store)
            return store
        case .closed: throw .closed
        }
    }
}
