import FlotillaDriver
import Glibc

/// Carries text to standard output and standard error on a thread of its own, in the order in which it was written.
///
/// A person may hold the terminal with `^S` and a reader of a pipe may be slow. Neither may stop a run, a heartbeat or
/// the handling of a signal, so ``write(_:to:)`` never blocks: it queues, bounded only by what a command prints. Both
/// streams share one queue, because both may be the same terminal, where a live view must be gone before results
/// appear. Only ``drain()`` waits.
final class StreamWriter: Sendable {
    enum Stream: Sendable, Hashable {
        case output, error
    }

    fileprivate struct Queue {
        var pending: [(stream: Stream, bytes: [UInt8])] = []
        var isWriting = false
        var hasThread = false
        /// Somebody waits for the end.
        var isAwaited = false
        /// Error numbers; what is written to a stream after it failed is dropped.
        var failures: [Stream: Int32] = [:]
    }

    private let descriptors: [Stream: Int32]
    private let queue = Monitor(Queue())
    private let arrival = Semaphore()
    private let idle = Semaphore()

    init(descriptors: [Stream: Int32] = [.output: STDOUT_FILENO, .error: STDERR_FILENO]) {
        self.descriptors = descriptors
    }

    func write(_ text: String, to stream: Stream) {
        guard !text.isEmpty else { return }
        let needsThread = queue.access { queue in
            guard queue.failures[stream] == nil else { return false }
            queue.append(text, to: stream)
            defer { queue.hasThread = true }
            return !queue.hasThread
        }
        if needsThread && !Thread.start({ [self] in writeForever() }) {
            queue.access { queue in
                queue.failures = [.output: EAGAIN, .error: EAGAIN]
                queue.pending = []
            }
        }
        arrival.raise()
    }

    /// Blocks until everything has been written, or could not be. Returns the error numbers of streams that failed.
    func drain() -> [Stream: Int32] {
        queue.access { $0.isAwaited = true }
        while true {
            let (isIdle, failures) = queue.access {
                ($0.pending.isEmpty && !$0.isWriting, $0.failures)
            }
            if isIdle { return failures }
            idle.wait()
        }
    }
}

extension StreamWriter.Queue {
    fileprivate mutating func append(_ text: String, to stream: StreamWriter.Stream) {
        if pending.last?.stream == stream {
            pending[pending.count - 1].bytes.append(contentsOf: text.utf8)
        } else {
            pending.append((stream, Array(text.utf8)))
        }
    }
}

extension StreamWriter {
    /// How long to gather when text keeps coming: a write for each line would cost more than making the line.
    private static let gathering: Int32 = 5

    private func writeForever() -> Never {
        var lastWrite: ContinuousClock.Instant?
        while true {
            if let last = lastWrite, ContinuousClock.now - last < .milliseconds(Int(Self.gathering)), !isAwaited {
                poll(nil, 0, Self.gathering)
            }
            let chunks = queue.access { queue in
                defer {
                    queue.isWriting = !queue.pending.isEmpty
                    queue.pending = []
                }
                return queue.pending
            }
            for (stream, bytes) in chunks { write(bytes, to: stream) }
            if chunks.isEmpty {
                arrival.wait()
            } else {
                queue.access { $0.isWriting = false }
                lastWrite = .now
                idle.raise()
            }
        }
    }

    private var isAwaited: Bool { queue.access { $0.isAwaited } }

    private func write(_ bytes: [UInt8], to stream: Stream) {
        guard let descriptor = descriptors[stream], queue.access({ $0.failures[stream] }) == nil else {
            return
        }
        if let failure = Self.writeAll(bytes, to: descriptor) {
            queue.access { $0.failures[stream] = failure }
        }
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                // The descriptor was made non-blocking by whoever shares it with us.
                var readiness = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&readiness, 1, -1)
            } else if errno != EINTR {
                return errno
            }
        }
        return nil
    }
}
