import FlotillaDriver
import FlotillaRollout

/// What lives on the writer's thread and nowhere else: the connection, and the runs that this process must keep alive.
final class WriterState {
    let store: LedgerStore
    let settings: LedgerSettings
    private let address: LedgerAddress
    private let inbox: Monitor<Inbox>
    private var runs: [RunID] = []
    /// Since when another process has kept us from writing.
    private var heldUpSince: ContinuousClock.Instant?

    init(_ address: LedgerAddress, settings: LedgerSettings, inbox: Monitor<Inbox>) throws(LedgerError) {
        self.settings = settings
        self.address = address
        self.inbox = inbox
        store = try address.writer(settings)
    }

    /// Until the ledger is closed.
    func run() {
        while true {
            let (facts, requests, isLast) = nextTurn()
            if write(facts) {
                for request in requests { request(self) }
                if isLast { return store.close() }
            } else {
                inbox.access { $0.putBack(facts, requests, now: .now) }
            }
            inbox.wake()
        }
    }

    /// From now on the run is kept alive.
    func own(_ run: RunID) {
        runs.append(run)
        beat()
    }

    func disown(_ run: RunID) {
        runs.removeAll { $0 == run }
        beat()
    }

    private func beat() {
        inbox.access { [runs] in $0.beat(hasRuns: !runs.isEmpty, now: .now) }
    }

    private func nextTurn() -> (facts: [Inbox.Fact], requests: [Inbox.Request], isLast: Bool) {
        inbox.wait { inbox in
            switch inbox.next(now: .now) {
            case .act(let facts, let requests, let isLast): .ready((facts, requests, isLast))
            case .rest(let moment): .keepWaiting(atMost: moment.map { max(.zero, $0 - .now) })
            }
        }
    }

    /// One transaction for all of `facts`, with a sign of life of every run. Without facts, only that.
    ///
    /// False when it has to be tried again, because another process is writing.
    private func write(_ facts: [Inbox.Fact]) -> Bool {
        guard !facts.isEmpty || !runs.isEmpty, !inbox.access({ $0.hasFailed }) else { return true }
        let start = ContinuousClock.now
        do throws(DriverError) {
            if try store.write(facts, keepingAlive: runs) {
                heldUpSince = nil
                inbox.access { [runs] in $0.beat(hasRuns: !runs.isEmpty, now: start) }
            } else {
                fail(.leaseLost)
            }
        } catch {
            if error.cause == .lockTimeout, mayTryAgain(since: start) { return false }
            fail(error.cause == .lockTimeout && !runs.isEmpty ? .leaseLost : LedgerError(error, at: address))
        }
        return true
    }

    /// Within one lease: after that others may take this process for dead.
    private func mayTryAgain(since start: ContinuousClock.Instant) -> Bool {
        let first = heldUpSince ?? start
        heldUpSince = first
        return ContinuousClock.now - first < settings.lease
    }

    private func fail(_ error: LedgerError) { inbox.access { $0.fail(error) } }
}
