import FlotillaDriver
import Foundation
import Testing

/// Who stops a rollout has to be able to rely on it: what the command said has happened when it returns.
@Suite("A rollout that is told to stop", .serialized)
struct RolloutStopTests {
    /// At how many moments of the work it is stopped.
    static let moments = 20

    @Test("begins nothing after pause or abort has returned, whichever of three processes is at work")
    func stopMeansStop() throws {
        let seed = ProcessInfo.processInfo.environment["FLOTILLA_STOP_SEED"].flatMap { UInt64($0) } ?? 20_261_125
        var random = Seeded(state: seed)
        let crew = try StoppedCrew()
        defer { crew.dismiss() }
        let usual = try crew.measure()
        var hits = 0
        for moment in 1...Self.moments {
            let delay = Double.random(in: 0..<1, using: &random) * usual.seconds
            hits += try crew.stopOnce(byAbort: moment.isMultiple(of: 3), after: delay, "moment \(moment)") ? 1 : 0
        }
        print("stop harness: seed \(seed), \(hits) of \(Self.moments) stops came before everything had begun")
        #expect(hits > Self.moments / 3, "the harness hardly ever stopped anything; it shows nothing")
        try crew.fleet.ledger.checkSeals()
        for target in crew.fleet.targets {
            let effects = try target.effects()
            #expect(abs(effects["a up", default: 0] - effects["a down", default: 0]) <= 1, "I2: \(target.id)")
        }
    }

    @Test("a worker that gets SIGTERM ends what it has begun, and begins nothing more")
    func drains() throws {
        let fleet = try RolloutFleet(
            .init(schemas: 8), canaries: 0,
            settings: """
                policies:
                  wide:
                    concurrency: {total: 8, per_server: 8}
                    failures: {mode: eventual}
                defaults:
                  lock_timeout: 60s

                """)
        try fleet.revision("a", after: nil, statement: "SELECT pg_advisory_xact_lock_shared(4711);")
        let holder = try Held(fleet["t1"].database)
        try holder.run("SELECT pg_advisory_lock(4711)")
        #expect(try fleet.flotilla("rollout", "start", "--policy", "wide", "--detach", "--yes").status == 0)
        let worker = try fleet.begin("worker", "--concurrency", "2")
        let ledger = fleet.ledger
        try eventually("two targets are under way") { try holder.value(RolloutFleet.waiting) == "2" }
        // Of slow jobs none is claimed beyond those begun.
        #expect(try ledger.jobs(1).values.count { $0 == "under way" } == 2)
        worker.signal(SIGTERM)
        try eventually("it says so") { worker.errorsSoFar.contains("running targets finish") }
        #expect(try holder.value(RolloutFleet.waiting) == "2" && worker.isRunning)
        try holder.run("SELECT pg_advisory_unlock(4711)")
        #expect(worker.end().status == 0)
        let ends = try ledger.jobs(1).values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        #expect(ends == ["planned": 6, "succeeded": 2])
        #expect(try fleet.targets.count { try $0.version() == ["a"] } == 2)
    }
}

/// A fleet of sixty that goes up and down, and two workers that stay.
private final class StoppedCrew {
    let fleet: RolloutFleet
    private let workers: [Running]
    private var goesUp = true

    init() throws {
        fleet = try RolloutFleet(
            .init(schemas: 20, mariadb: 10, sqlite: 30), canaries: 0,
            settings: "policies:\n  quick:\n    concurrency: {total: 6, per_server: 4}\n")
        try fleet.revisions(["a"])
        #expect(try fleet.flotilla("ledger", "init").status == 0)
        workers = [try fleet.begin("worker"), try fleet.begin("worker")]
    }

    func dismiss() {
        for worker in workers { worker.signal(SIGTERM) }
        for worker in workers { #expect(worker.end().status == 0) }
    }

    /// How long the work of a whole rollout takes.
    func measure() throws -> Duration {
        let process = try start()
        let begin = ContinuousClock.now
        let end = process.end()
        #expect(end.status == 0, "\(end.output)\n\(end.errors)")
        goesUp = false
        return ContinuousClock.now - begin
    }

    /// Stops a rollout, looks, and lets everything come to its end. Says whether anything was left to begin.
    func stopOnce(byAbort: Bool, after delay: Double, _ place: String) throws -> Bool {
        let process = try start()
        let number = try #require(fleet.ledger.latest)
        // The moment is what is being chosen here; there is no signal to wait for.
        poll(nil, 0, Int32(delay * 1000))
        let word = byAbort ? "abort" : "pause"
        let stopped = try fleet.flotilla("rollout", word, String(number))
        let instant = Self.now()
        let end = process.end()
        guard stopped.status == 0 else {
            // It was over before.
            #expect(end.status == 0, "\(place): \(stopped.errors)\n\(end.errors)")
            goesUp.toggle()
            return false
        }
        let wasLeft = try checkStopped(number, since: instant, word, place)
        #expect(end.status == (byAbort ? 1 : 5), "\(place): \(end.output)\n\(end.errors)")
        let whole = byAbort ? try start().end() : try fleet.flotilla("rollout", "resume", String(number))
        #expect(whole.status == 0, "\(place): \(whole.output)\n\(whole.errors)")
        goesUp.toggle()
        let version = goesUp ? [] : ["a"]
        for target in fleet.targets { #expect(try target.version() == version, "\(place): \(target.id)") }
        return wasLeft
    }

    /// Returns when the ledger has the rollout; then it is worked on.
    private func start() throws -> Running {
        let before = fleet.ledger.latest ?? 0
        let way = goesUp ? ["head"] : ["base", "--downgrade"]
        let process = try Running(
            Environment.binary(), ["rollout", "start"] + way + ["--policy", "quick", "--yes"], in: fleet.project.path,
            environment: fleet.variables(of: "ada"))
        try eventually("the rollout is written down") { fleet.ledger.latest ?? 0 > before || !process.isRunning }
        return process
    }

    private func checkStopped(_ number: Int, since instant: Int, _ word: String, _ place: String) throws -> Bool {
        let ledger = fleet.ledger
        try eventually("\(place): the workers have looked again") {
            try ledger.count("SELECT count(*) FROM {workers} WHERE ended_at IS NULL AND beat_at <= \(instant)") == 0
        }
        let phase = try ledger.phase(number)
        #expect(phase == (word == "abort" ? "aborted" : "paused"), "\(place): \(word)")
        let jobs = try ledger.jobs(number)
        #expect(!jobs.values.contains("under way"), "\(place)")
        let events = try ledger.events(of: number)
        let asked = try #require(events.last { $0.kind == word + " requested" })
        #expect(!events.contains { !$0.claimed.isEmpty && $0.number > asked.number && word == "pause" }, "I4: \(place)")
        #expect(!events.contains { $0.at > instant }, "I4: \(place)")
        #expect(try ledger.count("SELECT count(*) FROM {jobs} WHERE started_at > \(instant)") == 0, "I4: \(place)")
        for target in fleet.targets { #expect(try target.lastEffect() <= instant, "I4: \(place), \(target.id)") }
        return jobs.values.contains(word == "abort" ? "cancelled" : "planned")
    }

    private static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return time.tv_sec * 1_000_000 + time.tv_nsec / 1_000
    }
}
