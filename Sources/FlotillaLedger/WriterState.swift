import FlotillaDriver
import FlotillaRollout

/// What lives on the writer's thread and nowhere else: the connection, and the runs that this process must keep alive.
final class WriterState {
    let store: LedgerStore
    let settings: LedgerSettings
    private let address: LedgerAddress
    private let inbox: Monitor<Inbox>
    private var runs: [RunID] = []
    private var workers: [WriterID] = []
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

    func own(_ worker: WriterID) {
        workers.append(worker)
        beat()
    }

    func disown(_ worker: WriterID) {
        workers.removeAll { $0 == worker }
        beat()
    }

    /// Whether others would take this process for dead without signs of life.
    private var isAwaited: Bool { !runs.isEmpty || !workers.isEmpty }

    private func beat() {
        inbox.access { [isAwaited] in $0.beat(hasRuns: isAwaited, now: .now) }
    }

    /// Does `work` and says what an error of the engine means for the ledger.
    func `try`<Value>(
        _ work: (LedgerStore) throws(DriverError) -> Value
    ) throws(LedgerError) -> Value {
        do throws(DriverError) { return try work(store) } catch { throw LedgerError(error, at: address) }
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
        guard !facts.isEmpty || isAwaited, !inbox.access({ $0.hasFailed }) else { return true }
        let start = ContinuousClock.now
        do throws(DriverError) {
            if try store.write(facts, keepingAlive: runs, workers, lease: settings.lease) {
                heldUpSince = nil
                inbox.access { [isAwaited] in $0.beat(hasRuns: isAwaited, now: start) }
            } else {
                fail(.leaseLost)
            }
        } catch {
            if error.cause == .lockTimeout, mayTryAgain(since: start) { return false }
            fail(error.cause == .lockTimeout && isAwaited ? .leaseLost : LedgerError(error, at: address))
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
