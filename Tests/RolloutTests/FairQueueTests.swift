import FlotillaRollout
import Testing

@Suite("A fair queue")
struct FairQueueTests {
    @Test("serves servers in turn")
    func turns() {
        var queue = FairQueue([([0, 1, 2], limit: 9), ([3, 4, 5], limit: 9)])
        #expect(start(6, &queue).map(\.job) == [0, 3, 1, 4, 2, 5])
    }

    @Test("keeps to the limit of each server")
    func limits() {
        var queue = FairQueue([([0, 1, 2], limit: 1), ([3], limit: 1)])
        #expect(start(2, &queue).map(\.server) == [0, 1])
        #expect(queue.next(at: .zero) == .wait(until: nil))
    }

    @Test("goes on with a server as soon as one of its jobs has ended")
    func continues() {
        var queue = FairQueue([([0, 1], limit: 1)])
        let first = start(1, &queue)
        queue.end(first[0])
        #expect(start(1, &queue).map(\.job) == [1])
    }

    @Test("holds a retried job back until its time, then lets it start first, with the next attempt's number")
    func retries() {
        var queue = FairQueue([([0, 1, 2], limit: 1)])
        queue.retry(start(1, &queue)[0], at: .seconds(5))
        queue.end(start(1, &queue)[0])
        guard case .start(let ticket) = queue.next(at: .seconds(6)) else {
            Issue.record("nothing started")
            return
        }
        #expect(ticket.job == 0 && ticket.attempt == 2)
    }

    @Test("takes no job back once it is closed, so that whoever holds it ends it")
    func retryAfterClosing() {
        var queue = FairQueue([([0], limit: 1)])
        let ticket = start(1, &queue)[0]
        _ = queue.close()
        #expect(queue.retry(ticket, at: .seconds(1)) == false && queue.underWay == 1)
    }

    @Test("says until when to wait when only retries are left")
    func waits() {
        var queue = FairQueue([([0], limit: 1)])
        queue.retry(start(1, &queue)[0], at: .seconds(5))
        #expect(queue.next(at: .seconds(1)) == .wait(until: .seconds(5)))
    }

    @Test("is finished when the last job has ended, not before")
    func finishes() {
        var queue = FairQueue([([0], limit: 1)])
        let only = start(1, &queue)[0]
        let before = queue.next(at: .zero)
        queue.end(only)
        #expect(before == .wait(until: nil) && queue.next(at: .zero) == .finished)
    }

    @Test("narrows a server to one less than it has under way, and never to nothing")
    func narrows() {
        var queue = FairQueue([([0, 1, 2, 3], limit: 3)])
        let tickets = start(3, &queue)
        queue.narrow(0)
        queue.end(tickets[0])
        #expect(queue.next(at: .zero) == .wait(until: nil))
    }

    @Test("starts nothing once closed, and gives back what will not be done")
    func closes() {
        var queue = FairQueue([([0, 1, 2], limit: 2)])
        queue.retry(start(1, &queue)[0], at: .seconds(5))
        let left = queue.close()
        #expect(left.untouched == [1, 2] && left.interrupted.map(\.job) == [0])
        #expect(queue.next(at: .seconds(9)) == .finished)
    }

    @Test("starts every job exactly once per attempt, over a thousand random histories")
    func everyJobOnce() {
        var random = Seeded(state: 42)
        for _ in 0..<1000 {
            let count = Int.random(in: 0...12, using: &random)
            var queue = FairQueue([
                (Array(0..<UInt32(count)), limit: Int.random(in: 1...4, using: &random)),
                (Array(UInt32(count)..<UInt32(2 * count)), limit: 2),
            ])
            #expect(history(&queue, &random).sorted() == Array(0..<2 * count))
        }
    }

    /// Runs the queue to its end with random ends and retries; returns the jobs that ended.
    private func history(_ queue: inout FairQueue, _ random: inout Seeded) -> [Int] {
        var ended: [Int] = []
        var running: [FairQueue.Ticket] = []
        var now = Duration.zero
        while true {
            switch queue.next(at: now) {
            case .start(let ticket): running.append(ticket)
            case .finished: return ended
            case .wait(let until):
                if !running.isEmpty {
                    let ticket = running.remove(at: Int.random(in: 0..<running.count, using: &random))
                    if ticket.attempt < 3, Bool.random(using: &random) {
                        queue.retry(ticket, at: now + .seconds(1))
                    } else {
                        queue.end(ticket)
                        ended.append(ticket.job)
                    }
                } else if let until {
                    now = until
                }
            }
        }
    }

    private func start(_ count: Int, _ queue: inout FairQueue) -> [FairQueue.Ticket] {
        (0..<count).compactMap { _ in
            guard case .start(let ticket) = queue.next(at: .zero) else { return nil }
            return ticket
        }
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same on every machine.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
