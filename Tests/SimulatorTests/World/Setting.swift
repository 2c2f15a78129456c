import FlotillaRollout

/// What kind of world a seed makes: its rollout, its processes, and how often things go wrong in it.
struct Setting {
    var shape: RolloutShape
    var servers: Int
    var steps: Int
    var workers: Int
    var capacity: Int
    /// Of a thousand messages, how many go wrong in one way or another.
    var faultiness: Int
    /// Of a thousand targets, how many have a step that never works.
    var broken: Int
    var faultEvery: Moment
    var faultsEnd: Moment
    var hasWindows: Bool
    /// So many targets join at once, at moments that dice decide.
    var joining: [Int]

    static let lease: Moment = 30 * .second
    static let heartbeat: Moment = 5 * .second
    /// The ledger's clock is never set by more at once, nor twice within a lease.
    static let clockJump: Moment = 9 * .second
    static let coordinators = 2

    init(_ dice: inout Dice) {
        let sizes = (0..<(1 + dice.roll(4))).map { _ in dice.roll(8) == 0 ? 0 : 10 + dice.roll(66) }
        let total = sizes.reduce(0, +)
        let isStrict = dice.roll(4) > 0
        var waves: [RolloutShape.Wave] = []
        for size in sizes { waves.append(.init(jobs: size, gates: dice.roll(3), budget: dice.roll(2 + size / 6))) }
        let pace = Pace(
            total: 4 + dice.roll(28), perServer: 2 + dice.roll(14), ramp: dice.roll(3) == 0 ? [1, 4] : [],
            pause: dice.roll(12) == 0 ? .milliseconds(500) : .zero)
        shape = RolloutShape(
            waves: waves, budget: dice.roll(2 + total / 8), mode: isStrict ? .strict : .eventual,
            reaction: dice.roll(3) > 0 ? .pause : dice.roll(2) == 0 ? .abort : .revert, pace: pace,
            sweeps: dice.roll(4))
        servers = 1 + dice.roll(5)
        steps = 3 + dice.roll(14)
        workers = 2 + dice.roll(3)
        capacity = 2 + dice.roll(8)
        faultiness = dice.roll(5) == 0 ? 0 : 1 + dice.roll(12)
        broken = dice.roll(3) == 0 ? dice.roll(80) : dice.roll(8)
        faultEvery = (1 + Moment(dice.roll(16))) * .second
        faultsEnd = (300 + Moment(dice.roll(900))) * .second
        hasWindows = dice.roll(6) == 0
        joining = (0..<dice.roll(4)).map { _ in 1 + dice.roll(12) }
    }
}

/// A mistake that is put into the world on purpose, to see whether the simulator finds it.
enum PlantedBug: CaseIterable {
    /// One failure more is borne than was said.
    case budgetOffByOne
    /// A worker sends although its lease has run out.
    case leaseIgnored
    /// A claim is decided on what the rollout was before a pause.
    case pauseOverlooked
    /// A target takes a step whatever its version is.
    case versionNotCompared
    /// The ledger takes a report whoever holds the job by now.
    case holderNotCompared
    /// Targets that joined are taken up by whatever the rollout has come to meanwhile.
    case sweepNotCompared
}
