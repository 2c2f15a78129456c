import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout

/// What the writer has been told and has not written yet, and when it has to act. It decides; the writer acts.
struct Inbox {
    /// Something that happened.
    enum Fact: Sendable {
        case job(RunID, JobEvent)
        case version(TargetEntry, [RevisionID])
        case estimates(TargetID, [RowEstimate])
    }

    /// Work that somebody waits for.
    struct Request: Sendable {
        /// It gives a sign of life in its own transaction, and needs none before it to know that nobody has taken this
        /// process for dead.
        let beats: Bool
        let work: @Sendable (WriterState) -> Void
    }

    /// What the writer does next.
    enum Next {
        /// - Parameter mustBeat: a sign of life is needed, whether or not there are facts to be written with it.
        case act(facts: [Fact], requests: [Request], mustBeat: Bool, isLast: Bool)
        case rest(until: ContinuousClock.Instant?)
    }

    private let settings: LedgerSettings
    private var facts: [Fact] = []
    private var requests: [Request] = []
    private var firstArrival: ContinuousClock.Instant?
    private var nextHeartbeat: ContinuousClock.Instant?
    private var leaseEnds: ContinuousClock.Instant? { didSet { publish() } }
    private(set) var isClosed = false { didSet { publish() } }
    /// Set once, by the writer; facts that come later are dropped, because they could only be lost.
    private var lastingFailure: LedgerError? { didSet { publish() } }
    /// Why the ledger cannot be reached at the moment.
    private var trouble: (since: ContinuousClock.Instant, message: String)?

    /// Told of everything that lengthens or ends the leases.
    private let held: HeldUntil

    init(_ settings: LedgerSettings, held: HeldUntil) {
        self.settings = settings
        self.held = held
    }

    private func publish() {
        if lastingFailure != nil || isClosed { held.end() } else { held.set(leaseEnds) }
    }

    var isFull: Bool { facts.count >= settings.capacity && lastingFailure == nil && !isClosed }

    /// What is wrong with the ledger at `now`. A lease that ran out without anybody noticing counts.
    func failure(now: ContinuousClock.Instant) -> LedgerError? {
        if let lastingFailure { return lastingFailure }
        if let leaseEnds, now >= leaseEnds { return .leaseLost }
        return trouble.map { .unavailable(since: $0.since, message: $0.message) }
    }

    var hasFailed: Bool { lastingFailure != nil }

    /// Whether the writer has to be woken for it.
    mutating func add(_ fact: Fact, now: ContinuousClock.Instant) -> Bool {
        guard lastingFailure == nil, !isClosed else { return false }
        facts.append(fact)
        guard facts.count > 1 else {
            firstArrival = now
            return true
        }
        return facts.count == settings.batch
    }

    /// False when nobody would carry it out any more.
    mutating func add(_ request: Request) -> Bool {
        guard !isClosed else { return false }
        requests.append(request)
        return true
    }

    mutating func next(now: ContinuousClock.Instant) -> Next {
        let moments = [firstArrival.map { $0 + settings.linger }, nextHeartbeat].compactMap { $0 }
        let isDue = moments.contains { $0 <= now } || facts.count >= settings.batch
        guard isDue || isClosed || !requests.isEmpty else { return .rest(until: moments.min()) }
        let mustBeat = nextHeartbeat.map { $0 <= now || requests.contains { !$0.beats } } ?? false
        let next = Next.act(facts: facts, requests: requests, mustBeat: mustBeat, isLast: isClosed)
        facts = []
        requests = []
        firstArrival = nil
        return next
    }

    /// The ledger cannot be reached; what has been taken goes on being tried.
    mutating func suffer(_ message: String, now: ContinuousClock.Instant) {
        trouble = (trouble?.since ?? now, message)
    }

    /// The ledger has answered. True when it was in trouble before.
    mutating func recover() -> Bool {
        defer { trouble = nil }
        return trouble != nil
    }

    /// A sign of life was written at `now`, or (`hasRuns` false) none is needed any more.
    mutating func beat(hasRuns: Bool, now: ContinuousClock.Instant) {
        nextHeartbeat = hasRuns ? now + settings.heartbeat : nil
        leaseEnds = hasRuns ? now + HeldLease.length(within: settings.lease) : nil
    }

    mutating func fail(_ error: LedgerError) {
        guard lastingFailure == nil else { return }
        lastingFailure = error
        trouble = nil
        facts = []
        firstArrival = nil
        nextHeartbeat = nil
    }

    mutating func close() { isClosed = true }
}
