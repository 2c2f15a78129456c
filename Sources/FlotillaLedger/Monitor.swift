import Glibc

/// A value behind a lock, on whose changes threads can wait.
final class Monitor<State>: @unchecked Sendable {
    // Proof of sendability: `state` is only touched with `lock` held; the two pthread objects are initialised once,
    // never moved (they live in allocated memory) and freed by the last owner.
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var state: State

    /// What a waiting thread finds.
    enum Finding<Value> {
        case done(Value)
        /// Look again when something has changed, or at this moment.
        case wait(until: ContinuousClock.Instant?)
    }

    init(_ state: sending State) {
        self.state = state
        pthread_mutex_init(lock, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // Setting the machine's time must neither wake nor delay anybody.
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

    /// Wakes nobody: call ``wake()`` when somebody may wait for the change.
    func access<Value>(_ body: (inout State) -> Value) -> Value {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return body(&state)
    }

    /// Makes every waiting thread look again.
    func wake() { pthread_cond_broadcast(changed) }

    /// Blocks the calling thread until `look` finds what it waits for.
    func wait<Value>(_ look: (inout State) -> Finding<Value>) -> Value {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while true {
            switch look(&state) {
            case .done(let value): return value
            case .wait(nil): pthread_cond_wait(changed, lock)
            case .wait(let moment?): waitForChange(until: moment)
            }
        }
    }

    private func waitForChange(until moment: ContinuousClock.Instant) {
        let (seconds, attoseconds) = max(.zero, moment - ContinuousClock.now).components
        var end = timespec()
        clock_gettime(CLOCK_MONOTONIC, &end)
        end.tv_sec += Int(seconds)
        end.tv_nsec += Int(attoseconds / 1_000_000_000)
        if end.tv_nsec >= 1_000_000_000 {
            end.tv_sec += 1
            end.tv_nsec -= 1_000_000_000
        }
        pthread_cond_timedwait(changed, lock, &end)
    }
}
