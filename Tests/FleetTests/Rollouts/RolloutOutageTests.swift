import Foundation
import Testing

@Suite("Rollouts whose ledger's server is killed again and again")
struct RolloutOutageTests {
    static let outages = 20

    @Test("go on by themselves, with nothing done twice and nothing lost")
    func outages() throws {
        let seed: UInt64 = 20_261_125
        var random = Seeded(state: seed)
        let begin = ContinuousClock.now
        let server = try PrivatePostgreSQL()
        let fleet = try RolloutFleet(.init(schemas: 6, mariadb: 3, sqlite: 6), on: server.url, settings: Self.policy)
        fleet.environment["FLOTILLA_LEDGER_LEASE"] = "15s"
        try fleet.revisions(["a", "b"])
        #expect(try fleet.flotilla("ledger", "init").status == 0)
        let worker = try fleet.begin("worker")
        var (left, ups, downs) = (Self.outages, 0, 0)
        while left > 0 {
            let goesUp = ups == downs
            let before = fleet.ledger.latest ?? 0
            let process = try Running(
                Environment.binary(),
                ["rollout", "start"] + (goesUp ? ["head"] : ["base", "--downgrade"]) + ["--policy", "slow", "--yes"],
                in: fleet.project.path, environment: fleet.variables(of: "ada"))
            try eventually("the rollout is written down") { fleet.ledger.latest ?? 0 > before || !process.isRunning }
            while process.isRunning, left > 0 {
                // The moment is what is being chosen here; there is no signal to wait for.
                poll(nil, 0, Int32.random(in: 100..<900, using: &random))
                guard process.isRunning else { break }
                try server.crash()
                try server.start()
                left -= 1
            }
            let end = process.end()
            // Only a last question, when all had been done, may have met the server on its way back.
            #expect(end.status == 0 || end.status == 69, "\(end.output)\n\(end.errors)")
            let number = try #require(fleet.ledger.latest)
            #expect(number > before, "\(end.errors)")
            try eventually("rollout \(number) is done", within: 60) { try fleet.ledger.phase(number) == "completed" }
            if goesUp { ups += 1 } else { downs += 1 }
            try Self.check(fleet, number, ups, downs)
        }
        #expect(worker.isRunning, "\(worker.errorsSoFar)")
        worker.signal(SIGTERM)
        #expect(worker.end().status == 0)
        try fleet.ledger.checkSeals()
        print("ledger outages: \(Self.outages) in \(ups + downs) rollouts, \(ContinuousClock.now - begin)")
    }

    @Test("are gone on with by the process that started them, however long the ledger was away")
    func startGoesOn() throws {
        let server = try PrivatePostgreSQL()
        let fleet = try RolloutFleet(
            .init(sqlite: 2), on: server.url,
            settings: "policies: {held: {waves: [{name: canary, count: 1, gates: [approval: true]}, {name: rest}]}}\n")
        try fleet.revisions(["a"])
        #expect(try fleet.flotilla("ledger", "init").status == 0)
        let start = try fleet.begin("rollout", "start", "--policy", "held", "--yes")
        try eventually("the gate is open", within: 60) { (try? fleet.ledger.phase(1)) == "gating" }
        try server.crash()
        try eventually("its place is lost", within: 60) { start.errorsSoFar.contains("trying again") }
        try server.start()
        #expect(try fleet.flotilla("rollout", "approve", as: "grace").status == 0)
        let end = start.end()
        #expect(end.status == 0, "\(end.output)\n\(end.errors)")
        #expect(!end.errors.contains("nothing was done"), "\(end.errors)")
        try fleet.ledger.checkSeals()
    }

    @Test("are never said to be untouched when they are left before the ledger is back")
    func left() throws {
        let server = try PrivatePostgreSQL()
        let fleet = try RolloutFleet(
            .init(sqlite: 2), on: server.url,
            settings: "policies: {held: {waves: [{name: canary, count: 1, gates: [approval: true]}, {name: rest}]}}\n")
        try fleet.revisions(["a"])
        #expect(try fleet.flotilla("ledger", "init").status == 0)
        let start = try fleet.begin("rollout", "start", "--policy", "held", "--yes")
        try eventually("the gate is open", within: 60) { (try? fleet.ledger.phase(1)) == "gating" }
        try server.crash()
        try eventually("its place is lost", within: 60) { start.errorsSoFar.contains("trying again") }
        start.signal(SIGINT)
        let end = start.end()
        #expect(end.status == 69 && !end.errors.contains("nothing was done"), "\(end.errors)")
        #expect(end.errors.contains("flotilla rollout resume 1"), "\(end.errors)")
        // It is shut down when the test is over, and for that it has to run.
        try server.start()
    }

    private static let policy = """
        policies:
          slow:
            waves: [{name: canary, select: ring=canary, gates: [{soak: 1s}]}, {name: rest}]
            concurrency: {total: 3, per_server: 3}
            failures: {tolerate: 0, retries: 3}
            pause: 100ms

        """

    private static func check(_ fleet: RolloutFleet, _ number: Int, _ ups: Int, _ downs: Int) throws {
        #expect(try fleet.ledger.phase(number) == "completed")
        try fleet.ledger.checkVersions(of: fleet.targets, after: number)
        try fleet.ledger.checkCourse(of: number, total: 3)
        for target in fleet.targets {
            let expected = ["a up": ups, "b up": ups, "a down": downs, "b down": downs].filter { $0.value > 0 }
            #expect(try target.effects() == expected, "I2: \(target.id), rollout \(number)")
            #expect(try target.version() == (ups > downs ? ["b"] : []), "\(target.id), rollout \(number)")
        }
    }
}
