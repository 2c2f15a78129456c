import Foundation
import Testing

/// A coordinator holds no state of its own: whoever takes over goes on with what has been measured.
@Suite("A rollout whose coordinator is killed at a gate")
struct RolloutTakeoverTests {
    @Test("soaks for no longer than it would have")
    func soak() throws {
        let fleet = try Self.fleet(gate: "soak: 6s")
        let (start, worker) = try Self.killAtGate(fleet) { _ in true }
        _ = start
        try eventually("the rollout is done", within: 60) { try fleet.ledger.phase(1) == "completed" }
        let events = try fleet.ledger.events(of: 1)
        let opened = try #require(events.last { $0.kind == "job ended" && $0.target == "s1" })
        let passed = try #require(events.first { $0.kind == "gate passed" })
        let took = Double(passed.at - opened.at) / 1e6
        #expect(took >= 6 && took < 8.5, "\(took) s")
        Self.end(worker)
    }

    @Test("goes on with measurements and approvals that there are")
    func measurements() throws {
        let fleet = try Self.fleet(
            gate: "command: [/bin/sh, -c, 'echo x >> measured'], interval: 700ms, successes: 4, timeout: 60s")
        let measured = fleet.project.path + "/measured"
        let (_, worker) = try Self.killAtGate(fleet) { fleet in
            try fleet.ledger.value("SELECT gate FROM {rollouts} WHERE run = 1") != nil && contents(measured).count >= 4
        }
        try eventually("the rollout is done", within: 60) { try fleet.ledger.phase(1) == "completed" }
        // One that had been made and not kept is made again.
        let count = contents(measured).count / 2
        #expect(count == 4 || count == 5, "\(count) measurements")
        Self.end(worker)
    }

    @Test("asks nobody again who has approved")
    func approval() throws {
        let fleet = try Self.fleet(gate: "approval: true")
        let start = try fleet.begin("rollout", "start", "--policy", "gated", "--yes")
        try eventually("the gate is open", within: 60) { (try? fleet.ledger.phase(1)) == "gating" }
        start.signal(SIGSTOP)
        #expect(try fleet.flotilla("rollout", "approve", as: "grace").status == 0)
        start.crash()
        let worker = try fleet.begin("worker")
        try eventually("the rollout is done", within: 60) { try fleet.ledger.phase(1) == "completed" }
        Self.end(worker)
    }

    private static func fleet(gate: String) throws -> RolloutFleet {
        let fleet = try RolloutFleet(
            .init(sqlite: 3),
            settings: """
                policies:
                  gated:
                    waves: [{name: canary, count: 1, gates: [{\(gate)}]}, {name: rest}]

                """)
        try fleet.revisions(["a"])
        return fleet
    }

    /// Kills the coordinator once the gate is open and `isMoment`. A worker that was there takes over.
    private static func killAtGate(
        _ fleet: RolloutFleet, _ isMoment: (RolloutFleet) throws -> Bool
    ) throws -> (Running, Running) {
        let start = try fleet.begin("rollout", "start", "--policy", "gated", "--yes")
        try eventually("the gate is open", within: 60) { (try? fleet.ledger.phase(1)) == "gating" }
        let worker = try fleet.begin("worker")
        try eventually("the worker has joined") { worker.errorsSoFar.contains("joined rollout 1") }
        try eventually("the moment has come") { try isMoment(fleet) }
        start.crash()
        return (start, worker)
    }

    private static func end(_ worker: Running) {
        worker.signal(SIGTERM)
        #expect(worker.end().status == 0)
    }
}
