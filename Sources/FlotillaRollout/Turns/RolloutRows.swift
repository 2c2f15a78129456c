/// The number of a target in its ledger, and so of its job in a rollout.
public struct JobNumber: Sendable, Hashable, Comparable {
    public let number: Int64

    public init(_ number: Int64) { self.number = number }

    public static func < (left: JobNumber, right: JobNumber) -> Bool { left.number < right.number }
}

/// The number under which a process writes to the ledger; never given twice.
public struct WriterID: Sendable, Hashable, Comparable {
    public let number: Int64

    public init(_ number: Int64) { self.number = number }

    public static func < (left: WriterID, right: WriterID) -> Bool { left.number < right.number }
}

/// A job as the ledger has it.
public struct JobRow: Sendable, Hashable {
    public var number: JobNumber
    public var wave: Int
    /// In which order jobs of a wave begin.
    public var position: Int
    public var job: Job
    /// Numbers servers within the ledger, for limits per server.
    public var server: Int
    /// Into the policy's windows; `nil` when it may begin at any time.
    public var window: Int?
    public var isReopened: Bool
    /// Who holds it, while it is under way.
    public var holder: WriterID?

    public init(
        number: JobNumber, wave: Int, position: Int, job: Job = Job(), server: Int = 0, window: Int? = nil,
        isReopened: Bool = false, holder: WriterID? = nil
    ) {
        self.number = number
        self.wave = wave
        self.position = position
        self.job = job
        self.server = server
        self.window = window
        self.isReopened = isReopened
        self.holder = holder
    }
}

/// What keeps jobs from being handed out that are on offer.
public struct Barriers: Sendable, Hashable {
    /// Servers, by the numbers of ``JobRow/server``, that bear no further job now.
    public var fullServers: Set<Int>
    /// Jobs of other windows wait; `nil` when windows do not matter.
    public var openWindows: Set<Int>?

    public init(fullServers: Set<Int>, openWindows: Set<Int>?) {
        self.fullServers = fullServers
        self.openWindows = openWindows
    }

    public func keepBack(_ row: JobRow) -> Bool {
        if fullServers.contains(row.server) { return true }
        guard let openWindows, let window = row.window else { return false }
        return !openWindows.contains(window)
    }
}

/// A rollout as the ledger has it.
public struct RolloutRow: Sendable, Hashable {
    public var rollout: Rollout
    /// Rises by one with every change. Whoever stores a change says which one it was made from.
    public var generation: Int64
    /// When a job last began.
    public var lastStart: LedgerTime?

    public init(rollout: Rollout, generation: Int64 = 0, lastStart: LedgerTime? = nil) {
        self.rollout = rollout
        self.generation = generation
        self.lastStart = lastStart
    }
}

/// How a job is to be changed: from what the caller has seen to what it shall be.
public struct JobMove: Sendable, Hashable {
    public var number: JobNumber
    /// What it must still be.
    public var from: Job
    public var to: Job
    /// Who holds it from now on.
    public var holder: WriterID?
    /// Not to be claimed before.
    public var due: LedgerTime?

    public init(number: JobNumber, from: Job, to: Job, holder: WriterID? = nil, due: LedgerTime? = nil) {
        self.number = number
        self.from = from
        self.to = to
        self.holder = holder
        self.due = due
    }
}

/// The rows of one rollout inside one ledger transaction. Either all that a transaction does becomes true or nothing.
///
/// It is the edge that the simulator owns: what stands above it runs unchanged over a real ledger and over a pretended
/// one.
public protocol RolloutRows {
    associatedtype Failure: Error

    /// One moment for the whole transaction, by the ledger's clock.
    var now: LedgerTime { get }

    /// Locks the rollout until the transaction ends. `nil` when there is none.
    mutating func load() throws(Failure) -> RolloutRow?

    /// False, and nothing is stored, when the generation is another one than `row` was made from.
    mutating func store(_ row: RolloutRow) throws(Failure) -> Bool

    /// Up to `limit` jobs that may be claimed now, in the order in which they should begin, after the given place; those
    /// that `barriers` keep back are passed over.
    mutating func candidates(
        _ offer: Rollout.Offer, after place: (wave: Int, position: Int)?, limit: Int, barriers: Barriers
    ) throws(Failure) -> [JobRow]

    /// How many jobs of this rollout are under way on each server.
    mutating func underWayByServer() throws(Failure) -> [Int: Int]

    mutating func job(_ number: JobNumber) throws(Failure) -> JobRow?

    /// Those of the jobs that there are, in any order: one question instead of many.
    mutating func jobs(_ numbers: [JobNumber]) throws(Failure) -> [JobRow]

    /// A job that is planned again, or unsettled, after an outcome counts as reopened until it has the next one.
    ///
    /// False when state and attempt of one of them are not those of its `from`. Then the transaction must not be kept; rows
    /// that send their statements together may say so later, by failing.
    mutating func move(_ moves: [JobMove]) throws(Failure) -> Bool

    /// Jobs under way whose holder gave no sign of life for a whole lease.
    mutating func lapsed(limit: Int) throws(Failure) -> [JobRow]

    /// Cancels every planned job.
    mutating func withdrawPlanned() throws(Failure)

    mutating func openGate(wave: Int, gate: Int) throws(Failure)

    /// Writes a further wave down, with its jobs, all of them planned.
    mutating func addWave(_ number: Int, _ wave: RolloutShape.Wave) throws(Failure)

    /// The rollout has ended.
    mutating func close(_ phase: RolloutPhase) throws(Failure)

    /// Leaves word that what the rollout changed is to be taken back.
    mutating func askForTakeBack() throws(Failure)

    mutating func note(_ note: RolloutNote) throws(Failure)
}

extension RolloutRows {
    public mutating func jobs(_ numbers: [JobNumber]) throws(Failure) -> [JobRow] {
        var rows: [JobRow] = []
        for number in numbers {
            if let row = try job(number) { rows.append(row) }
        }
        return rows
    }
}

/// What is written into the record of events.
public enum RolloutNote: Sendable, Hashable {
    case claimed(by: WriterID, [JobNumber])
    case ended(JobNumber, attempt: Int, Outcome)
    case putBack(JobNumber, attempt: Int)
    case lapsed(JobNumber, attempt: Int, holder: WriterID?)
    /// Somebody reported on a job that is not its own any more.
    case refused(JobNumber, attempt: Int, by: WriterID)
    case changed(RolloutEventKind, from: RolloutState, to: RolloutState)
}
