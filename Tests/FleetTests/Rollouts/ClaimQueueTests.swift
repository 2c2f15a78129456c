import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import Synchronization
import Testing

@testable import FlotillaLedger
@testable import FlotillaRuntime

@Suite("The counter at which a worker's threads get their jobs")
struct ClaimQueueTests {
    /// A ledger that hands out jobs by number, as many as it may, and keeps what is told.
    private final class Source: Sendable {
        struct State {
            var next: Int64 = 0
            var wanted: [Int] = []
            var ended: [Int64] = []
            var notBegun: [Int64] = []
            var phase = RolloutState.advancing(wave: 0)
        }

        let state = Mutex(State())
        let limit: Int64

        init(limit: Int64) { self.limit = limit }

        func exchange(_ reports: [StagedReport], _ wanted: Int) -> Claim? {
            state.withLock { state in
                for report in reports {
                    if case .notBegun = report.report.ending {
                        state.notBegun.append(report.report.number.number)
                    } else {
                        state.ended.append(report.report.number.number)
                    }
                }
                state.wanted.append(wanted)
                let isOver = state.ended.count == Int(limit)
                if isOver { state.phase = .completed }
                let isOpen = state.phase == .advancing(wave: 0)
                let count = isOpen ? min(Int64(wanted), limit - state.next) : 0
                defer { state.next += count }
                let items = (state.next..<state.next + count).map { number in
                    Claim.Item(
                        job: ClaimedJob(number: JobNumber(number), attempt: 1), place: Int(number), expected: nil,
                        goal: nil)
                }
                let shape = RolloutShape(waves: [], budget: 0)
                return Claim(
                    items: items, rollout: Rollout(shape: shape, state: state.phase, tallies: []), untilDue: nil)
            }
        }
    }

    private static func queue(_ source: Source, width: Int, perServer: Int = .max) -> ClaimQueue {
        ClaimQueue(
            width: width, perServer: perServer, server: { _ in 0 }, exchange: source.exchange,
            giveBack: { StagedReport(JobReport($0.job, .notBegun), .notBegun(TargetID("t"))) })
    }

    private static func report(_ held: ClaimQueue.Held) -> StagedReport {
        StagedReport(JobReport(held.item.job, .ended(.succeeded)), .ended(TargetID("t"), JobResult(.succeeded)))
    }

    /// Has `width` threads work until there is nothing left. `work` gets each job.
    private static func drain(
        _ queue: ClaimQueue, width: Int, _ work: @escaping @Sendable (ClaimQueue.Held) -> Void
    ) async {
        let pool = BlockingPool(width: width + 1)
        let carrier = Task(executorPreference: pool) { queue.carry() }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<width {
                group.addTask(executorPreference: pool) {
                    while let held = queue.next() {
                        work(held)
                        queue.end(held, report(held))
                    }
                }
            }
        }
        queue.finish()
        await carrier.value
    }

    @Test("hands out each job once and tells of each, of quick ones tens at once")
    func quick() async {
        let source = Source(limit: 5_000)
        let begun = Mutex<[Int64]>([])
        await Self.drain(Self.queue(source, width: 4), width: 4) { held in
            begun.withLock { $0.append(held.item.job.number.number) }
        }
        let state = source.state.withLock { $0 }
        #expect(begun.withLock { $0.sorted() } == Array(0..<5_000))
        #expect(state.ended.sorted() == Array(0..<5_000) && state.notBegun.isEmpty)
        // Never more than the reserve of a worker that is alone, and mostly more than are begun.
        #expect(state.wanted.allSatisfy { $0 <= 4 * Rollout.loneReserve })
        #expect(state.wanted.count < 5_000 / 4)
    }

    @Test("begins no more at once than its width, and no more on one server than the pace allows")
    func limits() async {
        let busy = Mutex((now: 0, most: 0))
        let source = Source(limit: 400)
        await Self.drain(Self.queue(source, width: 6, perServer: 2), width: 6) { _ in
            busy.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            busy.withLock { $0.now -= 1 }
        }
        #expect(busy.withLock { $0.most } <= 2)
        #expect(source.state.withLock { $0.ended.count } == 400)
    }

    @Test("gives back what is held and was not begun when it is closed, and when the rollout is paused")
    func recalls() async throws {
        for isPaused in [false, true] {
            let source = Source(limit: 100)
            let queue = Self.queue(source, width: 8)
            let pool = BlockingPool(width: 1)
            let carrier = Task(executorPreference: pool) { queue.carry() }
            let held = try #require(queue.next())
            if isPaused {
                source.state.withLock { $0.phase = .pausing(Hold(.wave(0), .request)) }
            } else {
                queue.close()
            }
            queue.end(held, Self.report(held))
            try eventually("the rest is given back") { source.state.withLock { $0.notBegun.count } == 7 }
            queue.close()
            #expect(queue.next() == nil)
            queue.finish()
            await carrier.value
            #expect(source.state.withLock { $0.ended } == [0])
        }
    }

    @Test("asks on, now and then, whether what it holds may still begin")
    func doubt() async throws {
        let source = Source(limit: 100)
        let queue = Self.queue(source, width: 2, perServer: 1)
        let pool = BlockingPool(width: 1)
        let carrier = Task(executorPreference: pool) { queue.carry() }
        let held = try #require(queue.next())
        // One is under way for long; the other waits for its server.
        source.state.withLock { $0.phase = .pausing(Hold(.wave(0), .request)) }
        try eventually("the other is given back") { source.state.withLock { $0.notBegun } == [1] }
        queue.end(held, Self.report(held))
        queue.close()
        queue.finish()
        await carrier.value
        #expect(source.state.withLock { $0.ended } == [0])
    }
}
