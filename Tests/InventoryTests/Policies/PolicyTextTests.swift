import FlotillaRollout
import Testing

@testable import FlotillaInventory

@Suite("A policy as text")
struct PolicyTextTests {
    @Test("is read back as the value that it was, whatever that is")
    func roundTrip() throws {
        var random = PolicyDice(state: 42)
        for _ in 0..<400 {
            let policy = random.policy()
            let text = policy.canonicalText
            #expect(try RolloutPolicy(canonicalText: text) == policy, "\(text)")
            #expect(try RolloutPolicy(canonicalText: text).canonicalText == text)
        }
    }

    @Test("is one line, the same each time")
    func golden() throws {
        let policy = RolloutPolicy(
            waves: [WaveRule(name: "rest", select: "a=b", size: .share(basisPoints: 1205), gates: [])],
            windows: [WindowRule(days: [7, 1], opens: 60, closes: 1440, zone: "UTC")])
        #expect(
            policy.canonicalText == """
                {"waves":[{"name":"rest","select":"a=b","percent":"12.05%","gates":[]}],"order":"id",\
                "concurrency":{"total":32,"per_server":16,"ramp":[]},"pause":"0s",\
                "failures":{"tolerate":"1%","mode":"strict","retries":3,"then":"pause"},"gates":[],\
                "windows":[{"days":["monday","sunday"],"between":"01:00-24:00","zone":"UTC"}]}
                """)
    }

    @Test("that is damaged is refused under the name it was given")
    func damaged() {
        #expect(throws: InventoryError(.emptyFile, at: Place(file: "plan"))) {
            try RolloutPolicy(canonicalText: " ", name: "plan")
        }
        #expect(throws: InventoryError.self) { try RolloutPolicy(canonicalText: "{\"waves\":[") }
    }
}

/// Draws policies that a person could have written.
struct PolicyDice {
    private var random: SeededGenerator

    init(state: UInt64) { random = SeededGenerator(state: state) }

    mutating func policy() -> RolloutPolicy {
        var waves = (0..<number(1...4)).map { index in wave("w\(index)", isLast: false) }
        if chance { waves.append(wave("rest", isLast: true)) }
        var policy = RolloutPolicy(
            waves: waves, order: pick([.id, .longestFirst, .label("tier/x")]),
            pace: Pace(
                total: number(1...10_000), perServer: number(1...10_000), ramp: some(3) { $0.number(1...10_000) },
                pause: duration),
            failures: FailurePolicy(
                tolerate: amount, mode: pick([.strict, .eventual]), retries: number(0...100),
                then: pick([.pause, .abort, .revert])),
            gates: some(4) { $0.gate() }, windows: some(2) { $0.window() }, latecomers: pick([.sweep, .name]))
        for name in policy.approvingNames.sorted() where chance {
            policy.groups[name] = ["m\(number(0...9))", "n\(number(0...9))"]
        }
        return policy
    }

    private mutating func wave(_ name: String, isLast: Bool) -> WaveRule {
        var wave = WaveRule(name: name, tolerate: chance ? amount : nil, gates: chance ? some(2) { $0.gate() } : nil)
        if chance { wave.select = pick(["ring=canary", "a in (b, \"c d\"), !e", "name='ü\u{85}'"]) }
        if !isLast { wave.size = pick([.count(number(1...9)), .share(basisPoints: number(1...9999))]) }
        return wave
    }

    private mutating func gate() -> GateRule {
        let timing = GateTiming(
            timeout: .milliseconds(number(1...9_000_000)), interval: .milliseconds(number(1...9000)),
            successes: number(1...1000), failures: number(0...1000))
        return GateRule(kind(), timing: chance ? timing : nil)
    }

    private mutating func kind() -> GateKind {
        switch number(0...5) {
        case 0: .soak(.milliseconds(number(1...9_000_000)))
        case 1: .approval(by: some(2) { "p\($0.number(0...9))" })
        case 2:
            .sql(
                SQLGate(
                    place: pick([.targets, .database(url: "postgresql://u:${env:P}@h/d")]),
                    query: pick(["SELECT 1", "SELECT '\"\\' -- \n;\u{1F6A2}\t"]), expectation: expectation()))
        case 3: .http(http())
        case 4: .fingerprint(.agree)
        default: .command(pick([["./check"], ["sh", "-c", "a \"b\"\n", ""]]))
        }
    }

    private mutating func http() -> HTTPGate {
        let pointer: String? = pick([nil, "", "/data/0/a~1b"])
        return HTTPGate(
            url: pick(["https://prom/api?query=a%20b", "${env:BASE}/x", "http://[::1]:8080/"]),
            headers: chance ? [HTTPGate.Header(name: "X-A", value: "b ${env:C}"), .init(name: "B", value: "")] : [],
            pointer: pointer, expectation: pointer == nil ? .something : expectation(), allowsPrivateAddresses: chance)
    }

    private mutating func expectation() -> FlotillaRollout.Expectation {
        let number = Double(bitPattern: random.next())
        let limit = number.isFinite ? number : 0.01
        return pick([
            .nothing, .something, .below(limit), .above(limit), .atMost(limit), .atLeast(-0.0), .equal(""),
            .equal("a\u{0} \"b\""),
        ])
    }

    private mutating func window() -> WindowRule {
        WindowRule(
            select: chance ? "region=eu" : nil, days: Set(some(4) { $0.number(1...7) }), opens: number(0...1439),
            closes: number(0...1440), zone: pick(["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires"]))
    }

    private var amount: Amount {
        mutating get { chance ? .count(number(0...1000)) : .share(basisPoints: number(0...10_000)) }
    }

    private var duration: Duration { mutating get { .milliseconds(pick([0, 1, 1500, 60_000, 3_600_000])) } }
    private var chance: Bool { mutating get { Bool.random(using: &random) } }

    private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    private mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[number(0...choices.count - 1)] }

    private mutating func some<Element>(_ most: Int, _ make: (inout PolicyDice) -> Element) -> [Element] {
        (0..<number(0...most)).map { _ in make(&self) }
    }
}
