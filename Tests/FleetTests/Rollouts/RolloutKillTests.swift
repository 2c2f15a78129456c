import Foundation
import Testing

/// Kills coordinator and workers at random moments, and has them stand still for longer than their leases, while rollouts
/// go up and down over three engines.
///
/// Each killed process is started again at once, as whoever runs workers would, until the rollout is done.
@Suite("Rollouts whose processes are killed at random moments", .serialized)
struct RolloutKillTests {
    /// Over the whole suite. The seed is printed, and taken from FLOTILLA_KILL_SEED to repeat a run.
    static let kills = Int(ProcessInfo.processInfo.environment["FLOTILLA_ROLLOUT_KILLS"] ?? "") ?? 300
    static let standstills = 20
    static let killsPerRollout = 10

    @Test("come to their end, with nothing done twice, nothing lost and nothing left behind")
    func survivesKills() throws {
        let seed = ProcessInfo.processInfo.environment["FLOTILLA_KILL_SEED"].flatMap { UInt64($0) } ?? 20_261_125
        let begin = ContinuousClock.now
        let crew = try KilledCrew(seed: seed, standstills: Self.standstills)
        var round = 0
        while crew.hits < Self.kills {
            round += 1
            let number = try crew.rollOut(kills: min(Self.killsPerRollout, Self.kills - crew.hits))
            try crew.check(number, round)
        }
        try crew.dismiss()
        print(
            "rollout kill harness: seed \(seed), \(crew.hits) kills and \(crew.halts) standstills in \(round) rollouts, "
                + "\(crew.doubts) targets in doubt, \(ContinuousClock.now - begin)")
        #expect(crew.halts > Self.standstills / 2, "hardly any process stood still; the harness shows little")
        try crew.fleet.ledger.checkSeals()
    }
}

/// A coordinator and two workers that are killed and started again, and the fleet at which they work.
private final class KilledCrew {
    let fleet: RolloutFleet
    /// Kills and standstills that came while a rollout went on.
    private(set) var hits = 0
    private(set) var halts = 0
    /// Jobs that ended as unknown.
    private(set) var doubts = 0
    private var random: Seeded
    private var standstills: Int
    private var coordinator: Running?
    private var workers: [Running?] = [nil, nil]
    private var halted: (process: Running, until: ContinuousClock.Instant)?
    private var goesUp = true
    /// How often each step must have taken effect.
    private var ups = 0
    private var downs = 0

    private static let revisions = ["a", "b"]
    private static let total = 4

    init(seed: UInt64, standstills: Int) throws {
        random = Seeded(state: seed)
        self.standstills = standstills
        fleet = try RolloutFleet(
            .init(databases: 2, schemas: 4, mariadb: 4, sqlite: 4),
            settings: """
                policies:
                  rough:
                    waves: [{name: canary, select: ring=canary, gates: [{soak: 300ms}]}, {name: rest}]
                    concurrency: {total: \(Self.total), per_server: 4}
                    failures: {tolerate: 100%, mode: eventual, retries: 50}
                    pause: 100ms

                """)
        try fleet.revisions(Self.revisions)
        #expect(try fleet.flotilla("ledger", "init").status == 0)
    }

    /// Takes the fleet up or down, whatever happens to the processes. Returns the rollout's number.
    func rollOut(kills: Int) throws -> Int {
        let before = fleet.ledger.latest ?? 0
        let deadline = ContinuousClock.now + .seconds(120)
        var left = kills
        while true {
            let number = fleet.ledger.latest.flatMap { $0 > before ? $0 : nil }
            if let number, try ["completed", "aborted"].contains(fleet.ledger.phase(number) ?? "") { break }
            try #require(ContinuousClock.now < deadline, "the rollout does not end: \(describe(number))")
            try man(number)
            // The moment is what is being chosen here; there is no signal to wait for.
            poll(nil, 0, Int32.random(in: 10..<250, using: &random))
            wake()
            if left > 0, number != nil { left -= try strike() ? 1 : 0 }
        }
        if goesUp { ups += 1 } else { downs += 1 }
        goesUp.toggle()
        return try #require(fleet.ledger.latest)
    }

    private func describe(_ number: Int?) -> String {
        let standing = number.flatMap { try? fleet.show($0) }.map { "\($0)" }
        return standing ?? "none begun; \(coordinator?.errorsSoFar ?? "")"
    }

    /// Starts whoever is not there.
    private func man(_ number: Int?) throws {
        if coordinator?.isRunning != true {
            if let number {
                coordinator = try fleet.begin("rollout", "resume", String(number))
            } else {
                let way = goesUp ? ["head"] : ["base", "--downgrade"]
                coordinator = try Running(
                    Environment.binary(), ["rollout", "start"] + way + ["--policy", "rough", "--yes"],
                    in: fleet.project.path, environment: fleet.variables(of: "ada"))
            }
        }
        for slot in workers.indices where workers[slot]?.isRunning != true {
            workers[slot] = try fleet.begin("worker")
        }
    }

    /// Kills one of the three, or has it stand still. Says whether one was killed.
    private func strike() throws -> Bool {
        let crew = ([coordinator] + workers).compactMap { $0 }
        let victim = crew[Int.random(in: 0..<crew.count, using: &random)]
        guard victim !== halted?.process, victim.isRunning else { return false }
        if halted == nil, standstills > 0, Int.random(in: 0..<10, using: &random) == 0 {
            victim.signal(SIGSTOP)
            halted = (victim, .now + .milliseconds(4_500))
            standstills -= 1
            halts += 1
            return false
        }
        victim.crash()
        hits += 1
        return true
    }

    /// Lets who stood still for longer than its lease go on.
    private func wake(atOnce: Bool = false) {
        guard let halted, atOnce || halted.until <= .now else { return }
        halted.process.signal(SIGCONT)
        self.halted = nil
    }

    func dismiss() throws {
        while halted != nil { wake() }
        for worker in workers { worker?.signal(SIGTERM) }
        _ = coordinator?.end()
        for worker in workers { _ = worker?.end() }
        try checkNothingLeft()
    }
}

// MARK: What has to be so

extension KilledCrew {
    func check(_ number: Int, _ round: Int) throws {
        let ledger = fleet.ledger
        let jobs = try ledger.jobs(number)
        doubts += jobs.values.count { $0 == "unknown" }
        #expect(jobs.values.allSatisfy { ["succeeded", "skipped"].contains($0) }, "round \(round): \(jobs)")
        #expect(jobs.count == fleet.targets.count, "round \(round)")
        try ledger.checkVersions(of: fleet.targets, after: number)
        try ledger.checkCourse(of: number, total: Self.total)
        for target in fleet.targets {
            #expect(try target.version() == (ups > downs ? ["b"] : []), "round \(round), \(target.id): I1")
            let effects = try target.effects()
            for revision in Self.revisions {
                #expect(
                    effects["\(revision) up", default: 0] == ups && effects["\(revision) down", default: 0] == downs,
                    "round \(round), \(target.id), \(revision): I2: \(effects), not \(ups) and \(downs)")
            }
        }
    }

    /// I10.
    private func checkNothingLeft() throws {
        let prefix = fleet.project.databaseName("")
        try eventually("I10: no session of ours is left") {
            let postgresql = try Database.postgresql().value(
                "SELECT count(*) FROM pg_stat_activity WHERE datname LIKE '\(prefix)%'")
            let mariadb = try Database.mysql().value(
                "SELECT count(*) FROM information_schema.processlist WHERE db LIKE '\(prefix)%'")
            return postgresql == "0" && mariadb == "0"
        }
        #expect(try Database.postgresql().value("SELECT count(*) FROM pg_prepared_xacts") == "0", "I10")
        for target in fleet.targets where target.database.url.engine == .mysql {
            #expect(try target.database.value("SELECT count(*) FROM flotilla_journal") == "0", "I10: \(target.id)")
        }
        let open = "SELECT count(*) FROM {assignments} WHERE state IN ('planned', 'unsettled', 'under way')"
        #expect(try fleet.ledger.count(open) == 0)
    }
}
