import FlotillaRollout
import Testing

@Suite("A job")
struct JobTests {
    @Test("counts its attempts, and those before a person reopened it no longer count as tries")
    func attempts() throws {
        var job = Job()
        for event: JobStateEvent in [.claimed, .lapsed, .claimed, .putBack, .claimed, .ended(.unreachable), .reopened] {
            try job.apply(event)
        }
        #expect(job == Job(state: .planned, attempt: 3, forgiven: 3))
        #expect(job.tries == 0)
    }

    @Test("refuses what does not fit and is as it was", arguments: JobState.allCases)
    func refusals(_ state: JobState) {
        for event in JobStateEvent.all where JobTransitions.next(state, event) == nil {
            var job = Job(state: state, attempt: 2)
            #expect(throws: IllegalJobTransition.self) { try job.apply(event) }
            #expect(job == Job(state: state, attempt: 2))
        }
    }

    @Test("whose target may stand halfway is never withdrawn as if nothing had been done")
    func unsettled() {
        #expect(JobStateEvent.all.filter { JobTransitions.next(.unsettled, $0) != nil } == [.claimed])
    }

    @Test("has a word for each outcome, the outcome's own", arguments: Outcome.allCases)
    func words(_ outcome: Outcome) {
        #expect(JobState(outcome).rawValue == outcome.rawValue)
    }
}

@Suite("A lease as its holder sees it")
struct HeldLeaseTests {
    @Test("ends a length after its last sign of life was sent")
    func ends() {
        var lease = HeldLease(length: .seconds(20), askedAt: .seconds(5))
        #expect(lease.isHeld(at: .seconds(24)) && !lease.isHeld(at: .seconds(25)))
        lease.renewed(askedAt: .seconds(15))
        #expect(lease.isHeld(at: .seconds(34)) && !lease.isHeld(at: .seconds(35)))
    }

    @Test("is not mended by a sign of life that was sent when it had run out, nor shortened by a late answer")
    func notMended() {
        var lease = HeldLease(length: .seconds(20), askedAt: .zero)
        lease.renewed(askedAt: .seconds(20))
        #expect(!lease.isHeld(at: .seconds(20)))
        lease.renewed(askedAt: .seconds(10))
        lease.renewed(askedAt: .seconds(4))
        #expect(lease.ends == .seconds(30))
    }

    @Test("ends for its holder before the ledger gives its jobs away")
    func margin() {
        #expect(HeldLease.length(within: .seconds(30)) == .seconds(20))
    }
}

@Suite("An attempt")
struct AttemptTests {
    let policy = RetryPolicy(retries: 1)
    var random = Seeded(state: 1)

    @Test(
        "that only looks tells where the target stands",
        arguments: [
            (Attempt.Standing.atStart, Outcome.cancelled), (.between, .failed), (.atDestination, .succeeded),
            (.elsewhere, .unknown),
        ])
    func probe(standing: Attempt.Standing, outcome: Outcome) {
        var attempt = Attempt(.init(number: JobNumber(1), attempt: 1, wasUnsettled: true, isProbe: true))
        #expect(attempt.found(standing) == .report(.ended(outcome)))
    }

    @Test("goes on to the destination; what was there before is skipped")
    func arrival() {
        var attempt = Attempt(.init(number: JobNumber(1), attempt: 1))
        #expect(attempt.found(.atStart) == .step && attempt.stepped(to: .between) == .step)
        #expect(attempt.stepped(to: .atDestination) == .report(.ended(.succeeded)))
        var idle = Attempt(.init(number: JobNumber(1), attempt: 1))
        #expect(idle.found(.atDestination) == .report(.ended(.skipped)))
    }

    @Test("on a target that another worker was lost on is in doubt, not unreachable, when it could not be read")
    mutating func unread() {
        let lost = Attempt(.init(number: JobNumber(1), attempt: 2, wasUnsettled: true))
        #expect(lost.failed(.unreachable, retrying: policy, using: &random) == .ended(.unknown))
        let fresh = Attempt(.init(number: JobNumber(1), attempt: 2))
        #expect(fresh.failed(.unreachable, retrying: policy, using: &random) == .ended(.unreachable))
        #expect(fresh.failed(.permission, retrying: policy, using: &random) == .ended(.failed))
    }

    @Test("that has to be made again says what was seen and whether the target may have moved")
    mutating func again() {
        var attempt = Attempt(.init(number: JobNumber(1), attempt: 1))
        _ = attempt.found(.atStart)
        guard case .putBack(_, true, false) = attempt.failed(.lockTimeout, retrying: policy, using: &random),
            case .putBack(_, true, true) = attempt.failed(
                .connectionLost, isInDoubt: true, retrying: policy, using: &random)
        else {
            Issue.record("not put back as it should be")
            return
        }
        #expect(attempt.failed(.syntax, retrying: policy, using: &random) == .ended(.failed))
    }
}
