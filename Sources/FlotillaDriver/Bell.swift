/// Rung when there may be something to do. Whoever waits for it is let go, and if nobody does, whoever waits next.
public final class Bell: Sendable {
    private let isRung = Monitor(false)

    public init() {}

    public func ring() {
        isRung.change { isRung in
            isRung = true
            return .one
        }
    }

    /// Blocks until it has been rung, or for so long. For threads of our own (see ``BlockingPool``), one at a time.
    public func wait(atMost time: Duration?) {
        let until = time.map { ContinuousClock.now + $0 }
        isRung.wait { isRung in
            let left = until.map { $0 - .now }
            guard !isRung, left.map({ $0 > .zero }) ?? true else {
                isRung = false
                return .ready(())
            }
            return .keepWaiting(atMost: left)
        }
    }
}
