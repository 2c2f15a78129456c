import FlotillaDriver
import FlotillaLedger
import FlotillaRollout

/// The counter at which a worker's threads get their next job and leave word of the last one. One more thread carries
/// words to the ledger and brings back what may begin, so that the others never wait for the ledger while there is work.
///
/// No more are begun at once on one server than the pace allows, however many are held. While jobs are quick, as many are
/// held beyond those begun as end in a ``reach``: then the ledger is asked for tens of them at once. Of slow ones none is,
/// so that another worker may have it.
final class ClaimQueue: Sendable {
    struct Held: Sendable {
        var item: Claim.Item
        /// Numbers servers.
        var server: Int
    }

    fileprivate struct State: Sendable {
        var ready: [Held] = []
        var busy: [Int: Int] = [:]
        var outbox: [StagedReport] = []
        /// When the oldest word in the outbox was left.
        var outboxSince: ContinuousClock.Instant?
        /// Fewer were given than asked for: not asked again before, unless something has ended.
        var restUntil: ContinuousClock.Instant?
        var lastExchange = ContinuousClock.now
        var speed = Speed()
        var isClosed = false
        var isFinished = false
    }

    private enum Errand {
        case exchange([StagedReport], wanted: Int)
        case rest(Duration?)
        case leave
    }

    /// How long a ledger that had too little to hand out is left alone.
    private static let rest = Duration.milliseconds(200)
    /// How long word of an ending may wait for the next exchange.
    private static let linger = Duration.milliseconds(50)
    /// For how long what is held ready lasts.
    private static let reach = Duration.milliseconds(100)
    /// After so long without an exchange the ledger is asked whether what is held ready may still begin.
    private static let doubt = Duration.seconds(1)

    private let state = Monitor(State())
    /// Rung when the carrier may have something to do.
    private let bell = Bell()
    private let width: Int
    private let perServer: Int
    private let server: @Sendable (Claim.Item) -> Int
    private let exchange: @Sendable (_ reports: [StagedReport], _ wanted: Int) -> Claim?
    private let giveBack: @Sendable (Claim.Item) -> StagedReport

    /// - Parameters:
    ///   - width: how many jobs are begun at once at most.
    ///   - exchange: blocks; `nil` when nothing will be handed out any more.
    ///   - giveBack: what to say of a job that was not begun.
    init(
        width: Int, perServer: Int, server: @escaping @Sendable (Claim.Item) -> Int,
        exchange: @escaping @Sendable (_ reports: [StagedReport], _ wanted: Int) -> Claim?,
        giveBack: @escaping @Sendable (Claim.Item) -> StagedReport
    ) {
        self.width = width
        self.perServer = perServer
        self.server = server
        self.exchange = exchange
        self.giveBack = giveBack
    }

    /// Blocks until a job may begin; `nil` when none will any more. Every job has to be ended.
    func next() -> Held? {
        let (held, isErrand) = state.wait { state -> Monitor<State>.Check<(Held?, Bool)> in
            if state.isClosed { return .ready((nil, false)) }
            guard let index = state.ready.firstIndex(where: { state.busy[$0.server, default: 0] < perServer })
            else { return .keepWaiting(atMost: nil) }
            let held = state.ready.remove(at: index)
            state.busy[held.server, default: 0] += 1
            return .ready((held, mayAsk(state, .now)))
        }
        if isErrand { bell.ring() }
        return held
    }

    /// A job has ended, or is put back. Whoever says so asks for the next one.
    func end(_ held: Held, _ report: StagedReport) {
        let isErrand = state.access { state in
            state.busy[held.server, default: 1] -= 1
            state.speed.ended += 1
            let isFirst = state.outbox.isEmpty
            state.leave(report)
            return isFirst || mayAsk(state, .now)
        }
        if isErrand { bell.ring() }
    }

    /// Hands out nothing any more. What is held and not begun is given back.
    func close() {
        state.access { state in
            state.isClosed = true
            recall(&state) { _ in true }
        }
        state.wake()
        bell.ring()
    }

    /// Nobody will ask for a job or leave word any more.
    func finish() {
        state.access { $0.isFinished = true }
        bell.ring()
    }

    private func recall(_ state: inout State, where isRecalled: (Claim.Item) -> Bool) {
        for held in state.ready where isRecalled(held.item) { state.leave(giveBack(held.item)) }
        state.ready.removeAll { isRecalled($0.item) }
    }
}

// MARK: The carrier

extension ClaimQueue {
    /// For a thread of its own. Returns when ``finish()`` was called and everything has been taken to the ledger.
    func carry() {
        while true {
            switch state.access({ self.errand(&$0, .now) }) {
            case .exchange(let reports, let wanted): absorb(exchange(reports, wanted), wanted: wanted)
            case .rest(let time): bell.wait(atMost: time)
            case .leave: return
            }
        }
    }

    private func errand(_ state: inout State, _ now: ContinuousClock.Instant) -> Errand {
        if state.isClosed {
            if !state.outbox.isEmpty { return .exchange(state.setOut(now), wanted: 0) }
            return state.isFinished ? .leave : .rest(nil)
        }
        let isDue = state.outboxSince.map { $0 + Self.linger <= now } ?? false
        let isDoubtful = !state.ready.isEmpty && state.lastExchange + Self.doubt <= now
        if isDue || isDoubtful || mayAsk(state, now) {
            return .exchange(state.setOut(now), wanted: max(0, width + reserve(state) - state.held))
        }
        let times = [
            state.outboxSince.map { $0 + Self.linger }, isIdle(state) ? state.restUntil : nil,
            state.ready.isEmpty ? nil : state.lastExchange + Self.doubt,
        ]
        return .rest(times.compactMap { $0 }.min().map { max(.milliseconds(1), $0 - now) })
    }

    /// Whether it is time to ask for further jobs.
    private func mayAsk(_ state: State, _ now: ContinuousClock.Instant) -> Bool {
        guard let restUntil = state.restUntil else {
            return state.ready.count < width - state.busyTotal + (reserve(state) + 1) / 2
        }
        return isIdle(state) && (!state.outbox.isEmpty || restUntil <= now)
    }

    /// Threads have nothing to do, or will not when one more job has begun.
    private func isIdle(_ state: State) -> Bool { state.ready.count < width - state.busyTotal }

    private func reserve(_ state: State) -> Int {
        min(state.speed.endings(in: Self.reach), width * (Rollout.loneReserve - 1))
    }

    private func absorb(_ claim: Claim?, wanted: Int) {
        state.access { state in
            guard let claim, !state.isClosed else {
                state.ready += (claim?.items ?? []).map { Held(item: $0, server: server($0)) }
                state.isClosed = true
                return recall(&state) { _ in true }
            }
            state.ready += claim.items.map { Held(item: $0, server: server($0)) }
            let isShort = claim.items.count < wanted
            state.restUntil = isShort ? .now + min(Self.rest, claim.untilDue ?? Self.rest) : nil
            switch claim.rollout.state.phase {
            case .advancing, .gating, .sweeping, .retrying: break
            // What has not begun shall not; looking at what others left changes nothing.
            case .pausing, .aborting: recall(&state) { !$0.job.isProbe }
            case .paused, .completed, .aborted:
                state.isClosed = true
                recall(&state) { _ in true }
            }
        }
        state.wake()
    }
}

extension ClaimQueue.State {
    var busyTotal: Int { busy.values.reduce(0, +) }

    /// Begun or not.
    var held: Int { busyTotal + ready.count }

    /// Somebody goes to the ledger and takes along what there is.
    fileprivate mutating func setOut(_ now: ContinuousClock.Instant) -> [StagedReport] {
        lastExchange = now
        speed.measure(now)
        defer {
            outbox = []
            outboxSince = nil
        }
        return outbox
    }

    fileprivate mutating func leave(_ report: StagedReport) {
        outbox.append(report)
        outboxSince = outboxSince ?? .now
    }
}

/// How many jobs end in a time.
private struct Speed: Sendable {
    private static let window = Duration.milliseconds(20)

    /// Since it was measured.
    var ended = 0
    private var since = ContinuousClock.now
    private var perSecond = 0.0

    mutating func measure(_ now: ContinuousClock.Instant) {
        guard now - since >= Self.window else { return }
        perSecond = Double(ended) / ((now - since) / .seconds(1))
        since = now
        ended = 0
    }

    func endings(in time: Duration) -> Int { Int(perSecond * (time / .seconds(1))) }
}
