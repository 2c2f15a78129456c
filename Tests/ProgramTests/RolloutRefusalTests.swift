import Foundation
import Testing

/// Rollouts that are not begun, with the whole program and SQLite tenants.
@Suite struct RolloutRefusalTests {
    private static let policy = "policies:\n  all: {waves: [{name: all}], failures: {tolerate: 9}}\n"

    @Test("when everybody who is left would fail, that is no success", arguments: ["", "--detach"])
    func failing(option: String) throws {
        let place = try Workplace(tenants: 3, settings: Self.policy)
        try place.flotilla("upgrade --all --yes")
        try place.write("t3.db", String(repeating: "garbage ", count: 100))
        let plan = try place.flotilla("rollout plan --save plan.json")
        #expect(plan.status == 0)
        for line in ["rollout start --yes \(option)", "rollout start --plan plan.json --yes \(option)"] {
            let refused = try place.flotilla(line)
            #expect(refused.status == 1 && refused.errors.contains("1 target would fail"), "\(refused.errors)")
        }
        let left = try place.flotilla("rollout start --yes --without-failing \(option)")
        #expect(left.status == 1 && left.errors.contains("nothing to do: 2 targets there already"), "\(left.errors)")
        #expect(try place.flotilla("rollout list -o name").output.isEmpty)
    }

    @Test("a reason of blanks is none, and failures are borne for a reason only")
    func reasons() throws {
        let place = try Workplace(tenants: 2)
        try place.flotilla("rollout start --yes --detach")
        for options in [["--past-gate", "--reason", " "], ["--tolerate", "4"], ["--tolerate", "4", "--reason", ""]] {
            let refused = try place.flotilla(["rollout", "resume"] + options)
            #expect(refused.status == 64 && refused.errors.contains("needs a --reason"), "\(refused.errors)")
        }
    }

    @Test("whose starter has an empty name in the environment is nobody's but the number's")
    func namelessStarter() throws {
        let place = try Workplace(tenants: 2)
        try place.flotilla(["rollout", "start", "--yes", "--detach"], environment: ["LOGNAME": "", "USER": " "])
        #expect(try place.flotilla("rollout show").output.contains("started by uid \(geteuid())"))
    }

    @Test("a worker whose time is over says so by its exit code")
    func workerTime() throws {
        let place = try Workplace(tenants: 1)
        #expect(try place.flotilla("worker --timeout 1s").status == 7)
    }

    @Test("when no wave takes anybody who is left, nothing is begun and that is no success")
    func inNoWave() throws {
        let place = try Workplace(
            tenants: 2, settings: "policies:\n  eu: {waves: [{name: eu, select: region=eu}]}\n")
        let refused = try place.flotilla("rollout start --policy eu --target t2 --yes")
        #expect(refused.status == 1 && refused.errors.contains("1 target left out"), "\(refused.errors)")
    }

    @Test(
        "a wave, a window or an entry of the quarantine that is for no target is refused",
        arguments: [
            "policies:\n  default: {waves: [{name: canary, select: region=ue}, {name: rest}]}\n",
            "policies:\n  default: {windows: [{select: regio=eu, between: \"00:00-24:00\", zone: UTC}]}\n",
            "quarantine: [{target: t01, reason: r, owner: mia}]\n",
            "quarantine: [{select: region=ue, reason: r, owner: mia}]\n",
        ])
    func idle(settings: String) throws {
        let place = try Workplace(tenants: 2, settings: settings)
        for line in ["rollout plan", "rollout start --yes", "rollout start --target t1 --yes"] {
            let refused = try place.flotilla(line)
            #expect(refused.status == 65 && refused.errors.contains("for no target of the inventory"), "\(refused)")
        }
        #expect(try place.versions() == [[], []])
    }

    @Test("a wave that is for nobody of the selection, but for others, is not refused")
    func elsewhere() throws {
        let place = try Workplace(
            tenants: 2, settings: "policies:\n  default: {waves: [{name: eu, select: region=eu}, {name: rest}]}\n")
        #expect(try place.flotilla("rollout start --target t2 --yes").status == 0)
        #expect(try place.versions() == [[], ["r2"]])
    }

    @Test("an entry of the quarantine that came after the plan and is for no target is refused")
    func late() throws {
        let place = try Workplace(tenants: 2)
        try place.flotilla("rollout plan --save plan.json")
        try place.write(
            "flotilla.yaml", "inventory: targets.csv\nquarantine: [{target: t01, reason: r, owner: mia}]\n")
        #expect(try place.flotilla("rollout start --plan plan.json --yes").status == 65)
    }
}
