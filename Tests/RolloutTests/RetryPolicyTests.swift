import FlotillaRollout
import Testing

@Suite("A retry policy")
struct RetryPolicyTests {
    let policy = RetryPolicy(retries: 3, base: .milliseconds(200), cap: .seconds(1))

    @Test(
        "never retries what would fail in the same way again",
        arguments: [FailureCause.authentication, .syntax, .corrupt])
    func permanent(_ cause: FailureCause) {
        var random = Seeded(state: 1)
        #expect(policy.delay(after: cause, attempt: 1, using: &random) == nil)
    }

    @Test("gives up after its number of retries")
    func bounded() {
        var random = Seeded(state: 1)
        let delays = (1...4).map { policy.delay(after: .lockTimeout, attempt: $0, using: &random) }
        #expect(delays.map { $0 != nil } == [true, true, true, false])
    }

    @Test("waits between half and all of a time that doubles up to the cap")
    func doubles() {
        var random = Seeded(state: 7)
        let many = RetryPolicy(retries: 40, base: .milliseconds(200), cap: .seconds(1))
        for (attempt, longest) in [(1, 200), (2, 400), (3, 800), (4, 1000), (30, 1000)] {
            for _ in 0..<100 {
                let delay = many.delay(after: .deadlock, attempt: attempt, using: &random) ?? .zero
                #expect(delay >= .milliseconds(longest / 2) && delay <= .milliseconds(longest))
            }
        }
    }
}

@Suite("The verdict on a statement in doubt")
struct EffectVerdictTests {
    @Test(
        "follows from what held before and what holds now",
        arguments: [
            (visible: 1, before: 0, now: 1, EffectVerdict.applied), (1, 0, 0, .notApplied), (2, 0, 2, .applied),
            (2, 0, 1, .undecidable), (2, 1, 1, .notApplied), (2, 1, 2, .applied), (1, 1, 1, .notApplied),
            (0, 0, 0, .undecidable), (1, 1, 0, .undecidable),
        ])
    func verdict(visible: Int, before: Int, now: Int, expected: EffectVerdict) {
        #expect(EffectVerdict(visible: visible, isComplete: true, before: before, now: now) == expected)
    }

    @Test("is open when the catalogue shows nothing of a statement")
    func incomplete() {
        #expect(EffectVerdict(visible: 1, isComplete: false, before: 1, now: 1) == .undecidable)
    }
}
