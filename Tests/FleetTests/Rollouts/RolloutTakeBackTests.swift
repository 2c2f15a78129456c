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

    @Test("is taken back as far as the inventory still lists what it changed")
    func departed() throws {
        let fleet = try RolloutFleet(
            .init(sqlite: 3),
            settings: "policies:\n  two:\n    waves: [{name: canary, select: ring=canary}, {name: rest}]\n")
        try fleet.revisions(["a"])
        #expect(try fleet.flotilla("rollout", "start", "--policy", "two", "--yes").status == 0)
        let inventory = try String(contentsOfFile: fleet.project.path + "/targets.csv", encoding: .utf8)
        try fleet.project.scratch.write("targets.csv", "id,url,ring\n")
        try fleet.join("other")
        let none = try fleet.flotilla("rollout", "revert", "--yes", "--lose-data")
        #expect(none.status == 1)
        let words = "the inventory lists none of the 3 targets that rollout 1 changed"
        #expect(none.errors.contains(words), "\(none.errors)")
        // The whole wave of the canary has left.
        let listed = inventory.split(separator: "\n").filter { !$0.hasPrefix("s1,") }
        try fleet.project.scratch.write("targets.csv", listed.joined(separator: "\n") + "\n")
        let rest = try fleet.flotilla("rollout", "revert", "--yes", "--lose-data")
        #expect(rest.status == 0 && rest.output.contains("completed"), "\(rest.output)\n\(rest.errors)")
        #expect(try fleet["s1"].version() == ["a"])
        for id in ["s2", "s3"] { #expect(try fleet[id].version() == [], "\(id)") }
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
