import FlotillaRollout
import Testing

@Suite("Claiming jobs")
struct ClaimingTests {
    let eventual = RolloutShape(waves: [.init(jobs: 6, budget: 9), .init(jobs: 2, budget: 9)], budget: 9)

    @Test("hands out the wave's jobs in their order, and none of the next wave")
    func order() throws {
        var rows = MemoryRows(eventual)
        #expect(try rows.claim(4).map(\.number.number) == [0, 1, 2, 3])
        #expect(try rows.claim(9).map(\.number.number) == [4, 5])
    }

    @Test("passes over servers that bear no more, however many candidates that are")
    func servers() throws {
        var shape = RolloutShape(
            waves: [.init(jobs: 301, budget: 400)], budget: 400, pace: Pace(total: 8, perServer: 2))
        shape.mode = .eventual
        var rows = MemoryRows(shape)
        rows.jobs[300].server = 7
        #expect(try rows.claim(8).map(\.number.number) == [0, 1, 300])
        #expect(try rows.claim(8) == [])
    }

    @Test("leaves jobs alone whose window is closed")
    func windows() throws {
        var rows = MemoryRows(eventual)
        rows.jobs[0].window = 0
        rows.jobs[1].window = 1
        #expect(try rows.claim(2, openWindows: [1]).map(\.number.number) == [1, 2])
    }

    @Test("hands out only what has been lost, to be looked at, when the rollout is aborting, whatever its window")
    func probes() throws {
        var rows = MemoryRows(eventual)
        rows.jobs[0].window = 0
        try rows.claim(2, openWindows: [0])
        rows.lost = [WriterID(1)]
        #expect(try rows.turn { try $0.lapse() } == 2)
        try rows.apply(.abortRequested(takesBack: true))
        let probes = try rows.claim(9, for: 2)
        #expect(probes.map(\.isProbe) == [true, true] && probes.map(\.wasUnsettled) == [true, true])
        #expect(probes.map(\.attempt) == [2, 2])
        try rows.report(
            JobReport(probes[0], .ended(.succeeded)), JobReport(probes[1], .ended(.cancelled)), by: 2)
        #expect(rows.state == .aborted && rows.closed == .aborted && rows.isTakeBackAsked)
    }

    @Test("never has more under way in all than the pace says, looks at lost targets included")
    func total() throws {
        var shape = eventual
        shape.pace = Pace(total: 2)
        var rows = MemoryRows(shape)
        try rows.claim(2)
        rows.lost = [WriterID(1)]
        _ = try rows.turn { try $0.lapse() }
        try rows.claim(1, for: 2)
        try rows.apply(.abortRequested(takesBack: false))
        #expect(try rows.claim(9, for: 3).count == 1)
        #expect(try rows.claim(9, for: 3) == [])
    }

    @Test("gives in strict mode what was lost before anything new, even if that stands further ahead")
    func lostFirst() throws {
        var rows = MemoryRows(RolloutShape(waves: [.init(jobs: 3, budget: 0)], budget: 0))
        let first = try rows.claim(3)
        #expect(first.count == 1)
        rows.jobs[0].position = 9
        rows.jobs.append(rows.jobs.removeFirst())
        rows.lost = [WriterID(1)]
        _ = try rows.turn { try $0.lapse() }
        #expect(try rows.claim(3, for: 2).map(\.wasUnsettled) == [true])
    }

    @Test("waits between two beginnings, but not for a clock that was set back")
    func pause() throws {
        var shape = eventual
        shape.pace = Pace(pause: .seconds(10))
        var rows = MemoryRows(shape)
        rows.now = LedgerTime(microseconds: 100_000_000)
        #expect(try rows.claim(3).count == 1)
        rows.now = LedgerTime(microseconds: 109_999_999)
        #expect(try rows.claim(3).isEmpty)
        rows.now = LedgerTime(microseconds: 110_000_000)
        #expect(try rows.claim(3).count == 1)
        rows.now = LedgerTime(microseconds: 0)
        #expect(try rows.claim(3).count == 1)
    }

    @Test("changes nothing when another process was quicker")
    func overtaken() {
        var rows = MemoryRows(eventual)
        rows.isOvertaken = true
        #expect(throws: RolloutFault<Never>.self) { try rows.claim(1) }
        #expect(rows.states.allSatisfy { $0 == .planned })
    }

    @Test("grows with what has succeeded in the wave")
    func ramp() throws {
        var shape = RolloutShape(waves: [.init(jobs: 30, budget: 30)], budget: 30, pace: Pace(total: 8, ramp: [1, 3]))
        shape.mode = .eventual
        var rows = MemoryRows(shape)
        var widths: [Int] = []
        for _ in 0..<3 {
            let claimed = try rows.claim(30)
            widths.append(claimed.count)
            for job in claimed { try rows.report(JobReport(job, .ended(.succeeded))) }
        }
        #expect(widths == [1, 3, 8])
    }
}
