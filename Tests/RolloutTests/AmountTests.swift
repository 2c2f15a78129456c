import FlotillaRollout
import Testing

@Suite("Amounts")
struct AmountTests {
    @Test(
        "of a wave are rounded up, so that a share of something is at least one target",
        arguments: [
            (Amount.share(basisPoints: 100), 50, 1), (.share(basisPoints: 1_000), 15, 2),
            (.share(basisPoints: 10_000), 7, 7), (.share(basisPoints: 0), 7, 0), (.share(basisPoints: 5), 0, 0),
            (.count(5), 3, 3), (.count(5), 30, 5),
        ])
    func size(amount: Amount, total: Int, expected: Int) {
        #expect(amount.size(of: total) == expected)
    }

    @Test(
        "of failures are cut, so that a share never bears more than it says",
        arguments: [
            (Amount.share(basisPoints: 100), 50, 0), (.share(basisPoints: 100), 199, 1),
            (.share(basisPoints: 50), 200, 1), (.count(2), 1, 1), (.count(0), 100, 0),
        ])
    func budget(amount: Amount, total: Int, expected: Int) {
        #expect(amount.budget(of: total) == expected)
    }

    @Test("give each wave its own budget and gates, or the policy's")
    func shape() {
        let soak = GateRule(.soak(.seconds(1)))
        let policy = RolloutPolicy(
            waves: [WaveRule(name: "canary", tolerate: .count(0), gates: [soak, soak]), WaveRule(name: "rest")],
            failures: FailurePolicy(tolerate: .share(basisPoints: 1_000)), gates: [soak])
        let shape = RolloutShape(policy, sizes: [5, 40])
        #expect(shape.waves == [.init(jobs: 5, gates: 2, budget: 0), .init(jobs: 40, gates: 1, budget: 4)])
        #expect(shape.budget == 4)
    }

    @Test("under way at first follow the ramp, stage by stage, and never exceed the total")
    func ramp() {
        let pace = Pace(total: 10, ramp: [1, 4, 16])
        #expect([0, 1, 4, 5, 20, 21].map(pace.limit) == [1, 4, 4, 10, 10, 10])
        #expect(Pace(total: 3).limit(succeeded: 0) == 3)
    }
}
