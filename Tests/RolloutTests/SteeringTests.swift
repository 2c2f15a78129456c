import FlotillaRollout
import Testing

@Suite("Steering a rollout")
struct SteeringTests {
    /// Two waves of two, a gate behind the first.
    func rollout(budget: Int = 0, reaction: FailurePolicy.Reaction = .pause) -> Rollout {
        Rollout.begin(
            RolloutShape(
                waves: [.init(jobs: 2, gates: 1, budget: budget), .init(jobs: 2, budget: budget)], budget: budget,
                reaction: reaction)
        ).rollout
    }

    @Test("goes wave by wave, and through a wave's gates before the next")
    func waves() throws {
        var rollout = rollout()
        try rollout.run(.jobsStarted(wave: 0, count: 2), .jobsEnded(wave: 0, [.succeeded: 1]))
        #expect(rollout.state == .advancing(wave: 0))
        #expect(try rollout.apply(.jobsEnded(wave: 0, [.skipped: 1])) == [.openGate(wave: 0, gate: 0)])
        try rollout.run(.gatePassed(wave: 0, gate: 0))
        #expect(rollout.state == .advancing(wave: 1))
        try rollout.run(.jobsStarted(wave: 1, count: 2), .jobsEnded(wave: 1, [.succeeded: 2]))
        #expect(rollout.state == .completed)
    }

    @Test("passes over empty waves and their gates; without any wave it is completed at once")
    func empty() {
        let hollow = RolloutShape(waves: [.init(jobs: 0, gates: 2, budget: 0)], budget: 0)
        #expect(Rollout.begin(hollow).rollout.state == .completed)
        let none = Rollout.begin(RolloutShape(waves: [], budget: 0))
        #expect(none.rollout.state == .completed && none.effects == [.close(.completed)])
    }

    @Test("refuses a verdict on a gate that is not the open one")
    func staleGate() throws {
        var rollout = rollout()
        try rollout.run(.jobsStarted(wave: 0, count: 2), .jobsEnded(wave: 0, [.succeeded: 2]))
        #expect(throws: IllegalTransition.staleGate(wave: 1, gate: 0)) {
            try rollout.apply(.gatePassed(wave: 1, gate: 0))
        }
    }

    @Test("measures a gate anew when it is resumed, and goes on behind it when it is waived")
    func failedGate() throws {
        var rollout = rollout()
        try rollout.run(
            .jobsStarted(wave: 0, count: 2), .jobsEnded(wave: 0, [.succeeded: 2]), .gateFailed(wave: 0, gate: 0))
        var waived = rollout
        #expect(try rollout.apply(.resumeRequested(tolerating: nil)) == [.openGate(wave: 0, gate: 0)])
        try waived.run(.gateWaived)
        #expect(waived.state == .advancing(wave: 1))
    }

    @Test("acknowledges a pause only when nothing is under way any more")
    func pause() throws {
        var rollout = rollout(budget: 3)
        try rollout.run(.jobsStarted(wave: 0, count: 2), .pauseRequested, .jobsLapsed(wave: 0, count: 1))
        #expect(rollout.state.phase == .pausing && rollout.offer == nil)
        try rollout.run(.jobsEnded(wave: 0, [.failed: 1]))
        #expect(rollout.state == .paused(Hold(.wave(0), .request)))
        try rollout.run(.resumeRequested(tolerating: nil))
        #expect(rollout.state == .advancing(wave: 0))
    }

    @Test("is not resumed over an exceeded budget, unless a person bears as many failures")
    func exceeded() throws {
        var rollout = rollout()
        try rollout.run(.jobsStarted(wave: 0, count: 1), .jobsEnded(wave: 0, [.unknown: 1]))
        #expect(throws: IllegalTransition.budgetExceeded(failures: 1, budget: 0)) {
            try rollout.apply(.resumeRequested(tolerating: nil))
        }
        try rollout.run(.resumeRequested(tolerating: 1))
        #expect(rollout.state == .advancing(wave: 0) && rollout.allowance(sinceLast: nil) == 1)
    }

    @Test("does not waive a gate over an exceeded budget, nor past what was reopened and has not ended")
    func waiving() throws {
        var rollout = rollout(budget: 1)
        try rollout.run(
            .jobsStarted(wave: 0, count: 2), .jobsEnded(wave: 0, [.succeeded: 1, .failed: 1]),
            .gateFailed(wave: 0, gate: 0), .jobsReopened([0: [.failed: 1]], resumes: false), .pauseRequested,
            .gateWaived)
        #expect(rollout.state == .retrying(Hold(.wave(1), .request), resumes: true))
        try rollout.run(.jobsStarted(wave: 0, count: 1, unsettled: 1), .jobsEnded(wave: 0, [.succeeded: 1]))
        #expect(rollout.state == .advancing(wave: 1))
    }

    @Test("aborts once what is under way has ended and what was lost has been looked at")
    func abort() throws {
        var rollout = rollout(budget: 3)
        try rollout.run(.jobsStarted(wave: 0, count: 2), .jobsLapsed(wave: 0, count: 1))
        #expect(try rollout.apply(.abortRequested(takesBack: false)).contains(.withdrawPlanned))
        #expect(rollout.offer == .unsettled)
        try rollout.run(.jobsEnded(wave: 0, [.succeeded: 1]))
        #expect(rollout.state.phase == .aborting)
        try rollout.run(.jobsStarted(wave: 0, count: 1, unsettled: 1), .jobsEnded(wave: 0, [.unknown: 1]))
        #expect(rollout.state == .aborted && rollout.tallies[1][.cancelled] == 2)
    }

    @Test("comes to an end again after a retry of what had ended")
    func retryAfterTheEnd() throws {
        var rollout = rollout(reaction: .abort)
        try rollout.run(.jobsStarted(wave: 0, count: 1), .jobsEnded(wave: 0, [.failed: 1]))
        #expect(rollout.state == .aborted)
        try rollout.run(.jobsReopened([0: [.failed: 1], 1: [.cancelled: 1]], resumes: false))
        #expect(rollout.offer == .reopened && rollout.allowance(sinceLast: nil) == 1)
        try rollout.run(
            .jobsStarted(wave: 0, count: 1, unsettled: 1), .jobsEnded(wave: 0, [.succeeded: 1]),
            .jobsStarted(wave: 1, count: 1), .jobsEnded(wave: 1, [.succeeded: 1]))
        #expect(rollout.state == .aborted)
    }

    @Test("is held, not aborted, when a retry that is to resume fails again")
    func failedRetry() throws {
        var rollout = rollout(reaction: .abort)
        try rollout.run(
            .jobsStarted(wave: 0, count: 1), .pauseRequested, .jobsEnded(wave: 0, [.failed: 1]),
            .jobsReopened([0: [.failed: 1]], resumes: true),
            .jobsStarted(wave: 0, count: 1, unsettled: 1),
            .jobsEnded(wave: 0, [.failed: 1]))
        #expect(rollout.state == .paused(Hold(.wave(0), .budget(wave: nil))))
    }

    @Test("refuses a retry that could not begin because of targets that nobody may look at meanwhile")
    func retryWithoutRoom() throws {
        let left = Tally(planned: 1, underWay: 0, unsettled: 1, reopened: 0, outcomes: [.cancelled: 1])
        var tight = Rollout(
            shape: RolloutShape(waves: [.init(jobs: 2, budget: 1)], budget: 0),
            state: .paused(Hold(.wave(0), .request)), tallies: [left])
        #expect(throws: IllegalTransition.budgetExceeded(failures: 1, budget: 0)) {
            try tight.apply(.jobsReopened([0: [.cancelled: 1]], resumes: false))
        }
    }

    @Test("counts a lost target as a failure that may still come to light")
    func lost() throws {
        var rollout = rollout(budget: 1)
        try rollout.run(.jobsStarted(wave: 0, count: 2), .jobsLapsed(wave: 0, count: 1))
        #expect(rollout.freshAllowance == 0 && rollout.allowance(sinceLast: nil) == 1)
    }
}

extension Rollout {
    fileprivate mutating func run(_ events: RolloutEvent...) throws {
        for event in events { _ = try apply(event) }
    }
}
