import FlotillaRuntime
import Glibc
import Synchronization

/// Turns signals and `--timeout` into what a run understands.
///
/// SIGINT and SIGTERM are blocked in every thread and fetched by one thread with `sigwait`, so no handler ever
/// interrupts a C library. That thread touches nothing that can block: it must answer the third `^C` when all else hangs.
final class Interrupts: Sendable {
    private struct State {
        var stage = InterruptStage.idle
        var control: RunControl?
        var resume = ""
    }

    private let state = Mutex(State())
    private let console: Console
    private let endChildren: @Sendable () -> Void
    private let leave: @Sendable (ProgramStatus, [String]) -> Void

    /// - Parameters:
    ///   - endChildren: ends the programs that run for us.
    ///   - leave: gets the last words, and must not return in the program; tests record what it was asked.
    init(
        console: Console, endChildren: @escaping @Sendable () -> Void = {},
        leave: @escaping @Sendable (ProgramStatus, [String]) -> Void
    ) {
        self.endChildren = endChildren
        self.console = console
        self.leave = leave
    }

    /// From here on the first signal no longer ends the program. `resume` is the command that goes on where we stop.
    func runBegins(_ control: RunControl, resume: String) {
        state.withLock { state in
            state.control = control
            state.resume = resume
            _ = state.stage.receive(.runBegan)
        }
    }

    /// From here on the first signal ends the program again, unless one has come already: see ``status``. For work that
    /// changed nothing and is followed by a question.
    func runEnds() {
        state.withLock { state in
            state.control = nil
            _ = state.stage.receive(.runEnded)
        }
    }

    /// `nil` when nobody asked us to stop.
    var status: ProgramStatus? { state.withLock { $0.stage.status } }

    /// `nil` unless what runs was cancelled.
    var cancellation: ProgramStatus? { state.withLock { $0.stage.cancellation } }

    /// Whether work on targets has begun.
    var hasRun: Bool { state.withLock { $0.control != nil } }

    func receive(_ event: InterruptEvent) {
        let (effect, control, resume) = state.withLock { state in
            (state.stage.receive(event), state.control, state.resume)
        }
        switch effect {
        case nil: break
        case .stopStarting:
            control?.stopStarting()
            console.say([
                "Stopping: running targets finish, nothing new begins. ^C again cancels them.",
                "To go on later: \(resume)",
            ])
        case .cancelRunning:
            control?.cancelRunning()
            // A target may be waiting for a command that fetches its secret.
            endChildren()
            let cause = event == .timeRanOut ? "The time of --timeout is over" : "Cancelling"
            console.say(["\(cause): running statements are cancelled and rolled back."])
        case .leave(let status):
            leave(status, status == .timedOut ? lastWords : [])
        }
    }

    /// What is said when time is up and nothing is waited for any more.
    private var lastWords: [String] {
        let (hasRun, resume) = state.withLock { ($0.control != nil, $0.resume) }
        let facts: [Complaint.Fact] =
            hasRun
            ? [
                .state(
                    """
                    some statements were still being cancelled; their servers roll back what was not committed, and \
                    the targets know where they stand
                    """),
                .next("see where: flotilla status --live --all"), .next("then: \(resume)"),
            ]
            : [
                .state("no target was touched: the inventory, its sources or a person had not answered yet"),
                .next("find out what is slow, or give --timeout more time, then repeat the command"),
            ]
        return Complaint(.timedOut, "the time of --timeout is over", facts).lines(on: .plain)
    }
}

extension Interrupts {
    /// Call before any other thread exists: threads inherit the mask of the one that starts them.
    static func blockSignals() {
        signal(SIGPIPE, SIG_IGN)
        var signals = watched
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Fetches signals until the program ends. For the main thread, which has nothing else to do.
    ///
    /// Swift's own asynchronous `main` must not be used with blocked signals: libdispatch parks the main thread in
    /// `sigsuspend` with an empty mask, where SIGINT would end the program.
    func waitForSignals() -> Never {
        var signals = Self.watched
        while true {
            var number: Int32 = 0
            guard sigwait(&signals, &number) == 0 else { continue }
            receive(number == SIGTERM ? .terminationArrived : .interruptArrived)
        }
    }

    /// Starts the clock of `--timeout`, on a thread of its own because a pool of threads might be busy.
    ///
    /// Servers have `grace` to confirm that a statement was cancelled. Then we leave: a connection that breaks is
    /// rolled back by its server.
    func limitTime(to limit: Duration, grace: Duration = .seconds(10)) {
        Thread.start { [self] in
            Self.sleep(limit)
            receive(.timeRanOut)
            Self.sleep(grace)
            leave(.timedOut, lastWords)
        }
    }

    private static func sleep(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        var wanted = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        var left = timespec()
        while nanosleep(&wanted, &left) != 0 && errno == EINTR { wanted = left }
    }

    private static var watched: sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        return signals
    }
}
