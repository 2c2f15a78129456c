import Foundation
import Testing

@Suite("A rollout that nobody works on")
struct RolloutDesertionTests {
    private static let gated = """
        policies:
          gated:
            waves: [{name: canary, count: 1, gates: [{approval: {by: [ada, grace]}}]}, {name: rest}]
          own: {gates: [{approval: {by: [ada]}}]}

        """

    @Test("since its worker was killed says so to who looks and to who watches, and what to type")
    func killed() throws {
        let fleet = try RolloutFleet(.init(sqlite: 2))
        try fleet.revision(
            "a", after: nil,
            statement: """
                WITH RECURSIVE counter (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counter)
                INSERT INTO effects (revision) SELECT 'never' FROM counter WHERE n < 0;
                """)
        let start = try fleet.begin("rollout", "start", "--yes")
        try eventually("a target is under way", within: 60) {
            guard fleet.ledger.latest != nil else { return false }
            return try fleet.show().waves.contains { $0.underWay > 0 }
        }
        start.crash()
        let shown = try fleet.flotilla("rollout", "show").output
        #expect(shown.contains("running: 1 target (s1); 0 workers alive"), "\(shown)")
        #expect(shown.contains("nobody is at work on it: no worker is alive"), "\(shown)")
        #expect(shown.contains("Next: flotilla rollout resume 1"), "\(shown)")
        let watch = try fleet.begin("rollout", "watch")
        try eventually("who watches is told") { watch.errorsSoFar.contains("rollout 1: nobody is at work on it") }
        watch.crash()
    }

    @Test("because the only worker has other revision files tells the reason, until it has the right ones")
    func otherFiles() throws {
        let fleet = try RolloutFleet(.init(sqlite: 2))
        try fleet.revisions(["a"])
        #expect(try fleet.flotilla("rollout", "start", "--detach", "--yes").status == 0)
        try fleet.revision("a", after: nil, statement: "SELECT 1;")
        let worker = try fleet.begin("worker")
        let reason = "does not work on it: its revision files are not those of the plan: a"
        try eventually("show gives the reason") { try fleet.flotilla("rollout", "show").output.contains(reason) }
        let shown = try fleet.flotilla("rollout", "show").output
        #expect(shown.contains("nobody is at work on it: no other worker is alive"), "\(shown)")
        let watch = try fleet.begin("rollout", "watch")
        try eventually("who watches is told") { watch.errorsSoFar.contains(reason) }
        try fleet.revisions(["a"])
        try eventually("the worker takes it up", within: 60) { try fleet.ledger.phase(1) == "completed" }
        #expect(watch.end().status == 0)
        worker.signal(SIGTERM)
        #expect(worker.end().status == 0)
    }

    @Test("behind an approval that was given asks for a worker, not for another approval")
    func approved() throws {
        let fleet = try RolloutFleet(.init(sqlite: 2), settings: Self.gated)
        try fleet.revisions(["a"])
        let start = try fleet.begin("rollout", "start", "--policy", "gated", "--yes")
        try eventually("the gate is open", within: 60) { (try? fleet.ledger.phase(1)) == "gating" }
        start.signal(SIGTERM)
        _ = start.end()
        let asking = try fleet.flotilla("rollout", "show").output
        #expect(asking.contains("Next: flotilla rollout approve 1\n   or: flotilla rollout resume 1"), "\(asking)")
        let given = try fleet.flotilla("rollout", "approve", as: "grace").output
        #expect(given.contains("approved by grace: it goes on when a worker has seen it"), "\(given)")
        #expect(given.contains("Next: flotilla rollout resume 1") && !given.contains("rollout approve"), "\(given)")
        #expect(try fleet.flotilla("rollout", "resume").status == 0)
    }

    @Test("is not begun when only who starts it could approve")
    func unapprovable() throws {
        let fleet = try RolloutFleet(.init(sqlite: 2), settings: Self.gated)
        try fleet.revisions(["a"])
        let refused = try fleet.flotilla("rollout", "start", "--policy", "own", "--detach", "--yes")
        #expect(refused.status == 1 && refused.errors.contains("nobody could approve"), "\(refused.errors)")
        #expect(fleet.ledger.latest == nil)
        #expect(try fleet.flotilla("rollout", "start", "--policy", "own", "--detach", "--yes", as: "grace").status == 0)
    }
}
