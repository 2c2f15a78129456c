import FlotillaDriver
import Glibc

/// Waiting for a descriptor, a deadline or the stop signal, whichever comes first.
enum Waiting {
    enum Outcome: Equatable {
        case ready, stopped, expired
    }

    /// A descriptor that is ready does not hide a deadline that has passed: a server that talks without end is late too.
    static func wait(
        for descriptor: Int32, events: Int32, until deadline: Deadline, stop: StopSignal?
    ) -> Outcome {
        var entries = [
            pollfd(fd: descriptor, events: Int16(events), revents: 0),
            pollfd(fd: stop?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            if stop?.isRaised == true { return .stopped }
            if deadline.hasPassed { return .expired }
            poll(&entries, 2, deadline.pollMilliseconds)
            if entries[0].revents != 0 { return .ready }
        }
    }

    /// Whether there is something to read now; the end of the stream counts.
    static func isReadable(_ descriptor: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) > 0
    }
}
