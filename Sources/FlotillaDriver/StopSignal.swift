import Glibc
import Synchronization

/// Tells work that waits in C calls to stop. Raised once, never lowered.
///
/// A session puts ``descriptor`` into the set it polls; it becomes readable when the signal is raised. It is the reading
/// end of a pipe, so that any number of pollers see it and none has to take it down.
public final class StopSignal: Sendable {
    public let descriptor: Int32
    private let writing: Int32
    private let raised = Atomic<Bool>(false)
    private let condition: (@Sendable () -> Bool)?

    public convenience init() { self.init(raisedWhen: nil) }

    /// - Parameter condition: raises the signal by itself, as soon as somebody asks whether it is raised. Whoever waits at
    ///   the descriptor does not ask.
    public init(raisedWhen condition: (@Sendable () -> Bool)?) {
        self.condition = condition
        var ends: [Int32] = [-1, -1]
        // When no descriptor is left both stay -1: poll(2) then ignores the entry, and `isRaised` still works.
        if pipe(&ends) == 0 { for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) } }
        descriptor = ends[0]
        writing = ends[1]
    }

    deinit {
        close(descriptor)
        close(writing)
    }

    public var isRaised: Bool {
        if raised.load(ordering: .acquiring) { return true }
        guard let condition, condition() else { return false }
        raise()
        return true
    }

    /// May be called from any thread and more than once.
    public func raise() {
        guard !raised.exchange(true, ordering: .acquiringAndReleasing) else { return }
        var byte: UInt8 = 1
        _ = write(writing, &byte, 1)
    }

    /// Blocks the thread for `duration`, or until the signal is raised.
    public func wait(atMost duration: Duration) {
        let deadline = Deadline.after(duration)
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while !isRaised, !deadline.hasPassed { poll(&entry, 1, deadline.pollMilliseconds) }
    }
}
