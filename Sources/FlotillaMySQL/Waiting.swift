import CMariaDB
import FlotillaDriver
import Glibc

/// How long one call into libmariadb may wait, and what happens when that time is over.
///
/// The library's own non-blocking interface does not do: `mysql_real_connect_start` performs the whole TLS handshake
/// with blocking calls (libmariadb/secure/openssl.c, `ma_tls_connect`; seen with 3.3.20), so a server that sends one byte
/// a second would hold it for hours. Its blocking interface, on the other hand, asks a function of ours to wait
/// (`MARIADB_OPT_IO_WAIT`) whenever the socket has nothing to give, provided that the socket does not block.
/// ``Library`` sees to that. So everything waits here: in poll(2), on the socket and the stop signal, until a deadline.
///
/// In an everyday picture: the waiter who looks at the door, at the clock and at the manager, and who first asks the
/// kitchen to stop before he walks out.
final class Waiting {
    enum Interruption { case deadline, stop }

    /// The polite end: ask the server to cancel, then give it `grace` to say so.
    struct Cancellation {
        var grace: Duration
        /// Is told until when it may try. Called again at each quarter of the grace, because a request that arrives
        /// between two statements of a batch cancels neither.
        var request: (Deadline) -> Void
    }

    /// Nothing is sent or received any more. For `mysql_close`, which would say good-bye to a server that hangs.
    static var none: Waiting { Waiting(until: .after(.zero), stop: nil) }

    /// Milliseconds by which a stop may be seen late.
    private static let firstLook: Int32 = 10

    /// While a statement is being sent a TLS connection waits to write, although the library says "read".
    var isSending = false
    /// Why the wait ended early; `nil` while it has not.
    private(set) var interruption: Interruption?

    /// Looks over the library's shoulder while it logs in.
    let tap: LoginTap?
    private let deadline: Deadline
    private let stop: StopSignal?
    private let cancellation: Cancellation?
    private var reads = 0
    private var end: Deadline?
    private var nextRequest: Deadline?

    init(until deadline: Deadline, stop: StopSignal?, tap: LoginTap? = nil, cancellation: Cancellation? = nil) {
        self.tap = tap
        self.deadline = deadline
        self.stop = stop
        self.cancellation = cancellation
    }

    /// Waits until `descriptor` is ready; `false` when the time is over and the connection is to be given up.
    func untilReady(_ descriptor: Int32, reading: Bool) -> Bool {
        let events = Int16(reading && !isSending ? POLLIN : POLLOUT)
        var isFirst = true
        while let next = nextLook() {
            // Most answers come at once: for those, the stop signal's descriptor would double the cost of waiting.
            let limit = isFirst ? min(next.pollMilliseconds, Self.firstLook) : next.pollMilliseconds
            if poll(descriptor, events, for: limit, alone: isFirst) { return true }
            isFirst = false
        }
        return false
    }

    private func poll(_ descriptor: Int32, _ events: Int16, for milliseconds: Int32, alone: Bool) -> Bool {
        // poll(2) ignores a negative descriptor. A signal once seen would only make it spin.
        let signal = interruption == nil ? stop?.descriptor ?? -1 : -1
        var entries = (
            pollfd(fd: descriptor, events: events, revents: 0), pollfd(fd: signal, events: Int16(POLLIN), revents: 0)
        )
        withUnsafeMutablePointer(to: &entries) { entries in
            entries.withMemoryRebound(to: pollfd.self, capacity: 2) {
                _ = Glibc.poll($0, alone ? 1 : 2, milliseconds)
            }
        }
        return entries.0.revents != 0
    }

    /// Whether there is time to begin something at all.
    func mayStart() -> Bool {
        noticeInterruption()
        return interruption == nil
    }

    /// Counts what has come in; `false` when it is time to give up on a server that never pauses. Looks at the clock now
    /// and then only, because most answers are short.
    func mayReadOn() -> Bool {
        reads &+= 1
        return reads % 16 != 0 || nextLook() != nil
    }

    /// When to look up from waiting next; `nil` when it is time to give up. Asks for cancellation on the way.
    func nextLook() -> Deadline? {
        noticeInterruption()
        guard interruption != nil else { return deadline }
        guard let cancellation, let end, !end.hasPassed else { return nil }
        if let nextRequest, nextRequest.hasPassed {
            self.nextRequest = .after(cancellation.grace / 4)
            // A request that hangs must leave time to see the answer.
            cancellation.request(.earlier(.after(cancellation.grace / 2), end))
        }
        return nextRequest.map { .earlier($0, end) } ?? end
    }

    private func noticeInterruption() {
        guard interruption == nil else { return }
        if let stop, stop.isRaised {
            interruption = .stop
        } else if deadline.hasPassed {
            interruption = .deadline
        } else {
            return
        }
        end = cancellation.map { .after($0.grace) }
        nextRequest = .after(.zero)
    }
}
