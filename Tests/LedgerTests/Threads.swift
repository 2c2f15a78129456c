import FlotillaDriver

@testable import FlotillaLedger

/// Work on a thread of its own that a test can wait for.
struct Background {
    private let done = Reply<Void>()

    init(_ body: @escaping @Sendable () -> Void) {
        _ = OwnThread.start { [done] in
            body()
            done.give(.success(()))
        }
    }

    func join() { _ = try? done.wait() }
}

/// A number that threads raise and a test waits for.
final class Counter: Sendable {
    private let count = Monitor(0)

    var value: Int { count.access { $0 } }

    func add(_ number: Int) {
        count.access { $0 += number }
        count.wake()
    }

    func wait(for value: Int) { count.wait { $0 >= value ? .ready(()) : .keepWaiting(atMost: nil) } }
}
