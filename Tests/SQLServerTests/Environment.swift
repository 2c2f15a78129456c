import Glibc

/// Where the test servers are. A missing variable fails the test that needs it.
enum Environment {
    struct Missing: Error {
        var variable: String
    }

    static func value(_ variable: String) throws -> String {
        guard let value = getenv(variable) else { throw Missing(variable: variable) }
        return String(cString: value)
    }

    /// A name that no other process and no other test uses.
    static func scratchName() -> String { "flotilla_sql_\(getpid())_\(UInt32.random(in: 0 ... .max))" }
}

/// What a server said.
struct ServerError: Error {
    var code: String
    var message: String
}

/// The result of one statement: values row by row, or what the server says of a statement without rows.
typealias Outcome = [String]

struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func pick(_ choices: [String]) -> String { choices.randomElement(using: &self) ?? "" }

    mutating func number(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &self) }

    mutating func chance(oneIn count: Int) -> Bool { number(1...count) == 1 }
}
