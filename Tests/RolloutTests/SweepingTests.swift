import FlotillaRollout
import Testing

/// Behind the last wave, before a rollout is over, targets that joined late are looked for.
@Suite("A rollout that sweeps up")
struct SweepingTests {
    private let shape = RolloutShape(waves: [.init(jobs: 1, gates: 1, budget: 0)], budget: 0, sweeps: 2)
    private let late = RolloutShape.Wave(jobs: 2, gates: 1, budget: 1)

    /// One whose only planned wave and its gate are behind it.
    private func swept(_ shape: RolloutShape) throws -> MemoryRows {
        var rows = MemoryRows(shape)
        try succeed(1, in: &rows)
        try rows.apply(.gatePassed(wave: 0, gate: 0))
        return rows
    }

    private func succeed(_ count: Int, in rows: inout MemoryRows) throws {
        for _ in 0..<count {
            for job in try rows.claim(1) { try rows.report(JobReport(job, .ended(.succeeded))) }
        }
    }

    @Test("looks for targets only when every wave and every gate is behind it, and is over when none has joined")
    func none() throws {
        var rows = MemoryRows(shape)
        #expect(throws: RolloutFault<Never>.self) { try rows.apply(.targetsJoined(wave: 1, late)) }
        try succeed(1, in: &rows)
        #expect(rows.state == .gating(wave: 0, gate: 0))
        try rows.apply(.gatePassed(wave: 0, gate: 0))
        #expect(rows.state == .sweeping(wave: 1) && rows.closed == nil)
        #expect(try rows.claim(1).isEmpty)
        try rows.apply(.noneJoined(wave: 1))
        #expect(rows.state == .completed && rows.closed == .completed)
    }

    @Test("works on those that joined as on any wave, with its gates, and looks again as often as its shape says")
    func wave() throws {
        var rows = try swept(shape)
        for number in 1...2 {
            #expect(rows.state == .sweeping(wave: number))
            try rows.apply(.targetsJoined(wave: number, late))
            #expect(rows.state == .advancing(wave: number))
            try succeed(2, in: &rows)
            #expect(rows.state == .gating(wave: number, gate: 0))
            try rows.apply(.gatePassed(wave: number, gate: 0))
        }
        #expect(rows.state == .completed)
        #expect(rows.jobs.map(\.wave) == [0, 1, 1, 2, 2] && Set(rows.states) == [.succeeded])
    }

    @Test("bears as many failures in all as was planned, however many have joined")
    func budget() throws {
        var rows = try swept(shape)
        try rows.apply(.targetsJoined(wave: 1, late))
        #expect(try rows.claim(9).count == 1)
        try rows.report(JobReport(number: JobNumber(1), attempt: 1, ending: .ended(.failed)))
        #expect(rows.state == .paused(Hold(.wave(1), .budget(wave: nil))))
    }

    @Test("takes no word of a look that another one has overtaken")
    func stale() throws {
        var rows = try swept(shape)
        let before = rows.rollout
        for event in [RolloutEvent.targetsJoined(wave: 2, late), .noneJoined(wave: 0)] {
            #expect(throws: RolloutFault<Never>.self) { try rows.apply(event) }
        }
        #expect(throws: RolloutFault<Never>.self) { try rows.apply(.targetsJoined(wave: 1, .init(jobs: 0, budget: 0))) }
        #expect(rows.rollout == before && rows.jobs.count == 1)
    }

    @Test("may be paused while it looks, and looks again when it is resumed")
    func paused() throws {
        var rows = try swept(shape)
        try rows.apply(.pauseRequested)
        #expect(rows.state == .paused(Hold(.sweep(wave: 1), .request)))
        #expect(throws: RolloutFault<Never>.self) { try rows.apply(.targetsJoined(wave: 1, late)) }
        try rows.apply(.resumeRequested(tolerating: nil))
        #expect(rows.state == .sweeping(wave: 1))
        try rows.apply(.abortRequested(takesBack: false))
        #expect(rows.state == .aborted)
    }

    @Test("is written down and read back", arguments: [0, 3])
    func text(sweeps: Int) {
        var shape = shape
        shape.sweeps = sweeps
        #expect(RolloutShape(text: shape.text) == shape)
        let hold = Hold(.sweep(wave: 4), .request)
        for state in [RolloutState.sweeping(wave: 4), .paused(hold), .retrying(hold, resumes: true)] {
            #expect(RolloutState(text: state.text) == state, "\(state.text)")
        }
    }
}
