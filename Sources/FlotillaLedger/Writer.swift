import FlotillaDriver
import FlotillaRevisions
import Glibc

/// The one thread that writes to the ledger. Everybody else tells it what happened and goes on.
final class Writer: Sendable {
    private let inbox: Monitor<Inbox>
    private let ended = Reply<Void>()
    private let held = HeldUntil()

    /// Opens the ledger on a thread of its own.
    init(_ address: LedgerAddress, settings: LedgerSettings) throws(LedgerError) {
        inbox = Monitor(Inbox(settings, held: held))
        let opened = Reply<Void>()
        let isRunning = OwnThread.start { [inbox, ended] in
            defer { ended.give(.success(())) }
            do throws(LedgerError) {
                let state = try WriterState(address, settings: settings, inbox: inbox)
                opened.give(.success(()))
                state.run()
            } catch {
                opened.give(.failure(error))
            }
        }
        guard isRunning else { throw .cannotOpen(place: address.shown, reason: "the system gives no further thread") }
        try opened.wait()
    }

    /// What has been told is still written; nobody waits for that.
    deinit {
        inbox.access { $0.close() }
        inbox.wake()
    }

    var failure: LedgerError? { inbox.access { $0.failure(now: .now) ?? ($0.isClosed ? .closed : nil) } }

    var holdsLeases: Bool { held.holds }

    /// As ``failure``, once it is no longer one that may heal by itself.
    func waitForVerdict() -> LedgerError? {
        inbox.wait { inbox in
            let failure = inbox.failure(now: .now)
            guard case .unavailable = failure else { return .ready(failure ?? (inbox.isClosed ? .closed : nil)) }
            // The end of a lease wakes nobody.
            return .keepWaiting(atMost: .seconds(1))
        }
    }

    /// Returns at once, unless too much is waiting already.
    func tell(_ fact: Inbox.Fact) {
        let mustWake = inbox.wait { inbox in
            inbox.isFull ? .keepWaiting(atMost: nil) : .ready(inbox.add(fact, now: .now))
        }
        if mustWake { inbox.wake() }
    }

    /// Runs `work` on the writer's thread, behind everything told before, and waits for it.
    ///
    /// - Parameter beats: it gives a sign of life itself.
    func perform<Value: Sendable>(
        beats: Bool = false, _ work: @escaping @Sendable (WriterState) throws(LedgerError) -> Value
    ) throws(LedgerError) -> Value {
        let reply = Reply<Value>()
        let inbox = inbox
        let request = Inbox.Request(beats: beats) { writer in
            if let failure = inbox.access({ $0.failure(now: .now) }) { return reply.give(.failure(failure)) }
            do throws(LedgerError) {
                reply.give(.success(try work(writer)))
            } catch {
                reply.give(.failure(error))
            }
        }
        let isTaken = inbox.access { $0.add(request) }
        guard isTaken else { throw failure ?? .closed }
        inbox.wake()
        return try reply.wait()
    }

    /// Writes what is waiting and closes the ledger. May be called more than once.
    func close() {
        inbox.access { $0.close() }
        inbox.wake()
        _ = try? ended.wait()
    }
}

/// An answer that one thread gives and another waits for.
final class Reply<Value: Sendable>: Sendable {
    private let answer = Monitor<Result<Value, LedgerError>?>(nil)

    func give(_ result: Result<Value, LedgerError>) {
        answer.access { $0 = result }
        answer.wake()
    }

    func wait() throws(LedgerError) -> Value {
        try answer.wait { $0.map { .ready($0) } ?? .keepWaiting(atMost: nil) }.get()
    }
}

/// A thread that nobody joins.
enum OwnThread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// False when the system has no thread left.
    static func start(_ run: @escaping @Sendable () -> Void) -> Bool {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let body = Unmanaged.passRetained(Body(run))
        let status = pthread_create(
            &thread, &attributes,
            { context in
                // `context` is never nil: it is passed two lines below.
                if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            }, body.toOpaque())
        if status != 0 { body.release() }
        return status == 0
    }
}
