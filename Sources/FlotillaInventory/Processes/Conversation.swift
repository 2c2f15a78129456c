import CSpawn
import FlotillaDriver
import Glibc
import Synchronization

/// A program that runs for us for long: what is sent to it goes to its standard input, and it answers line by line.
///
/// One thread at a time talks with it. Every call blocks, none beyond its deadline. It ends when nobody has it any more:
/// then its group is killed, and the end of its input tells it too, should we be killed ourselves.
public final class Conversation: Sendable {
    /// Bytes kept of what it writes to its standard error: the last ones, which say why it ended.
    private static let errorLimit = 8 << 10
    /// A line is never longer than this.
    private static let lineLimit = 1 << 20

    public let process: pid_t
    private let input: OpenFile
    private let output: OpenFile
    private let errors: OpenFile
    private let state = Mutex(State())

    private struct State {
        var unread: [UInt8] = []
        var errorBytes: [UInt8] = []
        var errorsEnded = false
        var status: Int32?

        mutating func takeLine() -> String? {
            guard let end = unread.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            defer { unread.removeFirst(end + 1) }
            return String(decoding: unread[..<end], as: UTF8.self)
        }
    }

    /// - Parameters:
    ///   - words: the program, looked up in `PATH` when it holds no slash, and its arguments.
    ///   - folder: its working directory.
    public init(words: [String], folder: String, environment: Environment) throws(ProcessProblem) {
        // A socket, so that writing to a program that is gone raises no signal.
        var ends: [Int32] = [-1, -1]
        guard flotilla_socket_pair(&ends) == 0 else { throw .notStarted(words: systemWords()) }
        input = OpenFile(descriptor: ends[0])
        let theirs = OpenFile(descriptor: ends[1])
        guard let output = ChildPipe(), let errors = ChildPipe() else { throw .notStarted(words: systemWords()) }
        process = try ChildGroups.start { () throws(ProcessProblem) in
            try ChildStart(words: words, folder: folder, environment: environment)
                .spawn(input: theirs, output: output.writing, errors: errors.writing)
        }
        self.output = output.reading
        self.errors = errors.reading
    }

    deinit { end() }

    /// Kills it, with what it started. May be called twice.
    public func end() {
        state.withLock { state in
            guard state.status == nil else { return }
            kill(-process, SIGKILL)
            state.status = ChildGroups.reap(process)
        }
    }

    public func send(_ bytes: [UInt8], deadline: Deadline, stop: StopSignal) throws(ProcessProblem) {
        var rest = bytes[...]
        while !rest.isEmpty {
            try wait(reading: false, deadline, stop)
            let count = rest.withUnsafeBytes {
                Glibc.send(input.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
            if count > 0 { rest = rest.dropFirst(count) }
            if count < 0, errno != EAGAIN, errno != EINTR { throw ending }
        }
    }

    /// The next line, without its end.
    public func line(deadline: Deadline, stop: StopSignal) throws(ProcessProblem) -> String {
        while true {
            if let line = state.withLock({ $0.takeLine() }) { return line }
            try wait(reading: true, deadline, stop)
            var chunk = [UInt8](repeating: 0, count: 16 << 10)
            let count = chunk.withUnsafeMutableBytes { output.read(into: $0) } ?? 0
            guard count > 0 else { throw ending }
            let size = state.withLock { state in
                state.unread += chunk.prefix(count)
                return state.unread.count
            }
            guard size <= Self.lineLimit else {
                end()
                throw .tooMuchOutput(limit: Self.lineLimit)
            }
        }
    }

    /// What it wrote to its standard error since that was last forgotten, without passwords of URLs.
    public var errorWords: String {
        collectErrors()
        let bytes = state.withLock { $0.errorBytes }
        return Redaction.withoutPasswords(String(decoding: bytes, as: UTF8.self))
    }

    public func forgetErrors() {
        collectErrors()
        state.withLock { $0.errorBytes = [] }
    }
}

extension Conversation {
    /// It has closed its output, so it has ended or is of no use.
    private var ending: ProcessProblem {
        end()
        collectErrors()
        guard !ChildGroups.isClosed else { return .stopped }
        let status = state.withLock { $0.status } ?? 0
        let signal = status & 0x7f
        return signal == 0 ? .exited(Int(status >> 8 & 0xff)) : .killed(signal: Int(signal))
    }

    /// Until there is something to read, or room to write. What it says on its standard error is taken on the way, so that
    /// it never waits for us.
    private func wait(reading: Bool, _ deadline: Deadline, _ stop: StopSignal) throws(ProcessProblem) {
        while true {
            guard !stop.isRaised else { throw .stopped }
            guard !deadline.hasPassed else { throw .timedOut }
            let errorsEnded = state.withLock { $0.errorsEnded }
            var waiting = [
                reading
                    ? pollfd(fd: output.descriptor, events: Int16(POLLIN), revents: 0)
                    : pollfd(fd: input.descriptor, events: Int16(POLLOUT), revents: 0),
                pollfd(fd: errorsEnded ? -1 : errors.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            // A signal may be raised by a condition, which somebody has to ask.
            poll(&waiting, 3, min(deadline.pollMilliseconds, 250))
            if waiting[1].revents != 0 { collectErrors() }
            if waiting[0].revents != 0 { return }
        }
    }

    /// Everything that is there, without waiting.
    private func collectErrors() {
        var waiting = pollfd(fd: errors.descriptor, events: Int16(POLLIN), revents: 0)
        while state.withLock({ !$0.errorsEnded }), poll(&waiting, 1, 0) == 1 {
            var chunk = [UInt8](repeating: 0, count: 4096)
            let count = chunk.withUnsafeMutableBytes { errors.read(into: $0) } ?? 0
            state.withLock { state in
                if count == 0 { state.errorsEnded = true }
                state.errorBytes += chunk.prefix(count)
                state.errorBytes.removeFirst(max(0, state.errorBytes.count - Self.errorLimit))
            }
        }
    }
}
