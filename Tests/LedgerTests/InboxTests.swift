import FlotillaDriver
import Testing

@testable import FlotillaLedger

@Suite("When the writer acts")
struct InboxTests {
    let start = ContinuousClock.now
    let held = HeldUntil()
    var inbox: Inbox
    let fact = Inbox.Fact.job(RunID(1), .started(TargetID("a"), attempt: 1))

    init() { inbox = Inbox(LedgerSettings(), held: held) }

    /// How many facts the writer would take at `moment`; `nil` when it would sleep on.
    private mutating func taken(after moment: Duration) -> Int? {
        if case .act(let facts, _, _, _) = inbox.next(now: start + moment) { facts.count } else { nil }
    }

    @Test("without anything to do it sleeps until it is woken")
    mutating func idle() {
        let next = inbox.next(now: start)
        guard case .rest(nil) = next else {
            Issue.record("it acts")
            return
        }
        #expect(inbox.failure(now: start) == nil)
    }

    @Test("the first fact wakes it, and is written when it has lingered")
    mutating func linger() {
        let wakes = [inbox.add(fact, now: start), inbox.add(fact, now: start + .milliseconds(5))]
        let counts = [19, 20, 21].map { taken(after: .milliseconds($0)) }
        #expect(wakes == [true, false])
        #expect(counts == [nil, 2, nil])
    }

    @Test("a full batch is written at once")
    mutating func batch() {
        let wakes = (0..<512).map { _ in inbox.add(fact, now: start) }
        #expect(wakes.indices.filter { wakes[$0] } == [0, 511])
        let count = taken(after: .zero)
        #expect(count == 512)
    }

    @Test("a request is carried out at once, behind the facts before it")
    mutating func request() {
        _ = inbox.add(fact, now: start)
        _ = inbox.add(Inbox.Request(beats: false) { _ in })
        let count = taken(after: .zero)
        #expect(count == 1)
    }

    @Test("a sign of life goes before a request, unless it gives one itself and none is due")
    mutating func requestBetweenBeats() {
        inbox.beat(hasRuns: true, now: start)
        let beats = [(1, true), (2, false), (5, true)].map { second, beats -> Bool? in
            _ = inbox.add(Inbox.Request(beats: beats) { _ in })
            guard case .act(_, _, let mustBeat, _) = inbox.next(now: start + .seconds(second)) else { return nil }
            return mustBeat
        }
        #expect(beats == [false, true, true])
    }

    @Test("a run needs a sign of life every five seconds")
    mutating func heartbeat() {
        inbox.beat(hasRuns: true, now: start)
        let counts = [4, 5].map { taken(after: .seconds($0)) }
        #expect(counts == [nil, 0])
    }

    @Test("without a sign of life for two thirds of a lease it counts as lost, until one gets through")
    mutating func lease() {
        inbox.beat(hasRuns: true, now: start)
        #expect(inbox.failure(now: start + .seconds(19)) == nil)
        #expect(inbox.failure(now: start + .seconds(20)) == .leaseLost)
        inbox.beat(hasRuns: true, now: start + .seconds(31))
        #expect(inbox.failure(now: start + .seconds(32)) == nil)
    }

    @Test("the lease can be asked for without waiting for anybody", arguments: [true, false])
    mutating func held(closes: Bool) {
        var answers = [held.holds]
        inbox.beat(hasRuns: true, now: .now - .seconds(21))
        answers.append(held.holds)
        inbox.beat(hasRuns: true, now: .now)
        answers.append(held.holds)
        if closes { inbox.close() } else { inbox.fail(.leaseLost) }
        inbox.beat(hasRuns: true, now: .now)
        answers.append(held.holds)
        #expect(answers == [true, false, true, false])
    }

    @Test("without a run there is no lease to lose")
    mutating func noRun() {
        inbox.beat(hasRuns: true, now: start)
        inbox.beat(hasRuns: false, now: start + .seconds(1))
        #expect(inbox.failure(now: start + .seconds(99)) == nil)
    }

    @Test("a ledger that cannot be reached is in trouble until it answers, and since when is told")
    mutating func trouble() {
        inbox.suffer("refused", now: start)
        inbox.suffer("starting up", now: start + .seconds(2))
        #expect(inbox.failure(now: start + .seconds(3)) == .unavailable(since: start, message: "starting up"))
        let wasTroubled = [inbox.recover(), inbox.recover()]
        #expect(wasTroubled == [true, false])
        #expect(inbox.failure(now: start + .seconds(3)) == nil)
    }

    @Test("a lease that has run out counts for more than a ledger that cannot be reached")
    mutating func troubleBeyondLease() {
        inbox.beat(hasRuns: true, now: start)
        inbox.suffer("refused", now: start + .seconds(1))
        #expect(inbox.failure(now: start + .seconds(31)) == .leaseLost)
    }

    @Test("it is full at its capacity, and never after a failure")
    mutating func capacity() {
        for _ in 0..<1_024 { _ = inbox.add(fact, now: start) }
        #expect(inbox.isFull)
        inbox.fail(.diskFull)
        #expect(!inbox.isFull)
    }

    @Test("the first failure lasts")
    mutating func firstFailure() {
        inbox.fail(.diskFull)
        inbox.fail(.leaseLost)
        #expect(inbox.failure(now: start) == .diskFull)
    }
}
