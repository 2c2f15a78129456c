import Testing

@testable import FlotillaRollout

@Suite("A job whose target has vanished") struct VanishingTests {
    private let jobs = (0..<3).map { JobNumber(Int64($0)) }
    private let shape = RolloutShape(
        waves: [.init(jobs: 3, budget: 1), .init(jobs: 1, budget: 1)], budget: 1, pace: Pace(total: 8))

    private func moment(_ seconds: Int64) -> LedgerTime { LedgerTime(microseconds: seconds * 1_000_000) }

    @Test("is ended on a second look, when patience is over, and not before")
    func secondLook() {
        var vanishing = Vanishing()
        #expect(vanishing.look([jobs[0]], offered: 1, at: moment(100)).isEmpty)
        #expect(vanishing.look([jobs[0]], offered: 1, at: moment(105)).isEmpty)
        #expect(vanishing.look([jobs[0]], offered: 1, at: moment(110)) == [jobs[0]])
    }

    @Test("waits while other jobs are on offer, and then anew")
    func others() {
        var vanishing = Vanishing()
        #expect(vanishing.look([jobs[0]], offered: 1, at: moment(100)).isEmpty)
        #expect(vanishing.look([jobs[0]], offered: 2, at: moment(120)).isEmpty)
        #expect(vanishing.look([jobs[0]], offered: 1, at: moment(121)).isEmpty)
        #expect(vanishing.look([jobs[0]], offered: 1, at: moment(131)) == [jobs[0]])
    }

    @Test("is not spoken for by one that vanished earlier")
    func each() {
        var vanishing = Vanishing()
        #expect(vanishing.look([jobs[0]], offered: 1, at: moment(100)).isEmpty)
        #expect(vanishing.look([jobs[0], jobs[1]], offered: 2, at: moment(112)) == [jobs[0]])
    }

    @Test("is looked for only when nothing is under way and something is on offer")
    func concern() throws {
        var rows = MemoryRows(shape)
        #expect(Vanishing.concerns(try #require(rows.rollout?.rollout)))
        try rows.claim(1)
        #expect(!Vanishing.concerns(try #require(rows.rollout?.rollout)))
        try rows.apply(.pauseRequested)
        #expect(!Vanishing.concerns(try #require(rows.rollout?.rollout)))
    }

    @Test("is skipped, and the rollout goes on")
    func skipped() throws {
        var rows = MemoryRows(shape)
        for job in try rows.claim(2) { _ = try rows.report(JobReport(job, .ended(.succeeded))) }
        let given = try rows.turn { try $0.giveUp(jobs) }
        #expect(given?.map(\.outcome) == [.skipped])
        #expect(rows.states == [.succeeded, .succeeded, .skipped, .planned] && rows.state == .advancing(wave: 1))
        #expect(rows.rollout?.rollout.failures == 0)
    }

    @Test("is unreachable when most of its wave has vanished with it, so that the budget decides, and is tried again")
    func massively() throws {
        var rows = MemoryRows(shape)
        for job in try rows.claim(1) { _ = try rows.report(JobReport(job, .ended(.succeeded))) }
        let given = try rows.turn { try $0.giveUp(jobs) }
        #expect(given?.map(\.outcome) == [.unreachable, .unreachable])
        #expect(rows.state?.phase == .paused)
        _ = try rows.turn { try $0.reopen(jobs, resumes: true) }
        #expect(rows.states == [.succeeded, .planned, .planned, .planned])
    }

    @Test("ends in doubt when a lost worker may have left it halfway")
    func unsettled() throws {
        var rows = MemoryRows(shape)
        try rows.claim(1)
        rows.lost = [WriterID(1)]
        _ = try rows.turn { try $0.lapse() }
        let given = try rows.turn { try $0.giveUp(jobs) }
        #expect(given?.map(\.outcome) == [.unknown, .unreachable, .unreachable])
        #expect(rows.states.prefix(3) == [.unknown, .unreachable, .unreachable])
    }

    @Test("is left alone once somebody holds it")
    func held() throws {
        var rows = MemoryRows(shape)
        let claimed = try rows.claim(1)
        #expect(try rows.turn { try $0.giveUp([claimed[0].number]) }?.isEmpty == true)
        #expect(rows.states[0] == .underWay)
    }
}
