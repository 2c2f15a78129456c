import FlotillaRollout
import Testing

@testable import FlotillaInventory

@Suite("A policy")
struct PolicyReadingTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func read(_ text: String, as name: String = "policy.yaml") throws -> RolloutPolicy {
        try Policies.read(file: try folder.write(name, text))
    }

    private static let careful = """
        waves:
          - {name: canary, select: "ring=canary", count: 5, tolerate: 0, gates: [soak: 1h]}
          - {name: early, percent: 0.5}
          - {name: eu, select: region=eu, percent: 10%}
          - {name: rest, gates: []}
        order: longest-first
        concurrency: {total: 64, per_server: 8, ramp: [1, 4, 16]}
        pause: 5s
        failures: {tolerate: 1%, mode: eventual, retries: 0, then: revert}
        gates:
          - soak: 10m
          - sql: {on: targets, query: "SELECT 1 FROM errors", expect: none}
            timeout: 30m
            successes: 3
          - http: {url: "https://prom/api?query=x", json: /data/result/0/value/1, below: 0.01}
            interval: 15s
            failures: 2
          - command: [./smoke-test, --fast]
          - approval: {by: [oncall]}
        windows: [{select: "region=eu", days: [mon, thu-sat], between: "01:00-05:00", zone: Europe/Berlin}]
        """

    @Test("says everything that one can say")
    func everything() throws {
        let policy = try read(Self.careful)
        #expect(
            policy.waves == [
                WaveRule(
                    name: "canary", select: "ring=canary", size: .count(5), tolerate: .count(0),
                    gates: [GateRule(.soak(.seconds(3600)))]),
                WaveRule(name: "early", size: .share(basisPoints: 50)),
                WaveRule(name: "eu", select: "region=eu", size: .share(basisPoints: 1000)),
                WaveRule(name: "rest", gates: []),
            ])
        #expect(policy.order == .longestFirst)
        #expect(policy.pace == Pace(total: 64, perServer: 8, ramp: [1, 4, 16], pause: .seconds(5)))
        #expect(
            policy.failures
                == FailurePolicy(tolerate: .share(basisPoints: 100), mode: .eventual, retries: 0, then: .revert))
        #expect(
            policy.windows == [
                WindowRule(select: "region=eu", days: [1, 4, 5, 6], opens: 60, closes: 300, zone: "Europe/Berlin")
            ])
    }

    @Test("has gates of every kind, each with its timing")
    func gates() throws {
        let http = HTTPGate(
            url: "https://prom/api?query=x", pointer: "/data/result/0/value/1", expectation: .below(0.01))
        let expected: [GateRule] = [
            GateRule(.soak(.seconds(600))),
            GateRule(
                .sql(SQLGate(place: .targets, query: "SELECT 1 FROM errors", expectation: .nothing)),
                timing: GateTiming(timeout: .seconds(1800), successes: 3)),
            GateRule(.http(http), timing: GateTiming(interval: .seconds(15), failures: 2)),
            GateRule(.command(["./smoke-test", "--fast"])), GateRule(.approval(by: ["oncall"])),
        ]
        #expect(try read(Self.careful).gates == expected)
    }

    @Test("that says nothing has the defaults")
    func defaults() throws {
        #expect(try read("pause: 0s\n") == RolloutPolicy() && read("{}", as: "policy.json") == RolloutPolicy())
    }

    @Test("may be JSON")
    func json() throws {
        let policy = try read(#"{"waves": [{"name": "one", "count": 3}], "order": {"label": "tier"}}"#, as: "p.json")
        #expect(policy.waves == [WaveRule(name: "one", size: .count(3))] && policy.order == .label("tier"))
    }

    @Test(
        "has gates in short forms too",
        arguments: [
            ("approval: true", GateKind.approval(by: [])), ("approval:", .approval(by: [])),
            ("approval: {by: ana}", .approval(by: ["ana"])),
            ("fingerprint: agree", .fingerprint(.agree)),
            ("command: ./check --all", .command(["./check", "--all"])),
            (
                "http: {url: 'http://10.0.0.1/ok', allow_private: true}",
                .http(HTTPGate(url: "http://10.0.0.1/ok", expectation: .something, allowsPrivateAddresses: true))
            ),
            (
                "http: {url: 'https://x/ok', json: /a, headers: {Authorization: 'Bearer ${env:TOKEN}'}}",
                .http(
                    HTTPGate(
                        url: "https://x/ok",
                        headers: [HTTPGate.Header(name: "Authorization", value: "Bearer ${env:TOKEN}")], pointer: "/a",
                        expectation: .something))
            ),
            (
                "sql: {on: 'mysql://u:${file:pw}@h/d', query: SELECT 1, expect: {at_most: 1e3}}",
                .sql(
                    SQLGate(
                        place: .database(url: "mysql://u:${file:pw}@h/d"), query: "SELECT 1",
                        expectation: .atMost(1000)))
            ),
            (
                "sql: {on: targets, query: SELECT 1, expect: {equal: 'yes'}}",
                .sql(SQLGate(place: .targets, query: "SELECT 1", expectation: .equal("yes")))
            ),
        ])
    func shortForms(gate: String, kind: GateKind) throws {
        #expect(try read("gates:\n  - \(gate)\n").gates == [GateRule(kind)])
    }

    @Test(
        "opens windows on days and at times as people write them",
        arguments: [
            ("between: 1:00-24:00", [Int](), 60, 1440), ("between: 22:30 - 04:00, days: friday", [5], 1350, 240),
            ("between: 00:00-00:00, days: [sat-mon]", [1, 6, 7], 0, 0),
            ("between: 02:00-03:00, days: Tue", [2], 120, 180),
        ])
    func windows(text: String, days: [Int], opens: Int, closes: Int) throws {
        let window = WindowRule(days: Set(days), opens: opens, closes: closes, zone: "UTC")
        #expect(try read("windows: [{\(text), zone: UTC}]\n").windows == [window])
    }

    @Test("stands in flotilla.yaml under its name, and is found by it")
    func named() throws {
        let file = try folder.write(
            "flotilla.yaml", "policies:\n  slow: {pause: 1m}\n  plain:\n")
        let settings = try Settings.load(file: file, environment: Environment([:]))
        let slow = RolloutPolicy(pace: Pace(pause: .seconds(60)))
        #expect(try Policies.load(settings) == ["slow": slow, "plain": RolloutPolicy()])
        #expect(try Policies.find("slow", settings) == slow)
        let other = try folder.write("other.json", "{}")
        #expect(try Policies.find(other, settings) == RolloutPolicy())
        #expect(
            throws: InventoryError(
                .policy(.unknownPolicy("slwo", nearest: "slow", known: ["plain", "slow"])), at: Place(file: file))
        ) { try Policies.find("slwo", settings) }
    }

    @Test("of a person for all projects is refused")
    func personal() throws {
        let home = try Folder()
        try home.write("flotilla/config.yaml", "policies: {}\n")
        let file = try folder.write("flotilla.yaml", "policies: {}\n")
        #expect(throws: InventoryError.self) {
            try Settings.load(file: file, environment: Environment(["XDG_CONFIG_HOME": home.path]))
        }
    }
}
