import Glibc

/// A value, a lock and a condition: threads wait until the value is as they need it.
///
/// Only threads of our own may wait here (see ``BlockingPool``); a `Mutex` is enough where nobody waits.
public final class Monitor<Value>: @unchecked Sendable {
    // Proof of sendability: `value` is only touched with `lock` held, and never leaves `withLock` or `wait` except as
    // what the caller's closure returns. The two pthread objects live in allocated memory, so they are never moved.
    private var value: Value
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    public init(_ value: sending Value) {
        self.value = value
        pthread_mutex_init(lock, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // The wall clock may jump while somebody waits.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(changed, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_mutex_destroy(lock)
        pthread_cond_destroy(changed)
        lock.deallocate()
        changed.deallocate()
    }

    /// Which waiters look at the value again after a change.
    public enum Waking {
        case none, one, all
    }

    /// Reads the value, or changes it in a way for which nobody waits.
    public func access<Result>(_ body: (inout Value) -> sending Result) -> sending Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return body(&value)
    }

    /// Makes every waiter look again.
    public func wake() { wake(.all) }

    /// Changes the value, which then says whom to wake.
    public func change(_ body: (inout Value) -> Waking) {
        pthread_mutex_lock(lock)
        wake(body(&value))
        pthread_mutex_unlock(lock)
    }

    /// Whoever is woken has to wait for the lock, so it does not matter that the change may come after this.
    private func wake(_ waking: Waking) {
        switch waking {
        case .none: break
        case .one: pthread_cond_signal(changed)
        case .all: pthread_cond_broadcast(changed)
        }
    }

    /// What a waiter found: the answer it waited for, or for how long to go on waiting at most.
    public enum Check<Result> {
        case ready(Result)
        case keepWaiting(atMost: Duration?)
    }

    /// Blocks until `body` is ready. It is asked at once, after every change and when the time it named is over.
    public func wait<Result>(_ body: (inout Value) -> Check<Result>) -> Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while true {
            switch body(&value) {
            case .ready(let result): return result
            case .keepWaiting(.none): pthread_cond_wait(changed, lock)
            case .keepWaiting(.some(let time)):
                var until = Monitor.monotonic(in: time)
                pthread_cond_timedwait(changed, lock, &until)
            }
        }
    }

    private static func monotonic(in duration: Duration) -> timespec {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let (seconds, attoseconds) = duration.components
        time.tv_sec += Int(seconds)
        time.tv_nsec += Int(attoseconds / 1_000_000_000)
        if time.tv_nsec >= 1_000_000_000 {
            time.tv_sec += 1
            time.tv_nsec -= 1_000_000_000
        }
        return time
    }
}
