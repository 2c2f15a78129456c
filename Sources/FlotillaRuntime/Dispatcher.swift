import FlotillaDriver
import FlotillaRollout

/// The counter at which free threads ask for their next job: a ``FairQueue`` behind a lock, with real time.
final class Dispatcher: Sendable {
    private let queue: Monitor<FairQueue>
    private let start = ContinuousClock.now

    init(_ queue: FairQueue) { self.queue = Monitor(queue) }

    private var now: Duration { ContinuousClock.now - start }

    var waitingForRetry: Int { queue.access { $0.waitingForRetry } }

    /// Blocks until a job may start; `nil` when no job will start any more.
    func next() -> FairQueue.Ticket? {
        queue.wait { queue in
            switch queue.next(at: self.now) {
            case .start(let ticket): .ready(ticket)
            case .finished: .ready(nil)
            case .wait(let until): .keepWaiting(atMost: until.map { max(.milliseconds(1), $0 - self.now) })
            }
        }
    }

    func end(_ ticket: FairQueue.Ticket) {
        queue.change { queue in
            queue.end(ticket)
            // One place has become free, so one thread may go on; at the end all of them have to leave.
            return queue.isEmpty ? .all : .one
        }
    }

    /// False when no job will be started any more; the job is still under way then.
    func retry(_ ticket: FairQueue.Ticket, after delay: Duration) -> Bool {
        defer { queue.wake() }
        return queue.access { $0.retry(ticket, at: self.now + delay) }
    }

    func narrow(_ server: Int) { queue.access { $0.narrow(server) } }

    /// Hands out nothing any more. Only the first call returns jobs.
    func close() -> (untouched: [Int], interrupted: [FairQueue.Ticket]) {
        defer { queue.wake() }
        return queue.access { $0.close() }
    }
}
