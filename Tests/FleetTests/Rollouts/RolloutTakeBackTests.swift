import Foundation
import Testing

/// Whoever sees first that a rollout failed takes it back, as its policy says; once, and whoever dies meanwhile.
@Suite("A rollout that takes itself back while others work on it")
struct RolloutTakeBackTests {
    @Test("is taken back once, by whichever process is first", arguments: 1...4)
    func once(_ round: Int) throws {
        let fleet = try Self.fleet()
        #expect(try fleet.flotilla("ledger", "init").status == 0)
        let workers = [try fleet.begin("worker"), try fleet.begin("worker")]
        let start = try fleet.flotilla("rollout", "start", "--policy", "back", "--yes")
        #expect(start.status == 1, "\(start.output)\n\(start.errors)")
        try eventually("it is taken back") { try fleet.ledger.phase(2) == "completed" }
        for worker in workers { worker.signal(SIGTERM) }
        for worker in workers { #expect(worker.end().status == 0) }
        #expect(try fleet.ledger.count("SELECT count(*) FROM {rollouts}") == 2)
        for target in fleet.targets { #expect(try target.version() == [], "\(target.id)") }
    }

    @Test("is taken back by the next worker when the one that saw it fail was killed")
    func orphaned() throws {
        let fleet = try Self.fleet(then: "abort")
        #expect(try fleet.flotilla("rollout", "start", "--policy", "back", "--yes").status == 1)
        // What the ledger says between the end of a rollout and the beginning of its revert.
        _ = try fleet.ledger.rows("UPDATE {rollouts} SET take_back_asked = 1")
        let worker = try fleet.begin("worker")
        try eventually("it is taken back") { try fleet.targets.allSatisfy { try $0.version().isEmpty } }
        worker.signal(SIGTERM)
        #expect(worker.end().status == 0)
        let rollouts = try fleet.ledger.rows("SELECT run, phase, take_back_asked FROM {rollouts} ORDER BY run")
        #expect(rollouts == [["1", "aborted", "0"], ["2", "completed", "0"]])
    }

    private static func fleet(then reaction: String = "revert") throws -> RolloutFleet {
        let fleet = try RolloutFleet(
            .init(sqlite: 10), canaries: 0,
            settings: """
                policies:
                  back:
                    waves: [{name: early, count: 5}, {name: rest}]
                    concurrency: {total: 4, per_server: 4}
                    failures: {tolerate: 1, retries: 0, then: \(reaction)}

                """)
        try fleet.revision("a", after: nil, statement: "CREATE TABLE extra (id INT);")
        for id in ["s7", "s8", "s9"] { try fleet[id].database.run("CREATE TABLE extra (id INT)") }
        return fleet
    }
}
