import Foundation
import Testing

/// Targets that come into the inventory while a rollout goes on. A gate behind each wave holds it while they come.
@Suite("Targets that join late")
struct RolloutLatecomersTests {
    private static let policy = """
        policies:
          held:
            waves: [{name: canary, select: ring=canary}, {name: rest}]
            gates: [{approval: {by: [grace]}}]

        """

    private func approve(_ wave: Int, _ fleet: RolloutFleet) throws {
        try waitForGate(wave, fleet)
        #expect(try fleet.flotilla("rollout", "approve", as: "grace").status == 0)
    }

    private func waitForGate(_ wave: Int, _ fleet: RolloutFleet) throws {
        try eventually("the gate behind wave \(wave) is open", within: 60) {
            guard fleet.ledger.latest != nil else { return false }
            return try fleet.show().detail.hasPrefix("the gate behind wave \(wave) of")
        }
    }

    @Test(
        "are brought along behind the last wave, with its gates, and are taken back first",
        arguments: RolloutFleet.LedgerKind.allCases)
    func sweptUp(_ kind: RolloutFleet.LedgerKind) throws {
        let fleet = try RolloutFleet(.init(sqlite: 3), ledger: kind, settings: Self.policy)
        try fleet.revisions(["a", "b"])
        let start = try fleet.begin("rollout", "start", "--policy", "held", "--yes")
        try approve(1, fleet)
        try waitForGate(2, fleet)
        try fleet.join("s8")
        try approve(2, fleet)
        try waitForGate(3, fleet)
        try fleet.join("s9")
        try approve(3, fleet)
        try approve(4, fleet)
        let end = start.end()
        #expect(end.status == 0, "\(end.output)\n\(end.errors)")
        let standing = try fleet.show()
        #expect(standing.waves.map(\.wave) == ["canary", "rest", "late-joiners", "late-joiners-2"])
        #expect(standing.waves.map(\.done) == [1, 2, 1, 1])
        for target in fleet.targets { #expect(try target.version() == ["b"], "\(target.id)") }
        try fleet.ledger.checkCourse(of: standing.rollout, total: 32)
        try fleet.ledger.checkVersions(of: fleet.targets, after: standing.rollout)

        let revert = try fleet.flotilla("rollout", "revert", "--yes", "--lose-data")
        #expect(revert.status == 0, "\(revert.output)\n\(revert.errors)")
        for target in fleet.targets {
            #expect(try target.version() == [], "\(target.id)")
            #expect(try target.effects().values.allSatisfy { $0 == 1 }, "I2: \(target.id)")
        }
        let ended = try fleet.ledger.events(of: standing.rollout + 1).filter { $0.kind == "job ended" }.map(\.target)
        #expect(ended.prefix(2) == ["s9", "s8"] && ended.last == "s1")
        try fleet.ledger.checkSeals()
    }

    @Test("are taken back with the others when one of them fails and the policy says so")
    func takenBack() throws {
        let reaction = "failures: {tolerate: 0, then: revert}"
        let policy = Self.policy.replacing("gates:", with: "\(reaction)\n    gates:")
        let fleet = try RolloutFleet(.init(sqlite: 2), settings: policy)
        try fleet.revisions(["a"])
        let start = try fleet.begin("rollout", "start", "--policy", "held", "--yes")
        try approve(1, fleet)
        try waitForGate(2, fleet)
        for id in ["s8", "s9"] { try fleet.join(id) }
        try fleet["s9"].database.run("CREATE TABLE t_a (id INT)")
        try approve(2, fleet)
        let end = start.end()
        #expect(end.status == 1, "\(end.output)\n\(end.errors)")
        #expect(try fleet.ledger.jobs(1) == ["s1": "reverted", "s2": "reverted", "s8": "reverted", "s9": "failed"])
        for target in fleet.targets { #expect(try target.version() == [], "\(target.id)") }
        #expect(try fleet["s8"].effects() == ["a up": 1, "a down": 1])
    }

    @Test("and begin where nothing was reviewed, or are set aside, are named and not touched")
    func unreviewed() throws {
        let aside = "quarantine:\n  - {target: s9, reason: copied, owner: mia}\n"
        let fleet = try RolloutFleet(.init(databases: 1, sqlite: 2), settings: Self.policy)
        try fleet.revisions(["a", "b"])
        #expect(try fleet.flotilla("upgrade", "a", "--target", "d1", "--yes").status == 0)
        let start = try fleet.begin("rollout", "start", "--policy", "held", "--yes")
        try approve(1, fleet)
        try waitForGate(2, fleet)
        for id in ["s6", "s7", "s8", "s9"] { try fleet.join(id) }
        try fleet.project.scratch.write("flotilla.yaml", "inventory: targets.csv\n" + Self.policy + aside)
        // From there the plan has steps for PostgreSQL only.
        #expect(try fleet.flotilla("upgrade", "a", "--target", "s7", "--yes").status == 0)
        #expect(try fleet.flotilla("upgrade", "b", "--target", "s8", "--yes").status == 0)
        try approve(2, fleet)
        try approve(3, fleet)
        let end = start.end()
        #expect(end.status == 0, "\(end.output)\n\(end.errors)")
        #expect(end.output.contains("2 targets have joined since it was planned and have no part in it (s7, s9)"))
        #expect(try fleet.ledger.jobs(fleet.show().rollout)["s6"] == "succeeded")
        for (id, version) in [("s6", ["b"]), ("s7", ["a"]), ("s8", ["b"]), ("s9", [])] {
            #expect(try fleet[id].version() == version, "\(id)")
        }
    }

    @Test("and have a revision from another file, which nobody knows of, keep nobody else away")
    func edited() throws {
        let fleet = try RolloutFleet(.init(sqlite: 2), settings: Self.policy)
        let path = fleet.project.path + "/targets.csv"
        let listed = try String(contentsOfFile: path, encoding: .utf8)
        try fleet.revisions(["a", "b"])
        try fleet.join("s7")
        #expect(try fleet.flotilla("upgrade", "a", "--target", "s7", "--yes").status == 0)
        // While it is away the file changes, and another target gets the new one.
        try fleet.project.scratch.write("targets.csv", listed)
        try fleet.revision("a", after: nil, statement: "CREATE TABLE more (id INT);")
        #expect(try fleet.flotilla("upgrade", "a", "--target", "s2", "--yes").status == 0)
        let start = try fleet.begin("rollout", "start", "--policy", "held", "--yes")
        try approve(1, fleet)
        try waitForGate(2, fleet)
        try fleet.project.add("s7", "sqlite:\(fleet.project.path)/s7.db", ring: "")
        try fleet.join("s8")
        try approve(2, fleet)
        try approve(3, fleet)
        let end = start.end()
        #expect(end.status == 0, "\(end.output)\n\(end.errors)")
        #expect(end.output.contains("1 target has joined since it was planned and has no part in it (s7)"))
        #expect(end.output.contains("left out: s7 has revision a from another file than the one here"), "\(end.output)")
        for (id, version) in [("s7", "a"), ("s8", "b")] { #expect(try fleet[id].version() == [version], "\(id)") }
        let later = try fleet.flotilla("rollout", "start", "--yes")
        #expect(later.status == 1 && later.errors.contains("--accept-edited a"), "\(later.errors)")
    }

    @Test("are reached by the workers that select them")
    func workers() throws {
        let fleet = try RolloutFleet(.init(sqlite: 3), settings: Self.policy)
        try fleet.revisions(["a"])
        #expect(try fleet.flotilla("rollout", "start", "--policy", "held", "--detach", "--yes").status == 0)
        let workers = try ["ring=canary", "ring!=canary"].map { try fleet.begin("worker", "--select", $0) }
        try approve(1, fleet)
        try waitForGate(2, fleet)
        try fleet.join("s8", ring: "canary")
        try fleet.join("s9")
        try approve(2, fleet)
        try waitForGate(3, fleet)
        for (id, selection) in [("s8", "ring=canary"), ("s9", "ring!=canary")] {
            try eventually("\(id) is reached by \(selection)") {
                try fleet.ledger.count(
                    """
                    SELECT count(*) FROM {reach} r JOIN {workers} w ON w.id = r.worker JOIN {targets} t ON t.id = r.target
                    WHERE w.selection = '--select \(selection)' AND t.name = '\(id)'
                    """) == 1
            }
        }
        try approve(3, fleet)
        try eventually("the rollout is over") { try fleet.ledger.phase(1) == "completed" }
        for worker in workers { worker.signal(SIGTERM) }
        for worker in workers { #expect(worker.end().status == 0) }
        #expect(try Set(fleet.ledger.jobs(1).values) == ["succeeded"] && fleet.ledger.jobs(1).count == 5)
        for target in fleet.targets { #expect(try target.version() == ["a"], "\(target.id)") }
        try fleet.ledger.checkSeals()
    }

    @Test("are brought along by another process when the one that added their wave is killed")
    func killed() throws {
        let fleet = try RolloutFleet(.init(sqlite: 2), settings: Self.policy)
        try fleet.revisions(["a"])
        let first = try fleet.begin("rollout", "start", "--policy", "held", "--yes")
        try approve(1, fleet)
        try waitForGate(2, fleet)
        try fleet.join("s8")
        // A stranger writes to it for long, so that the wave cannot end.
        let stranger = try Held(fleet["s8"].database)
        try stranger.run("BEGIN IMMEDIATE")
        #expect(try fleet.flotilla("rollout", "approve", as: "grace").status == 0)
        try eventually("the wave is added", within: 60) { try fleet.show().waves.count == 3 }
        first.crash()
        try stranger.run("COMMIT")
        let second = try fleet.begin("rollout", "resume", "1")
        try approve(3, fleet)
        let end = second.end()
        #expect(end.status == 0, "\(end.output)\n\(end.errors)")
        #expect(try fleet["s8"].effects() == ["a up": 1] && fleet["s8"].version() == ["a"])
    }
}
