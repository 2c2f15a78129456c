import FlotillaDriver
import Foundation
import Testing

@Suite("Workers at one rollout")
struct RolloutWorkersTests {
    @Test("what a lost worker did is known to the next one, and is taken back to where the rollout found it")
    func lostWorker() throws {
        let fleet = try RolloutFleet(.init(schemas: 2), canaries: 0)
        try fleet.revisions(["a"])
        #expect(try fleet.flotilla("upgrade", "--all", "--yes").status == 0)
        try fleet.revision("b", after: "a", statement: "SELECT pg_advisory_xact_lock_shared(4711);")
        let holder = try Held(fleet["t1"].database)
        try holder.run("SELECT pg_advisory_lock(4711)")
        #expect(try fleet.flotilla("rollout", "start", "--detach", "--yes").status == 0)
        let number = try #require(fleet.ledger.latest)
        let worker = try fleet.begin("worker")
        try eventually("a target is under way") {
            try holder.value(RolloutFleet.waiting) != "0"
        }
        // What has been sent takes effect, and nobody is left to say so.
        worker.signal(SIGSTOP)
        try holder.run("SELECT pg_advisory_unlock(4711)")
        try eventually("the target is moved") { try fleet.targets.contains { try $0.version() == ["b"] } }
        worker.crash()
        #expect(try fleet.ledger.jobs(number).values.contains("under way"))

        let resumed = try fleet.flotilla("rollout", "resume")
        #expect(resumed.status == 0, "\(resumed.output)\n\(resumed.errors)")
        #expect(try Set(fleet.ledger.jobs(number).values) == ["succeeded"])
        #expect(try fleet.flotilla("rollout", "revert", "--yes", "--lose-data").status == 0)
        for target in fleet.targets {
            #expect(try target.version() == ["a"], "\(target.id)")
            #expect(try target.effects() == ["a up": 1, "b up": 1, "b down": 1], "I2: \(target.id)")
        }
    }

    @Test("a target that leaves the inventory while a worker counts on it is skipped, and costs no budget")
    func departed() throws {
        let fleet = try RolloutFleet(
            .init(sqlite: 4),
            settings: """
                policies:
                  held:
                    waves: [{name: canary, select: ring=canary, gates: [{approval: {by: [grace]}}]}, {name: rest}]
                    failures: {tolerate: 0}

                """)
        try fleet.revisions(["a"])
        let start = try fleet.begin("rollout", "start", "--policy", "held", "--yes")
        try eventually("the gate is open", within: 60) {
            try fleet.ledger.latest != nil && fleet.show().state == "gating"
        }
        let path = fleet.project.path + "/targets.csv"
        let listed = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        try fleet.project.scratch.write(
            "targets.csv", listed.filter { !$0.hasPrefix("s4,") }.joined(separator: "\n") + "\n")
        try FileManager.default.removeItem(atPath: fleet.project.path + "/s4.db")
        #expect(try fleet.flotilla("rollout", "approve", as: "grace").status == 0)
        let end = start.end()
        #expect(end.status == 0, "\(end.output)\n\(end.errors)")
        #expect(end.output.contains("skipped: the inventory does not list it any more (s4)"), "\(end.output)")
        #expect(try fleet.ledger.jobs(1)["s4"] == "skipped")
        for id in ["s1", "s2", "s3"] { #expect(try fleet[id].version() == ["a"], "\(id)") }
    }

    @Test("a target that had left the inventory is reached again where it is now", arguments: [false, true])
    func returned(isNamed: Bool) throws {
        let fleet = try RolloutFleet(
            .init(sqlite: 3),
            settings:
                "policies:\n  held: {waves: [{name: canary, count: 1, gates: [{approval: {by: [grace]}}]}, {name: rest}]}\n"
        )
        try fleet.revisions(["a"])
        #expect(try fleet.flotilla("rollout", "start", "--policy", "held", "--detach", "--yes").status == 0)
        let names = isNamed ? ["--target", "s1", "--target", "s2", "--target", "s3"] : []
        let worker = try Running(
            Environment.binary(), ["worker"] + names, in: fleet.project.path, environment: fleet.variables(of: "ada"))
        try eventually("the gate is open", within: 60) { try fleet.show().state == "gating" }
        let file = fleet.project.path + "/targets.csv"
        let listed = try String(contentsOfFile: file, encoding: .utf8)
        let rest = listed.split(separator: "\n").filter { !$0.hasPrefix("s3,") }.joined(separator: "\n") + "\n"
        try fleet.project.scratch.write("targets.csv", rest)
        try FileManager.default.moveItem(
            atPath: fleet.project.path + "/s3.db", toPath: fleet.project.path + "/moved.db")
        #expect(try fleet.flotilla("rollout", "approve", as: "grace").status == 0)
        try eventually("the worker has given it back", within: 60) {
            try fleet.ledger.count(
                "SELECT count(*) FROM {reach} r JOIN {targets} t ON t.id = r.target WHERE t.name = 's3'") == 0
        }
        try fleet.project.scratch.write("targets.csv", listed.replacing("/s3.db", with: "/moved.db"))
        try eventually("the rollout is over", within: 60) { try fleet.ledger.phase(1) == "completed" }
        #expect(try Set(fleet.ledger.jobs(1).values) == ["succeeded"])
        #expect(
            try Database("sqlite:\(fleet.project.path)/moved.db").value("SELECT version_num FROM alembic_version")
                == "a")
        worker.signal(SIGTERM)
        #expect(worker.end().status == 0)
        try fleet.ledger.checkSeals()
    }

    @Test("a wave that vanishes as a whole is not done: the rollout is held, and can try it again")
    func vanishedWave() throws {
        let fleet = try RolloutFleet(
            .init(sqlite: 4), ledger: .sqlite,
            settings: "policies:\n  two: {waves: [{name: canary, select: ring=canary}, {name: rest}]}\n")
        try fleet.revisions(["a"])
        #expect(try fleet.flotilla("rollout", "start", "--policy", "two", "--yes", "--detach").status == 0)
        let path = fleet.project.path + "/targets.csv"
        let whole = try String(contentsOfFile: path, encoding: .utf8)
        let canary = whole.split(separator: "\n").filter { $0.hasPrefix("id,") || $0.hasPrefix("s1,") }
        try fleet.project.scratch.write("targets.csv", canary.joined(separator: "\n") + "\n")
        let held = try fleet.flotilla("rollout", "resume")
        #expect(held.status == 5, "\(held.output)\n\(held.errors)")
        let standing = try fleet.show()
        #expect(standing.state == "paused" && standing.waves.map(\.done) == [1, 0] && standing.failed == 3)
        try fleet.project.scratch.write("targets.csv", whole)
        let again = try fleet.flotilla("rollout", "retry", "--resume")
        #expect(again.status == 0, "\(again.output)\n\(again.errors)")
        for target in fleet.targets { #expect(try target.version() == ["a"], "\(target.id)") }
    }

    enum Word: String, CaseIterable, Sendable { case pause, abort }

    @Test("who stops a rollout whose every process was lost does not wait for ever", arguments: Word.allCases)
    func forsaken(_ word: Word) throws {
        let fleet = try RolloutFleet(.init(schemas: 3), canaries: 0)
        try fleet.revision("a", after: nil, statement: "SELECT pg_advisory_xact_lock_shared(4711);")
        let holder = try Held(fleet["t1"].database)
        try holder.run("SELECT pg_advisory_lock(4711)")
        let start = try fleet.begin("rollout", "start", "--yes")
        try eventually("a target is under way") {
            try holder.value(RolloutFleet.waiting) != "0"
        }
        // What has been sent takes effect.
        start.signal(SIGSTOP)
        try holder.run("SELECT pg_advisory_unlock(4711)")
        try eventually("the target is moved") { try fleet.targets.contains { try $0.version() == ["a"] } }
        start.crash()
        let stopped = try fleet.flotilla("rollout", word.rawValue)
        #expect(stopped.status == (word == .pause ? 0 : 5), "\(stopped.output)\n\(stopped.errors)")
        #expect(try fleet.ledger.phase(1) == (word == .pause ? "paused" : "aborting"))
        let resumed = try fleet.flotilla("rollout", "resume", "1")
        #expect(resumed.status == (word == .pause ? 0 : 1), "\(resumed.output)\n\(resumed.errors)")
        let ends = try fleet.ledger.jobs(1).values.sorted()
        let done = ["succeeded", "succeeded", "succeeded"]
        #expect(ends == (word == .pause ? done : ["cancelled", "cancelled", "succeeded"]))
        for target in fleet.targets { #expect(try target.effects().values.allSatisfy { $0 == 1 }, "I2: \(target.id)") }
    }

    /// A question to the targets of a wave, behind it.
    private static let asking =
        "gates: [{sql: {on: targets, query: SELECT 1 FROM t_a, expect: none}, interval: 200ms}]"

    @Test("each takes only what it reaches, and who cannot ask a gate's targets lets one lead that can")
    func selectors() throws {
        let fleet = try RolloutFleet(
            .init(sqlite: 4),
            settings: """
                policies:
                  asked:
                    waves: [{name: canary, select: ring=canary}, {name: rest, \(Self.asking)}]

                """)
        try fleet.revisions(["a"])
        #expect(try fleet.flotilla("rollout", "start", "--policy", "asked", "--detach", "--yes").status == 0)
        let near = try fleet.begin("worker", "--select", "ring=canary")
        try eventually("the canary is done") { try fleet.ledger.jobs(1)["s1"] == "succeeded" }
        let coordinator = "SELECT coordinator FROM {rollouts} WHERE run = 1"
        try eventually("the near one leads") { try fleet.ledger.value(coordinator) != nil }
        let first = try fleet.ledger.value(coordinator)
        let far = try fleet.begin("worker", "--select", "ring!=canary")
        try eventually("the far one has passed the gate") { try fleet.ledger.phase(1) == "completed" }
        #expect(try fleet.ledger.value(coordinator) != first)
        #expect(try Set(fleet.ledger.jobs(1).values) == ["succeeded"])
        for worker in [near, far] { worker.signal(SIGTERM) }
        for worker in [near, far] { #expect(worker.end().status == 0) }
        let claims = try fleet.ledger.events(of: 1).filter { !$0.claimed.isEmpty }
        #expect(Set(claims.map { $0.body.prefix { $0 != ":" } }).count == 2)
    }

    @Test("a gate whose targets nobody reaches all of is not passed, and show says why")
    func unaskable() throws {
        let fleet = try RolloutFleet(
            .init(sqlite: 2), settings: "policies:\n  asked: {waves: [{name: all, \(Self.asking)}]}\n")
        try fleet.revisions(["a"])
        #expect(try fleet.flotilla("rollout", "start", "--policy", "asked", "--detach", "--yes").status == 0)
        let workers = [
            try fleet.begin("worker", "--select", "ring=canary"),
            try fleet.begin("worker", "--select", "ring!=canary"),
        ]
        try eventually("show says why") {
            let shown = try fleet.flotilla("rollout", "show").output
            return shown.contains("1 of 2 targets are out of reach of worker")
                && shown.contains("no living worker reaches all of them")
        }
        #expect(try fleet.ledger.phase(1) == "gating")
        for worker in workers { worker.signal(SIGTERM) }
        for worker in workers { #expect(worker.end().status == 0) }
    }

    @Test("who looks is told that targets wait for a worker, and then for their window")
    func waiting() throws {
        let hour = (Int(Date().timeIntervalSince1970) / 3_600 + 3) % 24
        let opens = (hour < 10 ? "0" : "") + "\(hour):00"
        let fleet = try RolloutFleet(
            .init(sqlite: 3), canaries: 0,
            settings: """
                policies:
                  night: {windows: [{between: "\(opens)-\(opens.dropLast(2))30", zone: UTC}]}

                """)
        try fleet.revisions(["a"])
        #expect(try fleet.flotilla("rollout", "start", "--policy", "night", "--detach", "--yes").status == 0)
        let alone = try fleet.flotilla("rollout", "show").output
        #expect(alone.contains("3 targets wait for a worker: none that is alive reaches them"), "\(alone)")
        #expect(alone.contains("Next: flotilla rollout resume 1"), "\(alone)")
        let worker = try fleet.begin("worker")
        let words = "3 targets wait for a window, between \(opens) and"
        try eventually("show says which window") {
            try fleet.flotilla("rollout", "show").output.contains(words)
        }
        let watch = try fleet.begin("rollout", "watch")
        try eventually("who watches is told") { watch.errorsSoFar.contains("rollout 1: " + words) }
        #expect(try Set(fleet.ledger.jobs(1).values) == ["planned"])
        for process in [watch, worker] { process.signal(SIGTERM) }
        #expect(worker.end().status == 0)
        _ = watch.end()
    }

    @Test("the same plan joins its rollout, and another one for the same targets is kept out")
    func joining() throws {
        let fleet = try RolloutFleet(.init(sqlite: 3), canaries: 0)
        try fleet.revisions(["a", "b"])
        #expect(try fleet.flotilla("rollout", "start", "--detach", "--yes").status == 0)
        #expect(try fleet.flotilla("rollout", "start", "--detach", "--yes").status == 0)
        let why = ["rollout", "start", "--detach", "--yes", "--reason", "the pager"]
        #expect(try fleet.project.flotilla(why, environment: fleet.variables(of: "bob")).status == 0)
        #expect(try fleet.ledger.count("SELECT count(*) FROM {rollouts}") == 1)
        let joined = try fleet.ledger.events(of: 1).filter { $0.kind == "rollout joined" }
        #expect(joined.map { [$0.actor, $0.fields[7]] } == [["bob", "the pager"]])
        try fleet.ledger.checkSeals()
        let other = try fleet.flotilla("rollout", "start", "a", "--detach", "--yes")
        #expect(other.status == 6, "\(other.errors)")
        #expect(try fleet.flotilla("rollout", "resume").status == 0)
        for words in [["list"], ["watch", "1"], ["show", "1"]] {
            let said = try fleet.project.flotilla(
                ["rollout"] + words + ["-o", "json"], environment: fleet.variables(of: "ada"))
            #expect(said.status == 0 && said.errors.isEmpty == (words != ["watch", "1"]), "\(said.errors)")
            #expect(try JSONSerialization.jsonObject(with: Data(said.output.utf8)) is [String: Any])
        }
        #expect(try fleet.flotilla("rollout", "pause").status == 1)
        #expect(try fleet.flotilla("rollout", "show", "7").status == 64)
    }
}
