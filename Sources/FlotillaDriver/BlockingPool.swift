import Glibc
import Synchronization

/// Threads of our own for calls that block: C clients, name resolution, file locks.
///
/// Swift's cooperative pool has one thread per core; two hung servers would stop every timer. Tasks that prefer this
/// executor run on its threads instead, so a task that blocks takes one of *these* out of service and nothing else.
/// It never grows: give it as many threads as calls may block at once.
public final class BlockingPool: TaskExecutor {
    public let width: Int
    private let queue: Queue

    public init(width: Int) {
        self.width = width
        queue = Queue()
        _ = OpenSSL.isWithoutExitHandler
        for _ in 0..<width { Self.startThread(queue: queue) }
    }

    deinit { queue.close() }

    public func enqueue(_ job: consuming ExecutorJob) {
        queue.append(UnownedJob(job), executor: self)
    }
}

extension BlockingPool {
    private struct Jobs {
        var pending: [(job: UnownedJob, executor: UnownedTaskExecutor)] = []
        var first = 0
        var isClosed = false

        mutating func takeFirst() -> (job: UnownedJob, executor: UnownedTaskExecutor) {
            defer {
                first += 1
                if first == pending.count {
                    pending.removeAll(keepingCapacity: true)
                    first = 0
                }
            }
            return pending[first]
        }
    }

    /// Shared by the pool and its threads, so that the pool can go away first.
    private final class Queue: Sendable {
        private let jobs = Monitor(Jobs())

        func append(_ job: UnownedJob, executor: BlockingPool) {
            jobs.change {
                $0.pending.append((job, executor.asUnownedTaskExecutor()))
                return .one
            }
        }

        func close() {
            jobs.change {
                $0.isClosed = true
                return .all
            }
        }

        func runUntilClosed() {
            while let (job, executor) = next() { job.runSynchronously(on: executor) }
        }

        /// Waits for a job; `nil` once the queue is closed and empty.
        private func next() -> (job: UnownedJob, executor: UnownedTaskExecutor)? {
            jobs.wait { jobs in
                guard jobs.first == jobs.pending.count else { return .ready(jobs.takeFirst()) }
                return jobs.isClosed ? .ready(nil) : .keepWaiting(atMost: nil)
            }
        }
    }

    private static func startThread(queue: Queue) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        // Address space only; what is not touched costs no memory.
        pthread_attr_setstacksize(&attributes, 1 << 20)
        var thread = pthread_t()
        let context = Unmanaged.passRetained(queue).toOpaque()
        let status = pthread_create(
            &thread, &attributes,
            { context in
                // `context` is never nil: it was passed four lines above.
                guard let context else { return nil }
                Unmanaged<Queue>.fromOpaque(context).takeRetainedValue().runUntilClosed()
                return nil
            }, context)
        pthread_attr_destroy(&attributes)
        if status != 0 { Unmanaged<Queue>.fromOpaque(context).release() }
    }
}
