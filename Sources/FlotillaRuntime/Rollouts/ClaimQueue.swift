import FlotillaDriver
import FlotillaLedger
import FlotillaRollout

/// The counter at which a worker's threads ask for their next job and leave word of the last one. It goes to the ledger
/// for all of them: one thread at a time takes along what has ended and brings back what may begin, while the others work
/// or wait.
///
/// No more are begun at once on one server than the pace allows, however many are held.
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
        var isFetching = false
        var isClosed = false
        var isFinished = false
        /// Nothing was to be had; not asked again before.
        var notBefore: ContinuousClock.Instant?

        var busyTotal: Int { busy.values.reduce(0, +) }
    }

    private enum Next {
        case work(Held)
        case exchange([StagedReport], wanted: Int)
        case leave
    }

    /// How long a ledger that had nothing to hand out is left alone.
    private static let rest = Duration.milliseconds(200)
    /// How long word of an ending may wait for the next exchange.
    private static let linger = Duration.milliseconds(50)

    private let state = Monitor(State())
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
        while true {
            switch state.wait({ self.decide(&$0) }) {
            case .work(let held): return held
            case .leave: return nil
            case .exchange(let reports, let wanted): absorb(exchange(reports, wanted), isAsking: wanted > 0)
            }
        }
    }

    /// A job has ended, or is put back.
    func end(_ held: Held, _ report: StagedReport) {
        state.change { state in
            state.busy[held.server, default: 1] -= 1
            state.leave(report)
            // What has ended may let another job begin.
            state.notBefore = nil
            return .all
        }
    }

    /// Hands out nothing any more. What is held and not begun is given back.
    func close() {
        state.access { state in
            state.isClosed = true
            recall(&state) { _ in true }
        }
        state.wake()
    }

    private func recall(_ state: inout State, where isRecalled: (Claim.Item) -> Bool) {
        for held in state.ready where isRecalled(held.item) { state.leave(giveBack(held.item)) }
        state.ready.removeAll { isRecalled($0.item) }
    }

    private func decide(_ state: inout State) -> Monitor<State>.Check<Next> {
        if state.isClosed { return .ready(.leave) }
        let free = width - state.busyTotal
        let isLow = state.ready.count < free
        let mayAsk = state.notBefore.map { $0 <= .now } ?? true
        if !state.isFetching, isLow, mayAsk {
            let wanted = 2 * width - state.busyTotal - state.ready.count
            return .ready(.exchange(state.setOut(), wanted: max(0, wanted)))
        }
        if let index = state.ready.firstIndex(where: { state.busy[$0.server, default: 0] < perServer }) {
            let held = state.ready.remove(at: index)
            state.busy[held.server, default: 0] += 1
            return .ready(.work(held))
        }
        return .keepWaiting(
            atMost: state.isFetching ? nil : state.notBefore.map { max(.milliseconds(1), $0 - .now) })
    }

    /// Takes words to the ledger that would otherwise wait until a thread has nothing to do, and what is given back at
    /// once. For a thread of its own; returns when ``finish()`` was called and everything has been taken there.
    func carry() {
        while true {
            let reports = state.wait { state -> Monitor<State>.Check<[StagedReport]?> in
                guard !state.isFetching else { return .keepWaiting(atMost: nil) }
                guard let since = state.outboxSince else {
                    return state.isFinished ? .ready(nil) : .keepWaiting(atMost: nil)
                }
                let left = state.isClosed ? .zero : since + Self.linger - .now
                return left <= .zero ? .ready(state.setOut()) : .keepWaiting(atMost: left)
            }
            guard let reports else { return }
            absorb(exchange(reports, 0), isAsking: false)
        }
    }

    /// Nobody will ask for a job or leave word any more.
    func finish() {
        state.access { $0.isFinished = true }
        state.wake()
    }

    /// - Parameter isAsking: jobs were asked for.
    private func absorb(_ claim: Claim?, isAsking: Bool) {
        state.access { state in
            state.isFetching = false
            guard let claim, !state.isClosed else {
                state.ready += (claim?.items ?? []).map { Held(item: $0, server: server($0)) }
                state.isClosed = true
                return recall(&state) { _ in true }
            }
            state.ready += claim.items.map { Held(item: $0, server: server($0)) }
            if claim.items.isEmpty, isAsking { state.notBefore = .now + min(Self.rest, claim.untilDue ?? Self.rest) }
            switch claim.rollout.state.phase {
            case .advancing, .gating, .retrying: break
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
    /// Somebody goes to the ledger and takes along what there is.
    fileprivate mutating func setOut() -> [StagedReport] {
        isFetching = true
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
