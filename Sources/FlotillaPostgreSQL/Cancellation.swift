import CLibPQ
import FlotillaDriver
import Glibc

/// Why a running batch is being cancelled, and how long the server has to react.
struct Interruption {
    enum Reason {
        case deadlinePassed
        case stopped
        /// The server entered a state that we do not serve.
        case refused
    }

    let reason: Reason
    let request: CancelRequest?
    let graceEnds: Deadline

    init(_ reason: Reason, of connection: Connection, grace: Duration) {
        self.reason = reason
        request = CancelRequest(connection)
        graceEnds = .after(grace)
    }
}

/// Asks the server, over a connection of its own, to cancel what a session is doing.
///
/// `PQcancel` blocks until the server hangs up, which a stopped server never does. So it has a thread of its own, which is
/// left behind in that case; it holds nothing but a copy of the address.
final class CancelRequest: @unchecked Sendable {
    // Proof of sendability: `handle` is set once, before the thread starts, and used by that thread only.
    private let handle: OpaquePointer
    /// Raised when the server has been told, or could not be.
    let done = StopSignal()

    /// Sends the request. `nil` when the connection is gone or there is no thread.
    init?(_ connection: Connection) {
        guard let handle = PQgetCancel(connection.pointer) else { return nil }
        self.handle = handle
        guard startThread() else { return nil }
    }

    deinit { PQfreeCancel(handle) }

    private func startThread() -> Bool {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, 256 << 10)
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self)
        let status = pthread_create(
            &thread, &attributes,
            { context in
                // `context` is never nil: it is passed below.
                guard let context else { return nil }
                Unmanaged<CancelRequest>.fromOpaque(context).takeRetainedValue().send()
                return nil
            }, context.toOpaque())
        if status != 0 { context.release() }
        return status == 0
    }

    private func send() {
        var words = [CChar](repeating: 0, count: 256)
        // A refusal needs no handling: the batch then ends by itself or when its grace is over.
        PQcancel(handle, &words, Int32(words.count))
        done.raise()
    }
}
