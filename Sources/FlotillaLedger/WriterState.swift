import FlotillaDriver
import FlotillaRollout

/// What lives on the writer's thread and nowhere else: the connection, and the runs that this process must keep alive.
final class WriterState {
    let store: SQLiteStore
    let settings: LedgerSettings
    private let inbox: Monitor<Inbox>
    private var runs: [RunID] = []

    init(path: String, settings: LedgerSettings, inbox: Monitor<Inbox>) throws(LedgerError) {
        self.settings = settings
        self.inbox = inbox
        store = try SQLiteStore.writer(path: path, clockOffset: settings.clockOffset)
    }

    /// Until the ledger is closed.
    func run() {
        while true {
            let (facts, requests, isLast) = nextTurn()
            write(facts, isLast: isLast)
            inbox.wake()
            for request in requests { request(self) }
            if isLast { return store.close() }
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
            case .act(let facts, let requests, let isLast): .done((facts, requests, isLast))
            case .sleep(let moment): .wait(until: moment)
            }
        }
    }

    /// One transaction for all of `facts`, with a sign of life of every run. Without facts, only that.
    private func write(_ facts: [Inbox.Fact], isLast: Bool) {
        guard !facts.isEmpty || !runs.isEmpty, !inbox.access({ $0.hasFailed }) else { return }
        let start = ContinuousClock.now
        do throws(DriverError) {
            guard try store.write(facts, keepingAlive: runs) else { return fail(.leaseLost) }
            inbox.access { [runs] in $0.beat(hasRuns: !runs.isEmpty, now: start) }
        } catch {
            // Another process is writing. The lease says how long we may go on trying.
            guard error.cause == .lockTimeout, !isLast else { return fail(LedgerError(error)) }
            inbox.access { inbox in
                if let failure = inbox.failure(now: .now) {
                    inbox.fail(failure)
                } else {
                    inbox.putBack(facts, now: start)
                }
            }
        }
    }

    private func fail(_ error: LedgerError) { inbox.access { $0.fail(error) } }
}
