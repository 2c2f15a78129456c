import FlotillaRollout
import Testing

@Suite("A gate's progress")
struct GateProgressTests {
    private let opened = LedgerTime(microseconds: 1_000_000_000)

    private func rule(successes: Int = 1, failures: Int = 0, timeout: Duration = .seconds(600)) -> GateRule {
        GateRule(
            .command(["./check"]),
            timing: GateTiming(timeout: timeout, interval: .seconds(10), successes: successes, failures: failures))
    }

    private func progress(_ measurements: [GateMeasurement]) -> GateProgress {
        var progress = GateProgress(openedAt: opened)
        for (index, measurement) in measurements.enumerated() {
            progress.apply(measurement, at: opened + .seconds(10 * (index + 1)))
        }
        return progress
    }

    private func verdict(_ measurements: [GateMeasurement], _ rule: GateRule) -> GateVerdict {
        progress(measurements).verdict(rule, at: opened + .seconds(10 * measurements.count))
    }

    @Test("asks for the first measurement at once and for the next after the interval")
    func schedule() {
        #expect(verdict([], rule()) == .open(nextMeasurementAt: opened))
        #expect(verdict([.error("x")], rule()) == .open(nextMeasurementAt: opened + .seconds(20)))
        let short = rule(timeout: .seconds(15))
        #expect(verdict([.error("x")], short) == .open(nextMeasurementAt: opened + .seconds(15)))
    }

    /// What a verdict is, said a second time: over the whole history instead of over counters.
    private func expected(_ history: [GateMeasurement], _ rule: GateRule) -> GateVerdict {
        let failures = history.count { if case .fail = $0 { true } else { false } }
        if failures > rule.timing.failures { return .failed }
        let row = history.reversed().prefix { $0 == .pass }.count
        if row >= rule.timing.successes { return .passed }
        return .open(nextMeasurementAt: opened + .seconds(history.isEmpty ? 0 : 10 * history.count + 10))
    }

    @Test("passes after its row of successes and fails after one failure too many, in every order of measurements")
    func everyHistory() {
        let rules = (1...3).flatMap { successes in (0...2).map { rule(successes: successes, failures: $0) } }
        var histories: [[GateMeasurement]] = [[]]
        var compared = 0
        for _ in 0...6 {
            for (history, rule) in histories.flatMap({ history in rules.map { (history, $0) } }) {
                #expect(verdict(history, rule) == expected(history, rule), "\(history) \(rule.timing)")
                compared += 1
            }
            histories = histories.flatMap { history in [.pass, .fail("f"), .error("e")].map { history + [$0] } }
        }
        #expect(compared == 9 * (1 + 3 + 9 + 27 + 81 + 243 + 729))
    }

    @Test("that could not be measured in time is inconclusive, and so is one that nobody measured")
    func timeOut() {
        let end = opened + .seconds(600)
        #expect(GateProgress(openedAt: opened).verdict(rule(), at: end) == .inconclusive)
        #expect(progress([.error("down"), .error("down")]).verdict(rule(), at: end) == .inconclusive)
        #expect(progress([.pass]).verdict(rule(successes: 2), at: end) == .inconclusive)
        #expect(progress([.pass]).verdict(rule(), at: end + .seconds(1)) == .passed)
        #expect(progress([.fail("no")]).verdict(rule(), at: end) == .failed)
    }

    @Test("does not count what passed when time was over")
    func late() {
        var late = GateProgress(openedAt: opened)
        late.apply(.pass, at: opened + .seconds(601))
        #expect(late.verdict(rule(), at: opened + .seconds(601)) == .inconclusive)
    }

    @Test("of a soak passes by time alone, however long it is")
    func soak() {
        let progress = GateProgress(openedAt: opened)
        let soak = GateRule(.soak(.seconds(3600)))
        #expect(progress.verdict(soak, at: opened + .seconds(3599)) == .open(nextMeasurementAt: nil))
        #expect(progress.verdict(soak, at: opened + .seconds(3600)) == .passed)
        #expect(progress.end(of: soak) == opened + .seconds(3600))
    }

    @Test("of an approval waits for a person, by default for a year")
    func approval() {
        let progress = GateProgress(openedAt: opened)
        let gate = GateRule(.approval(by: ["oncall"]))
        let month = opened + .seconds(30 * 86_400)
        #expect(progress.verdict(gate, at: month) == .open(nextMeasurementAt: nil))
        let given = Approvals(author: "ana", given: ["bob"], groups: ["oncall": ["bob", "cyn"]])
        #expect(progress.verdict(gate, at: month, approvals: given) == .passed)
        let brief = GateRule(.approval(by: []), timing: GateTiming(timeout: .seconds(60)))
        #expect(progress.verdict(brief, at: opened + .seconds(60)) == .inconclusive)
    }

    @Test("keeps the words of the last measurement that did not pass, cut")
    func words() {
        let long = String(repeating: "é", count: 1000)
        #expect(progress([.fail("a"), .pass]).lastWords == "a")
        #expect(progress([.error(long)]).lastWords.count == GateProgress.wordsLimit)
    }

    @Test("that could not be measured in one place may be measured elsewhere at once")
    func noted() {
        var noted = progress([.pass])
        noted.note("out of reach")
        #expect(noted.lastWords == "out of reach" && noted.successesInARow == 1 && noted.measurements == 1)
        var fresh = progress([])
        fresh.note("out of reach")
        #expect(fresh.verdict(rule(), at: opened + .seconds(5)) == .open(nextMeasurementAt: opened))
        #expect(GateProgress(encoded: fresh.encoded) == fresh)
        fresh.apply(.pass, at: opened + .seconds(6))
        #expect(fresh.lastWords.isEmpty)
    }
}

@Suite("An approval")
struct ApprovalTests {
    private func satisfies(_ given: [String], _ names: [String]) -> Bool {
        Approvals(author: "ana", given: given, groups: ["oncall": ["ana", "bob"], "dba": []]).satisfies(names)
    }

    @Test("is anybody's but the author's when no names are given")
    func anybody() {
        #expect(
            satisfies(["zoe"], []) && !satisfies(["ana"], []) && !satisfies([], []) && satisfies(["ana", "zoe"], []))
    }

    @Test("is of the people named and of the members of the groups named")
    func names() {
        #expect(satisfies(["zoe"], ["zoe"]) && satisfies(["bob"], ["oncall"]) && satisfies(["bob"], ["dba", "oncall"]))
        #expect(!satisfies(["zoe"], ["oncall"]) && !satisfies(["bob"], ["dba"]) && !satisfies(["Bob"], ["oncall"]))
    }

    @Test("is never the author's own, in no group and under no name")
    func author() {
        #expect(!satisfies(["ana"], ["oncall"]) && !satisfies(["ana"], ["ana"]))
        #expect(!Approvals(author: "ana", given: ["oncall"], groups: ["oncall": ["bob"]]).satisfies(["oncall"]))
        #expect(!Approvals.none.satisfies([]) && !Approvals(author: "", given: [""]).satisfies([]))
    }
}

@Suite("A gate's progress as text")
struct GateProgressTextTests {
    @Test("is read back as it was, whatever its words are")
    func roundTrip() {
        var random = Seeded(state: 5)
        let words = ["", " ", "latency is 0.4", "  two\nlines\n", "- 1 2 3", "ü\u{1F6A2}", "\0"]
        for _ in 0..<500 {
            var progress = GateProgress(
                openedAt: LedgerTime(microseconds: Int64.random(in: -9...9_000_000, using: &random)))
            for _ in 0..<Int.random(in: 0...5, using: &random) {
                let said = words.randomElement(using: &random) ?? ""
                let measurement =
                    [GateMeasurement.pass, .fail(said), .error(said)].randomElement(using: &random) ?? .pass
                progress.apply(
                    measurement, at: LedgerTime(microseconds: Int64.random(in: 0...Int64.max, using: &random)))
            }
            #expect(GateProgress(encoded: progress.encoded) == progress)
        }
    }

    @Test("that is damaged or of another version is none")
    func damaged() {
        for text in [
            "", "1", "2 5 0 0 0 - ", "1 5 0 0 0 -", "1 5 x 0 0 - ", "1 5 1 2 0 - ", "1 5 -1 0 0 - ", "1 5 0 0 0 x ",
        ] {
            #expect(GateProgress(encoded: text) == nil, "\(text)")
        }
        #expect(GateProgress(encoded: "1 5 0 0 0 - ") == GateProgress(openedAt: LedgerTime(microseconds: 5)))
    }
}
