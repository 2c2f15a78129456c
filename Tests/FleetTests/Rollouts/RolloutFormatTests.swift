import Foundation
import Testing

@Suite("Rollouts over folders of other tools")
struct RolloutFormatTests {
    @Test(
        "go on when a worker dies between a step and its word, and are taken back",
        arguments: ForeignProject.Tool.allCases)
    func lostWorker(tool: ForeignProject.Tool) throws {
        let fleet = try RolloutFleet(
            .init(databases: 3), canaries: 0,
            settings: "migrations: db/scripts\nrevisions: {format: \(tool.rawValue)}\n")
        for (number, wait) in [(1, ""), (2, "SELECT pg_advisory_xact_lock_shared(4712);\n")] {
            try tool.write(
                number,
                up:
                    "CREATE TABLE t\(number) (id INT);\n\(wait)INSERT INTO effects (revision) VALUES ('\(number) up');\n",
                down: "DROP TABLE t\(number);\nINSERT INTO effects (revision) VALUES ('\(number) down');\n",
                to: fleet.project)
        }
        #expect(try fleet.flotilla("upgrade", tool.version(1), "--all", "--yes").status == 0)
        let databases = try fleet.targets.map { try Held($0.database) }
        for database in databases { try database.run("SELECT pg_advisory_lock(4712)") }
        #expect(try fleet.flotilla("rollout", "start", "--detach", "--yes").status == 0)
        let lost = try fleet.begin("worker")
        try eventually("the step is under way somewhere") {
            try databases.contains { try $0.value(RolloutFleet.waiting) != "0" }
        }
        lost.signal(SIGSTOP)
        for database in databases { try database.run("SELECT pg_advisory_unlock(4712)") }
        lost.crash()

        let two = try (0..<2).map { _ in try fleet.begin("worker") }
        let resumed = try fleet.flotilla("rollout", "resume")
        #expect(resumed.status == 0, "\(resumed.output)\n\(resumed.errors)")
        for worker in two { worker.signal(SIGTERM) }
        for worker in two { #expect(worker.end().status == 0) }
        let status = try fleet.flotilla("current", "--all", "-o", "csv")
        #expect(status.output.components(separatedBy: ",\(tool.version(2)),").count == 4, "\(status)")
        #expect(try fleet.flotilla("rollout", "revert", "--yes", "--lose-data").status == 0)
        for target in fleet.targets {
            #expect(try target.effects() == ["1 up": 1, "2 up": 1, "2 down": 1], "I2: \(target.id)")
        }
    }
}
