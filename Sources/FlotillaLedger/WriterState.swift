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
    private static let backoff = RetryPolicy(retries: .max, base: .milliseconds(50), cap: .seconds(2))

    init(_ address: LedgerAddress, settings: LedgerSettings, inbox: Monitor<Inbox>) throws(LedgerError) {
        self.settings = settings
        self.address = address
        self.inbox = inbox
        store = try address.writer(settings) { error in Self.suffer(error, inbox) }
    }

    /// Until the ledger is closed.
    func run() {
        while true {
            let (facts, requests, mustBeat, isLast) = nextTurn()
            if mustBeat || !facts.isEmpty { write(facts) }
            for request in requests { request.work(self) }
            if isLast { store.close() }
            inbox.wake()
            if isLast { return }
        }
    }

    /// Does `work` again and again, as long as only time is needed for it to succeed, and at most for one lease: after that
    /// others may take this process for dead. Work that finds that they have done so fails with `locked`.
    func persist<Value>(_ work: () throws(DriverError) -> Value) throws(LedgerError) -> Value {
        let start = ContinuousClock.now
        var random = SystemRandomNumberGenerator()
        var attempt = 0
        while true {
            do throws(DriverError) {
                let value = try work()
                recover()
                return value
            } catch {
                attempt += 1
                if error.cause == .locked {
                    // Statements that run meanwhile are to be cancelled at once.
                    inbox.access { $0.fail(.leaseLost) }
                    throw .leaseLost
                }
                // What may have been done already is not done again.
                let isPassing = store.connection.isPassing(error)
                guard isPassing, !error.effectIsUnknown, ContinuousClock.now - start < settings.lease else {
                    throw isPassing && isAwaited ? .leaseLost : LedgerError(error, at: address)
                }
                // Who waited for another writer has waited enough, and the ledger is there.
                guard error.cause != .lockTimeout else { continue }
                Self.suffer(error, inbox)
                Pause.wait(Self.backoff.delay(after: .connectionLost, attempt: attempt, using: &random) ?? .zero)
            }
        }
    }

    private func recover() {
        if inbox.access({ $0.recover() }) { inbox.wake() }
    }

    private static func suffer(_ error: DriverError, _ inbox: Monitor<Inbox>) {
        inbox.access { $0.suffer(error.message, now: .now) }
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

    private func nextTurn() -> (facts: [Inbox.Fact], requests: [Inbox.Request], mustBeat: Bool, isLast: Bool) {
        inbox.wait { inbox in
            switch inbox.next(now: .now) {
            case .act(let facts, let requests, let mustBeat, let isLast): .ready((facts, requests, mustBeat, isLast))
            case .rest(let moment): .keepWaiting(atMost: moment.map { max(.zero, $0 - .now) })
            }
        }
    }

    /// One transaction for all of `facts`, with a sign of life of every run. Without facts, only that.
    private func write(_ facts: [Inbox.Fact]) {
        guard !inbox.access({ $0.hasFailed }) else { return }
        do throws(LedgerError) {
            let start = try persist { () throws(DriverError) in
                let start = ContinuousClock.now
                return try store.write(facts, keepingAlive: runs, workers, lease: settings.lease) ? start : nil
            }
            guard let start else { throw .leaseLost }
            inbox.access { [isAwaited] in $0.beat(hasRuns: isAwaited, now: start) }
        } catch {
            inbox.access { $0.fail(error) }
        }
    }
}
