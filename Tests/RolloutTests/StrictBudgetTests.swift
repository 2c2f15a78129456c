import FlotillaRollout
import Testing

@Suite("The strict budget")
struct StrictBudgetTests {
    @Test(
        "is never exceeded by more than one, in a wave or in all, whatever 100,000 schedules of work, loss and steering do",
        arguments: 0..<4)
    func holds(part: Int) {
        var shapes = Seeded(state: UInt64(part))
        var failing = 0
        for seed in 0..<25_000 {
            var shape = RolloutShape.random(&shapes)
            shape.mode = .strict
            var course = Course(shape, seed: UInt64(part * 25_000 + seed))
            guard !course.members.isEmpty else { continue }
            for _ in 0..<24 {
                course.act()
                if let excess = course.excess {
                    Issue.record("part \(part), seed \(seed): \(excess)")
                    return
                }
            }
            if course.rollout.exceeded != nil { failing += 1 }
        }
        // Otherwise the schedules are too tame to say anything.
        #expect(failing > 1_000)
    }
}
