import FlotillaInventory
import FlotillaKit
import FlotillaRuntime
import Foundation
import Testing

/// Taking back a rollout that has not ended: what it has changed is certain only when it has.
@Suite("A revert of a rollout that goes on")
struct RolloutRevertTests {
    private static let policy = """
        policies:
          two:
            waves:
              - {name: canary, count: 2, gates: [{approval: {by: [grace]}}]}
              - {name: rest}
            failures: {tolerate: 50%, mode: eventual}
          one:
            waves: [{name: all}]
            failures: {mode: eventual}
        defaults:
          lock_timeout: 60s

        """

    /// Taking `a` back loses a table; `b` loses nothing on the way back.
    private static func revisions(_ fleet: RolloutFleet, waiting: Bool = false, wayBackOfA: String = "DROP TABLE log;")
        throws
    {
        let insert = "INSERT INTO effects (revision) VALUES "
        try fleet.project.revision(
            "a", after: nil, up: "CREATE TABLE log (id INT);\n" + insert + "('a up');",
            down: insert + "('a down');\n" + wayBackOfA)
        let wait = waiting ? "SELECT pg_advisory_xact_lock_shared(4711);\n" : ""
        try fleet.project.revision(
            "b", after: "a", up: wait + insert + "('b up');", down: insert + "('b down');")
    }

    private static func waitForGate(_ fleet: RolloutFleet) throws {
        try eventually("the gate is open", within: 60) {
            try fleet.ledger.latest != nil && fleet.show().state == "gating"
        }
    }

    @Test("names before it begins what would be lost on targets that are still under way")
    func underWay() throws {
        let fleet = try RolloutFleet(.init(schemas: 4), canaries: 0, settings: Self.policy)
        try Self.revisions(fleet, waiting: true)
        for id in ["t1", "t2"] { #expect(try fleet.flotilla("upgrade", "a", "--target", id, "--yes").status == 0) }
        let start = try fleet.begin("rollout", "start", "--policy", "two", "--yes")
        try Self.waitForGate(fleet)
        let holder = try Held(fleet["t1"].database)
        try holder.run("SELECT pg_advisory_lock(4711)")
        #expect(try fleet.flotilla("rollout", "approve", as: "grace").status == 0)
        try eventually("the rest is under way") { try holder.value(RolloutFleet.waiting) == "2" }
        let refused = try fleet.flotilla("rollout", "revert", "--yes")
        #expect(refused.status == 64 && refused.errors.contains("DROP TABLE log"), "\(refused.errors)")
        #expect(refused.errors.contains("loses data on 4 targets"), "\(refused.errors)")
        #expect(refused.errors.contains("t3, t4: taken back too"), "\(refused.errors)")
        let number = try #require(fleet.ledger.latest)
        #expect(try fleet.show().state == "advancing")
        let revert = try fleet.begin("rollout", "revert", "--yes", "--lose-data")
        try eventually("it is aborted") { try fleet.show(number).state == "aborting" }
        try holder.run("SELECT pg_advisory_unlock(4711)")
        let end = revert.end()
        #expect(end.status == 0, "\(end.output)\n\(end.errors)")
        #expect(start.end().status == 1)
        for target in fleet.targets {
            #expect(try target.version() == (["t1", "t2"].contains(target.id) ? ["a"] : []), "\(target.id)")
        }
    }

    @Test("looks again when it has ended: what was not named then is not lost, what cannot be taken back is not tried")
    func looksAgain() async throws {
        for (wayBack, words) in [("DROP TABLE log;", "revertWouldLose"), ("", "irreversible")] {
            let fleet = try RolloutFleet(.init(sqlite: 4), ledger: .sqlite, canaries: 0, settings: Self.policy)
            try Self.revisions(fleet, wayBackOfA: wayBack)
            if wayBack.isEmpty {
                try fleet.project.scratch.write("migrations/versions/a.sql", Self.irreversible)
            }
            for id in ["s1", "s2"] {
                #expect(try fleet.flotilla("upgrade", "a", "--target", id, "--yes").status == 0)
            }
            let start = try fleet.begin("rollout", "start", "--policy", "two", "--yes")
            try Self.waitForGate(fleet)
            let flotilla = Flotilla(settings: try Settings.load(file: fleet.project.path + "/flotilla.yaml"))
            let selection = try await flotilla.select(.all)
            let number = try #require(fleet.ledger.latest)
            let plan = try await flotilla.planRevert(number, on: selection)
            #expect(plan.losing.isEmpty && plan.irreversible.isEmpty && plan.targets.count == 2)
            // Whoever was shown that answers now; meanwhile the rest has got `a` too.
            #expect(try fleet.flotilla("rollout", "approve", as: "grace").status == 0)
            #expect(start.end().status == 0)
            do throws(FlotillaError) {
                _ = try await flotilla.startRevert(
                    plan, on: selection, losing: .named(plan.losing), reason: "", control: RunControl())
                Issue.record("taken back")
            } catch {
                #expect("\(error)".contains(words), "\(error)")
            }
            #expect(fleet.ledger.latest == number)
            for target in fleet.targets { #expect(try target.version() == ["b"], "\(target.id)") }
        }
    }

    private static let irreversible = """
        -- a
        --
        -- Revision ID: a
        -- Revises: <base>
        -- Create Date: 2026-11-22 08:00:00+00:00

        -- flotilla:upgrade
        CREATE TABLE log (id INT);

        -- flotilla:irreversible "nobody knows what was there"
        """

    @Test("aborts one that has changed nothing so far, and takes back what comes to its end then")
    func nothingDone() throws {
        let fleet = try RolloutFleet(.init(schemas: 2), canaries: 0, settings: Self.policy)
        try Self.revisions(fleet, waiting: true)
        let holder = try Held(fleet["t1"].database)
        try holder.run("SELECT pg_advisory_lock(4711)")
        let start = try fleet.begin("rollout", "start", "--policy", "one", "--yes")
        try eventually("both are under way") { try holder.value(RolloutFleet.waiting) == "2" }
        let revert = try fleet.begin("rollout", "revert", "--yes", "--lose-data")
        try eventually("it is aborted") { try fleet.show(1).state == "aborting" }
        try holder.run("SELECT pg_advisory_unlock(4711)")
        let end = revert.end()
        #expect(end.status == 0, "\(end.output)\n\(end.errors)")
        #expect(start.end().status == 1)
        #expect(try fleet.show().takesBack == 1)
        for target in fleet.targets {
            #expect(try target.version() == [])
            #expect(try target.effects() == ["a up": 1, "b up": 1, "a down": 1, "b down": 1])
        }
    }

    @Test("takes back what a killed process has changed and could not tell, and ends well when there was nothing")
    func killed() throws {
        let fleet = try RolloutFleet(.init(schemas: 2), canaries: 0, settings: Self.policy)
        try Self.revisions(fleet, waiting: true)
        let holder = try Held(fleet["t1"].database)
        try holder.run("SELECT pg_advisory_lock(4711)")
        let start = try fleet.begin("rollout", "start", "--policy", "one", "--yes")
        try eventually("both are under way") { try holder.value(RolloutFleet.waiting) == "2" }
        start.crash()
        try holder.run("SELECT pg_advisory_unlock(4711)")
        let revert = try fleet.flotilla("rollout", "revert", "--yes", "--lose-data", "--reason", "wrong")
        #expect(revert.status == 0, "\(revert.output)\n\(revert.errors)")
        for target in fleet.targets { #expect(try target.version() == []) }

        #expect(try fleet.flotilla("rollout", "start", "--policy", "one", "--yes", "--detach").status == 0)
        let number = try #require(fleet.ledger.latest)
        let none = try fleet.flotilla("rollout", "revert", "--yes", "--lose-data")
        #expect(none.status == 0 && none.errors.contains("had changed nothing"), "\(none.output)\n\(none.errors)")
        #expect(try fleet.ledger.phase(number) == "aborted" && fleet.ledger.latest == number)
    }

    @Test("and the rollout before it are recorded with the reasons that were given for them")
    func reasons() throws {
        let fleet = try RolloutFleet(.init(sqlite: 1), ledger: .sqlite, canaries: 0, settings: Self.policy)
        try Self.revisions(fleet)
        let start = try fleet.flotilla("rollout", "start", "--policy", "one", "--yes", "--reason", "the new shop")
        #expect(start.status == 0, "\(start.errors)")
        let words = ["rollout", "revert", "1", "--yes", "--lose-data", "--reason", "the old shop"]
        let revert = try fleet.project.flotilla(words, environment: fleet.variables(of: "ada"))
        #expect(revert.status == 0, "\(revert.errors)")
        for (number, reason) in [(1, "the new shop"), (2, "the old shop")] {
            let begun = try fleet.ledger.events(of: number).filter { $0.kind == "rollout begun" }
            #expect(begun.map { $0.fields[7] } == [reason])
        }
    }

    @Test("of a downgrade is refused before anything is done, with the way up; so is a policy that would ask for it")
    func downgrade() throws {
        let back = "  back: {waves: [{name: all}], failures: {then: revert}}\n"
        let settings = Self.policy.replacing("defaults:", with: back + "defaults:")
        let fleet = try RolloutFleet(.init(sqlite: 2), ledger: .sqlite, canaries: 0, settings: settings)
        try Self.revisions(fleet)
        #expect(try fleet.flotilla("rollout", "start", "--policy", "one", "--yes").status == 0)
        let asked = try fleet.flotilla("rollout", "start", "base", "--downgrade", "--policy", "back", "--yes")
        #expect(asked.status == 64 && asked.errors.contains("policy 'back'"), "\(asked.errors)")
        let words = ["rollout", "start", "base", "--downgrade", "--policy", "one", "--yes"]
        #expect(try fleet.project.flotilla(words, environment: fleet.variables(of: "ada")).status == 0)
        let revert = try fleet.flotilla("rollout", "revert", "--yes", "--lose-data")
        #expect(revert.status == 64 && revert.errors.contains("flotilla rollout start b"), "\(revert.errors)")
        #expect(fleet.ledger.latest == 2)
    }

    @Test("of a target that a step without a transaction left halfway names the way out, which leads out")
    func halfApplied() throws {
        let fleet = try RolloutFleet(.init(mariadb: 1), canaries: 0, settings: Self.policy)
        try Self.revisions(fleet)
        let lines = ["ALTER TABLE log ADD x INT;", "ALTER TABLE nosuch ADD y INT;"]
        try fleet.project.revision("b", after: "a", up: lines.joined(separator: "\n"), down: "SELECT 1;")
        #expect(try fleet.flotilla("rollout", "start", "--policy", "one", "--yes").status == 5)
        let unasked = try fleet.flotilla("rollout", "revert", "--lose-data")
        #expect(unasked.status == 64 && unasked.errors.contains("m1: what the step did"), "\(unasked.errors)")
        let revert = try fleet.flotilla("rollout", "revert", "--yes", "--lose-data")
        #expect(revert.status == 5, "\(revert.errors)")
        #expect(revert.output.contains("flotilla stamp a --target m1"), "\(revert.output)")
        #expect(try fleet.show().next.allSatisfy { !$0.contains("revert") })

        try fleet["m1"].database.run("ALTER TABLE log DROP COLUMN x")
        #expect(try fleet.flotilla("stamp", "a", "--target", "m1", "--yes").status == 0)
        let again = try fleet.flotilla("rollout", "retry", "2", "--resume")
        #expect(again.status == 0, "\(again.output)\n\(again.errors)")
        #expect(try fleet["m1"].version() == [])
    }
}
