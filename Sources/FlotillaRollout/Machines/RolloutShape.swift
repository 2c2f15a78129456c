/// What of a plan and its policy decides how a rollout goes: the waves' sizes, budgets and numbers of gates. While the
/// rollout runs only budgets change, when a person bears more, and a wave is added for targets that joined late.
public struct RolloutShape: Sendable, Hashable {
    public struct Wave: Sendable, Hashable {
        public var jobs: Int
        public var gates: Int
        /// Failures that are borne.
        public var budget: Int

        public init(jobs: Int, gates: Int = 0, budget: Int) {
            self.jobs = jobs
            self.gates = gates
            self.budget = budget
        }
    }

    public var waves: [Wave]
    /// Failures that are borne in all waves together.
    public var budget: Int
    public var mode: FailurePolicy.Mode
    public var reaction: FailurePolicy.Reaction
    public var pace: Pace
    /// How many waves may still be added for targets that join late. Looking is bounded, so that a fleet to which targets
    /// come all the time does not keep a rollout open for ever.
    public var sweeps: Int

    public init(
        waves: [Wave], budget: Int, mode: FailurePolicy.Mode = .strict, reaction: FailurePolicy.Reaction = .pause,
        pace: Pace = Pace(), sweeps: Int = 0
    ) {
        self.waves = waves
        self.budget = budget
        self.mode = mode
        self.reaction = reaction
        self.pace = pace
        self.sweeps = sweeps
    }

    /// - Parameter sizes: how many targets each wave of `policy` has.
    public init(_ policy: RolloutPolicy, sizes: [Int]) {
        let total = sizes.reduce(0, +)
        waves = zip(policy.waves, sizes).enumerated().map { index, wave in
            Wave(
                jobs: wave.1, gates: policy.gates(after: index).count,
                budget: (wave.0.tolerate ?? policy.failures.tolerate).budget(of: wave.1))
        }
        budget = policy.failures.tolerate.budget(of: total)
        mode = policy.failures.mode
        reaction = policy.failures.then
        pace = policy.pace
        sweeps = policy.latecomers == .sweep ? LatecomerRule.sweeps : 0
    }
}
