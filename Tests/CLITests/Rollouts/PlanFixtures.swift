import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout

@testable import FlotillaCLI
@testable import FlotillaRuntime

extension RolloutPolicy {
    static let careful = RolloutPolicy(
        waves: [
            WaveRule(name: "canary", select: "ring=canary", size: .count(2), tolerate: .count(0)),
            WaveRule(name: "rest"),
        ],
        pace: Pace(total: 64, perServer: 8, ramp: [1, 4]),
        failures: FailurePolicy(tolerate: .share(basisPoints: 500)),
        gates: [GateRule(.soak(.seconds(600))), GateRule(.approval(by: ["oncall"]))],
        windows: [WindowRule(select: "region=eu", days: [1, 2], opens: 60, closes: 300, zone: "Europe/Berlin")],
        groups: ["oncall": ["mia", "omar"]])
}

extension RolloutPlan {
    /// Of a fleet with 100 targets to change, some there already, and some with something wrong.
    static var sample: RolloutPlan {
        let targets = (0..<100).map { index in
            PlannedTarget(
                id: TargetID("t\(index)"), start: index % 10 == 0 ? 1 : 0, wave: index < 2 ? 0 : 1,
                window: index % 4 == 0 ? 0 : nil)
        }
        var plan = RolloutPlan(
            operation: .advance(to: ["3512b954651e"]), argument: "head", selection: .selector("tier in (free,pro)"),
            policyName: "careful", policy: .careful,
            revisions: [
                PlannedRevision(id: "1975ea83b712", digest: "d1", textDigest: "t1"),
                PlannedRevision(id: "3512b954651e", digest: "d2", textDigest: "t2"),
            ],
            starts: [[], ["1975ea83b712"]], targets: targets, waveSizes: [2, 98],
            upToDate: ["there", "there-too"], exclusions: exclusions,
            forecast: Forecast(waves: [.seconds(2), .seconds(75)], soaking: .seconds(1200), unknownJobs: 3))
        plan.edited = [
            EditedRevision(
                revision: "1975ea83b712", targets: ["t0", "t10", "t20", "t30", "t40", "t50", "t60"],
                reworded: ["t10"], textDigest: "t1b"),
            EditedRevision(revision: "ae1027a6acf", targets: ["t30"], reworded: [], textDigest: "t3"),
        ]
        return plan
    }

    private static var exclusions: [Exclusion] {
        [
            Exclusion(
                target: "dark1", reason: .failing(TargetFailure(cause: .unreachable, message: "connection refused"))),
            Exclusion(
                target: "dark2", reason: .failing(TargetFailure(cause: .unreachable, message: "connection refused"))),
            Exclusion(
                target: "newer",
                reason: .failing(TargetFailure(cause: .unknownRevision, message: "the version table names ffff"))),
            Exclusion(
                target: "torn",
                reason: .failing(
                    TargetFailure(
                        cause: .diverged, message: "a step stopped between two of its statements",
                        state: .halfApplied(revision: "1975ea83b712", done: 1, of: 3)))),
            Exclusion(
                target: "aside",
                reason: .quarantined(Quarantine(reason: "restored\u{1b}[2J", owner: "mia", until: "2026-12-24"))),
            Exclusion(target: "orphan", reason: .inNoWave),
        ]
    }
}

extension PlanExplanation {
    static var sample: PlanExplanation {
        let both: [RevisionID] = ["1975ea83b712", "3512b954651e"]
        return PlanExplanation(
            plan: .sample,
            groups: [
                Group(version: [], count: 90, steps: both), Group(version: [both[0]], count: 10, steps: [both[1]]),
            ],
            scripts: [
                Script(
                    revision: both[0], direction: .up, engines: [.mysql, .sqlite], checks: [],
                    sql:
                        "\nCREATE TABLE users (\n\tid INTEGER PRIMARY KEY,\n\temail TEXT,\n\tname TEXT,\n\tage INTEGER\n);\n"
                ),
                Script(
                    revision: both[0], direction: .up, engines: [.postgresql], checks: [],
                    sql: "CREATE TABLE users (id BIGINT PRIMARY KEY);\n"),
                Script(
                    revision: both[1], direction: .up, engines: [.postgresql, .mysql, .sqlite],
                    checks: ["no duplicate e-mail", "no empty name"],
                    sql: "CREATE UNIQUE INDEX ix_users_email ON users (email);\n"),
            ])
    }
}
