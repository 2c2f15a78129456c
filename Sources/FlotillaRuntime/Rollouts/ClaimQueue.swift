import FlotillaDriver
import FlotillaLedger
import FlotillaRollout

/// The counter at which a worker's threads ask for their next job. It fetches several at once from the ledger, no more
/// than the threads are about to need: what is claimed and not begun keeps others waiting.
///
/// One thread at a time goes and fetches; the others take what there is, or wait.
final class ClaimQueue: Sendable {
    private struct State: Sendable {
        var ready: [Claim.Item] = []
        var busy = 0
        var isFetching = false
        var isClosed = false
        /// Nothing was to be had; not asked again before.
        var notBefore: ContinuousClock.Instant?
        var phase: RolloutPhase?
    }

    private enum Next {
        case work(Claim.Item)
        case fetch(wanted: Int)
        case leave
    }

    /// How long a ledger that had nothing to hand out is left alone.
    private static let rest = Duration.milliseconds(200)

    private let state = Monitor(State())
    private let width: Int
    private let fetch: @Sendable (_ wanted: Int) -> Claim?
    private let giveBack: @Sendable ([Claim.Item]) -> Void

    /// - Parameters:
    ///   - fetch: blocks; `nil` when nothing will be handed out any more.
    ///   - giveBack: says of jobs that they were not begun.
    init(
        width: Int, fetch: @escaping @Sendable (_ wanted: Int) -> Claim?,
        giveBack: @escaping @Sendable ([Claim.Item]) -> Void
    ) {
        self.width = width
        self.fetch = fetch
        self.giveBack = giveBack
    }

    /// The last that the ledger said of the rollout.
    var phase: RolloutPhase? { state.access { $0.phase } }

    /// Blocks until a job may begin; `nil` when none will any more. Every job has to be ended.
    func next() -> Claim.Item? {
        while true {
            switch state.wait({ self.decide(&$0) }) {
            case .work(let item): return item
            case .leave: return nil
            case .fetch(let wanted): absorb(fetch(wanted))
            }
        }
    }

    /// A job has been reported on.
    func end() {
        state.change { state in
            state.busy -= 1
            // What has ended may let another job begin.
            state.notBefore = nil
            return .all
        }
    }

    /// Hands out nothing any more.
    func close() {
        let left = state.access { state in
            state.isClosed = true
            defer { state.ready = [] }
            return state.ready
        }
        state.wake()
        if !left.isEmpty { giveBack(left) }
    }

    private func decide(_ state: inout State) -> Monitor<State>.Check<Next> {
        if state.isClosed { return .ready(.leave) }
        let isLow = state.ready.count * 2 < width - state.busy || state.ready.isEmpty
        let mayFetch = !state.isFetching && (state.notBefore.map { $0 <= .now } ?? true)
        if isLow, mayFetch {
            state.isFetching = true
            return .ready(.fetch(wanted: max(1, width + width / 2 - state.busy - state.ready.count)))
        }
        if !state.ready.isEmpty {
            state.busy += 1
            return .ready(.work(state.ready.removeFirst()))
        }
        return .keepWaiting(atMost: state.isFetching ? nil : state.notBefore.map { max(.milliseconds(1), $0 - .now) })
    }

    private func absorb(_ claim: Claim?) {
        let recalled = state.access { state -> [Claim.Item] in
            state.isFetching = false
            guard let claim, !state.isClosed else {
                state.isClosed = true
                defer { state.ready = [] }
                return state.ready + (claim?.items ?? [])
            }
            state.phase = claim.rollout.state.phase
            state.ready += claim.items
            if claim.items.isEmpty { state.notBefore = .now + min(Self.rest, claim.untilDue ?? Self.rest) }
            switch claim.rollout.state.phase {
            case .advancing, .gating, .retrying: return []
            case .pausing, .aborting:
                // What has not begun shall not; looking at what others left changes nothing.
                defer { state.ready.removeAll { !$0.job.isProbe } }
                return state.ready.filter { !$0.job.isProbe }
            case .paused, .completed, .aborted:
                state.isClosed = true
                defer { state.ready = [] }
                return state.ready
            }
        }
        state.wake()
        if !recalled.isEmpty { giveBack(recalled) }
    }
}
