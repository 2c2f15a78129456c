import FlotillaRollout
import Testing

@Suite("Reporting")
struct ReportingTests {
    let shape = RolloutShape(waves: [.init(jobs: 2, gates: 1, budget: 2)], budget: 2)

    @Test("is taken once: a report that arrives twice is refused, and noted, the second time")
    func duplicates() throws {
        var rows = MemoryRows(shape)
        let claimed = try rows.claim(1)
        let report = JobReport(claimed[0], .ended(.failed))
        #expect(try rows.report(report) == [report])
        #expect(try rows.report(report) == [])
        #expect(rows.notes.last == .refused(report.number, attempt: 1, by: WriterID(1)))
        #expect(rows.rollout?.rollout.failures == 1)
    }

    @Test("is refused from a worker that has lost the job, whether or not another one holds it")
    func late() throws {
        var rows = MemoryRows(shape)
        let claimed = try rows.claim(1)
        rows.lost = [WriterID(1)]
        _ = try rows.turn { try $0.lapse() }
        #expect(try rows.report(JobReport(claimed[0], .ended(.succeeded))) == [])
        try rows.claim(1, for: 2)
        #expect(try rows.report(JobReport(claimed[0], .ended(.succeeded))) == [])
        #expect(rows.states[0] == .underWay)
    }

    @Test("a job to be tried again keeps it from the others until its time")
    func putBack() throws {
        var rows = MemoryRows(shape)
        let claimed = try rows.claim(1)
        try rows.report(JobReport(claimed[0], .putBack(after: .seconds(2), hasLooked: true)))
        #expect(try rows.claim(1).map(\.number.number) == [1])
        rows.now = LedgerTime(microseconds: 2_000_000)
        #expect(try rows.claim(1).map(\.number.number) == [0])
    }

    @Test(
        "leaves a job unsettled when its target has moved, or was lost before and not looked at",
        arguments: [(false, false, true), (true, false, false), (true, true, true), (true, true, false)])
    func unsettled(wasUnsettled: Bool, hasLooked: Bool, hasMoved: Bool) throws {
        var rows = MemoryRows(shape)
        let claimed = try rows.claim(1)[0]
        let ending = JobReport.Ending.putBack(after: .zero, hasLooked: hasLooked, hasMoved: hasMoved)
        try rows.report(
            JobReport(number: claimed.number, attempt: 1, wasUnsettled: wasUnsettled, ending: ending))
        #expect(rows.states[0] == (hasLooked && !hasMoved ? .planned : .unsettled))
        #expect(rows.rollout?.rollout.unsettled == (hasLooked && !hasMoved ? 0 : 1))
    }

    @Test("of the last job opens the gate in the same transaction")
    func gate() throws {
        var rows = MemoryRows(shape)
        for job in try rows.claim(2) { try rows.report(JobReport(job, .ended(.succeeded))) }
        #expect(rows.state == .gating(wave: 0, gate: 0) && rows.openGates == [[0, 0]])
        try rows.apply(.gatePassed(wave: 0, gate: 0))
        #expect(rows.closed == .completed)
    }

    @Test("never comes for a job that has cost ten workers their lives: it ends in doubt")
    func hopeless() throws {
        var rows = MemoryRows(shape)
        for worker in Int64(1)...10 {
            #expect(try rows.claim(1, for: worker).count == 1)
            rows.lost = [WriterID(worker)]
            _ = try rows.turn { try $0.lapse() }
        }
        #expect(rows.states[0] == .unknown)
    }

    @Test("of failures beyond the budget ends what is planned when the policy is to abort")
    func abort() throws {
        var short = shape
        short.budget = 0
        short.reaction = .revert
        var rows = MemoryRows(short)
        let claimed = try rows.claim(1)
        try rows.report(JobReport(claimed[0], .ended(.failed)))
        #expect(rows.states == [.failed, .cancelled] && rows.closed == .aborted && rows.isTakeBackAsked)
    }

    @Test("can be undone by a person: what failed is planned again, and nothing else")
    func reopening() throws {
        var short = shape
        short.budget = 0
        var rows = MemoryRows(short)
        let claimed = try rows.claim(1)
        try rows.report(JobReport(claimed[0], .ended(.failed)))
        #expect(rows.state == .paused(Hold(.wave(0), .budget(wave: nil))))
        let numbers = rows.jobs.map(\.number)
        #expect(try rows.turn { try $0.reopen(numbers, resumes: false) } == 1)
        #expect(try rows.claim(9).map(\.number.number) == [0])
        try rows.report(
            JobReport(number: numbers[0], attempt: 2, wasUnsettled: true, ending: .ended(.succeeded)))
        #expect(rows.state == .paused(Hold(.wave(0), .budget(wave: nil))))
    }
}
