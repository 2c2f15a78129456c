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
    /// Jobs and a condition variable; shared by the pool and its threads, so that the pool can go away first.
    private final class Queue: @unchecked Sendable {
        // Proof of sendability: `pending` and `isClosed` are only touched with `lock` held; the two pthread objects are
        // initialised once, never moved (they live in allocated memory) and freed by the last owner.
        private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        private let arrival = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
        private var pending: [(UnownedJob, UnownedTaskExecutor)] = []
        private var first = 0
        private var isClosed = false

        init() {
            pthread_mutex_init(lock, nil)
            pthread_cond_init(arrival, nil)
        }

        deinit {
            pthread_mutex_destroy(lock)
            pthread_cond_destroy(arrival)
            lock.deallocate()
            arrival.deallocate()
        }

        func append(_ job: UnownedJob, executor: BlockingPool) {
            pthread_mutex_lock(lock)
            pending.append((job, executor.asUnownedTaskExecutor()))
            pthread_cond_signal(arrival)
            pthread_mutex_unlock(lock)
        }

        func close() {
            pthread_mutex_lock(lock)
            isClosed = true
            pthread_cond_broadcast(arrival)
            pthread_mutex_unlock(lock)
        }

        /// Waits for a job; `nil` once the queue is closed and empty.
        func next() -> (UnownedJob, UnownedTaskExecutor)? {
            pthread_mutex_lock(lock)
            defer { pthread_mutex_unlock(lock) }
            while first == pending.count {
                if isClosed { return nil }
                pthread_cond_wait(arrival, lock)
            }
            defer {
                first += 1
                if first == pending.count {
                    pending.removeAll(keepingCapacity: true)
                    first = 0
                }
            }
            return pending[first]
        }

        func runUntilClosed() {
            while let (job, executor) = next() { job.runSynchronously(on: executor) }
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
