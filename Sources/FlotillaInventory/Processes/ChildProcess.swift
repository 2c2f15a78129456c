import FlotillaDriver
import Glibc

/// A program that runs for us and whose output we read. No shell takes part, its input is empty, it inherits no open
/// file.
///
/// It has a process group of its own, so that what it starts ends with it when time is up. Every call blocks, none
/// beyond the deadline. Its output ends with it: what it leaves running in the background may hold the pipe open, and gets
/// ``lingering`` to say the rest.
final class ChildProcess {
    struct Request {
        /// The program, looked up in `PATH` when it holds no slash, and its arguments.
        var words: [String]
        /// Its working directory; empty for ours.
        var folder: String
        var environment: Environment
        var deadline: Deadline
        var stop: StopSignal
    }

    /// Bytes kept of what it writes to its standard error.
    static let errorLimit = 2048
    /// How long output is waited for after the program itself has ended.
    static let lingering = Duration.milliseconds(500)
    /// A process has nothing that poll(2) could wait for before Linux 5.3, so its end is looked for this often.
    private static let lookout: Int32 = 50

    private let request: Request
    private let process: pid_t
    private let output: OpenFile
    private let errors: OpenFile
    private var errorBytes: [UInt8] = []
    private var errorsEnded = false
    private var isReaped = false
    /// Set when the program itself has ended and its output has not.
    private var outputEnds: Deadline?
    private var ending: ProcessProblem?

    init(_ request: Request) throws(ProcessProblem) {
        self.request = request
        guard let output = ChildPipe(), let errors = ChildPipe() else { throw .notStarted(words: systemWords()) }
        process = try ChildGroups.start { () throws(ProcessProblem) in
            try ChildStart(words: request.words, folder: request.folder, environment: request.environment)
                .spawn(output: output.writing, errors: errors.writing)
        }
        self.output = output.reading
        self.errors = errors.reading
    }

    deinit { if !isReaped { killGroup() } }

    /// Waits for output; 0 at its end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ProcessProblem) -> Int {
        while true {
            var waiting = [
                pollfd(fd: output.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: errorsEnded ? -1 : errors.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: request.stop.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            try checkTime()
            poll(&waiting, 3, min(request.deadline.pollMilliseconds, Self.lookout))
            if waiting[1].revents != 0 { collectErrors() }
            if waiting[0].revents != 0 { return output.read(into: buffer) ?? 0 }
            if outputEnds?.hasPassed == true { return 0 }
            if outputEnds == nil, hasEnded { outputEnds = .after(Self.lingering) }
        }
    }

    /// Without taking its status, so that its number stays its own.
    private var hasEnded: Bool {
        var facts = siginfo_t()
        return waitid(P_PID, id_t(process), &facts, WEXITED | WNOHANG | WNOWAIT) == 0 && facts.si_signo != 0
    }

    /// Waits for the end; any status but 0 is a problem. May be called twice.
    func finish() throws(ProcessProblem) {
        if !isReaped { ending = try waitForEnd() }
        if let ending { throw ending }
    }

    private func waitForEnd() throws(ProcessProblem) -> ProcessProblem? {
        while !hasEnded {
            try checkTime()
            // Its output has ended, so its end is near.
            var waiting = pollfd(fd: request.stop.descriptor, events: Int16(POLLIN), revents: 0)
            poll(&waiting, 1, 2)
        }
        // Time is up for whatever it left behind that still holds its output.
        if outputEnds?.hasPassed == true { kill(-process, SIGKILL) }
        let status = reap()
        // What it started may hold its standard error open: only what is there already is read.
        var waiting = pollfd(fd: errors.descriptor, events: Int16(POLLIN), revents: 0)
        if !errorsEnded, poll(&waiting, 1, 0) == 1 { collectErrors() }
        let signal = status & 0x7f
        guard signal == 0 || !ChildGroups.isClosed else { return .stopped }
        guard signal == 0 else { return .killed(signal: Int(signal)) }
        let code = Int(status >> 8 & 0xff)
        return code == 0 ? nil : .exited(code)
    }

    /// What it wrote to its standard error, without passwords of URLs.
    var errorWords: String { Redaction.withoutPasswords(String(decoding: errorBytes, as: UTF8.self)) }

    private func checkTime() throws(ProcessProblem) {
        guard request.stop.isRaised || request.deadline.hasPassed else { return }
        killGroup()
        let problem: ProcessProblem = request.stop.isRaised ? .stopped : .timedOut
        ending = problem
        throw problem
    }

    /// One reading, because poll(2) promised that one does not block; what is over the limit is dropped.
    private func collectErrors() {
        var chunk = [UInt8](repeating: 0, count: Self.errorLimit)
        let count = chunk.withUnsafeMutableBytes { errors.read(into: $0) } ?? 0
        if count == 0 { errorsEnded = true }
        errorBytes += chunk.prefix(min(count, Self.errorLimit - errorBytes.count))
    }

    private func killGroup() {
        kill(-process, SIGKILL)
        reap()
    }

    /// Takes the status of a program that has ended or is about to.
    @discardableResult
    private func reap() -> Int32 {
        isReaped = true
        return ChildGroups.reap(process)
    }
}
