/// The only source of chance in a simulated world: one seed, one history. SplitMix64 (Steele, Lea, Flood 2014).
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// From 0 to one less than `sides`.
    mutating func roll(_ sides: Int) -> Int { Int(truncatingIfNeeded: ((next() >> 32) &* UInt64(sides)) >> 32) }

    mutating func happens(_ perThousand: Int) -> Bool { roll(1_000) < perThousand }

    mutating func between(_ least: Moment, _ most: Moment) -> Moment { least + Moment(roll(Int(most - least) + 1)) }
}

/// Microseconds since the world began, and lengths of time in it.
typealias Moment = Int64

extension Moment {
    static let millisecond: Moment = 1_000
    static let second: Moment = 1_000_000
}
