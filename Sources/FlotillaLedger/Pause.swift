import FlotillaDriver

/// Waiting on a thread of our own.
enum Pause {
    static func wait(_ duration: Duration) {
        let end = Deadline.after(duration)
        Monitor(()).wait { _ in end.hasPassed ? .ready(()) : .keepWaiting(atMost: end.remaining) }
    }
}
