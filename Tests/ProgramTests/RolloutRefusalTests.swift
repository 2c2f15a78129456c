import Foundation
import Testing

/// Rollouts that are not begun, with the whole program and SQLite tenants.
@Suite struct RolloutRefusalTests {
    private static let policy = "policies:\n  all: {waves: [{name: all}], failures: {tolerate: 9}}\n"

    @Test("when everybody who is left would fail, nothing is begun and that is no success", arguments: ["", "--detach"])
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

    @Test("when no wave takes anybody who is left, nothing is begun and that is no success")
    func inNoWave() throws {
        let place = try Workplace(
            tenants: 2, settings: "policies:\n  eu: {waves: [{name: eu, select: region=eu}]}\n")
        let refused = try place.flotilla("rollout start --policy eu --target t2 --yes")
        #expect(refused.status == 1 && refused.errors.contains("1 target left out"), "\(refused.errors)")
    }
}
