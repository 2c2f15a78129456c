import Foundation
import Testing

/// The life of rollouts as people meet it: typed commands, real processes, three engines, either ledger.
@Suite("A rollout from plan to end")
struct RolloutLifeTests {
    private static let size = RolloutFleet.Size(databases: 2, schemas: 4, mariadb: 3, sqlite: 3)

    @Test(
        "goes behind its gates wave by wave, and is taken back to exactly the version that each target had",
        arguments: RolloutFleet.LedgerKind.allCases)
    func gatesAndRevert(_ kind: RolloutFleet.LedgerKind) throws {
        let server = try WebServer { _, _ in ("200 OK", #"{"ok": "yes"}"#) }
        defer { server.stop() }
        let fleet = try RolloutFleet(Self.size, ledger: kind, settings: Self.careful(server.port))
        try fleet.revisions(["a", "b"])
        for (target, revision) in [("d2", "a"), ("s2", "a"), ("m3", "b")] {
            #expect(try fleet.flotilla("upgrade", revision, "--target", target, "--yes").status == 0)
        }

        let plan = try fleet.flotilla("rollout", "plan", "--policy", "careful", "-o", "json")
        #expect(plan.status == 0, "\(plan.errors)")
        #expect(try JSONSerialization.jsonObject(with: Data(plan.output.utf8)) is [String: Any])
        #expect(fleet.ledger.latest == nil, "a plan writes nowhere")

        let start = try fleet.begin("rollout", "start", "--policy", "careful", "--yes", as: "ada")
        try eventually("the approval is waited for", within: 60) {
            try fleet.ledger.latest != nil && fleet.show().detail.hasPrefix("gate 5 of 5")
        }
        let held = try fleet.show()
        #expect(held.waves.map(\.done) == [4, 0, 0] && held.waves.map(\.planned) == [0, 2, 5])
        let own = try fleet.flotilla("rollout", "approve", as: "ada")
        #expect(own.status == 1 && own.errors.contains("ada started rollout"), "\(own.errors)")
        let stranger = try fleet.flotilla("rollout", "approve", as: "bob")
        #expect(stranger.status == 1 && stranger.errors.contains("grace"), "\(stranger.errors)")
        #expect(try fleet.flotilla("rollout", "approve", as: "grace").status == 0)
        let end = start.end()
        #expect(end.status == 0, "\(end.output)\n\(end.errors)")
        #expect(server.requests.contains { $0.hasPrefix("GET /health") })
        for target in fleet.targets { #expect(try target.version() == ["b"], "\(target.id)") }

        let number = try #require(fleet.ledger.latest)
        let asked = try fleet.flotilla("rollout", "revert", String(number), "--yes")
        #expect(asked.status == 64 && asked.errors.contains("DROP TABLE t_b"), "\(asked.errors)")
        let untouched = try fleet["m3"].effects()
        let revert = try fleet.flotilla("rollout", "revert", String(number), "--yes", "--lose-data")
        #expect(revert.status == 0, "\(revert.output)\n\(revert.errors)")
        for target in fleet.targets {
            let before = ["d2": ["a"], "s2": ["a"], "m3": ["b"]][target.id] ?? []
            #expect(try target.version() == before, "\(target.id)")
            #expect(try target.effects().values.allSatisfy { $0 == 1 }, "I2: \(target.id)")
        }
        #expect(try fleet["m3"].effects() == untouched)
        #expect(try fleet.show().takesBack == number)
        #expect(try Set(fleet.ledger.jobs(number).values) == ["reverted"])
        try fleet.ledger.checkSeals()
    }

    @Test("is approved by somebody of the group as it was when the plan was made, whatever the file says now")
    func groups() throws {
        func settings(_ members: String) -> String {
            """
            groups: {oncall: [\(members)]}
            policies:
              asked: {waves: [{name: canary, count: 1, gates: [{approval: {by: [oncall]}}]}, {name: rest}]}

            """
        }
        let fleet = try RolloutFleet(.init(sqlite: 2), settings: settings("ada, grace"))
        try fleet.revisions(["a"])
        let plan = try fleet.flotilla("rollout", "plan", "--policy", "asked", "--save", "plan.json")
        #expect(plan.output.contains("approval behind canary: by oncall (ada, grace)"), "\(plan.output)\(plan.errors)")
        let file = fleet.project.path + "/flotilla.yaml"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try text.replacingOccurrences(of: "ada, grace", with: "eve").write(
            toFile: file, atomically: true, encoding: .utf8)
        let start = try fleet.begin("rollout", "start", "--plan", "plan.json", "--yes", as: "ada")
        try eventually("the approval is waited for", within: 60) {
            try fleet.ledger.latest != nil && fleet.show().state == "gating"
        }
        let shown = try fleet.flotilla("rollout", "show")
        let asked = "waits for approval by oncall (ada, grace); ada started it and may not approve"
        #expect(shown.output.contains(asked), "\(shown.output)")
        for (person, words) in [("ada", "ada started"), ("eve", "oncall (ada, grace)"), ("oncall", "may not approve")] {
            let refused = try fleet.flotilla("rollout", "approve", as: person)
            #expect(refused.status == 1 && refused.errors.contains(words), "\(refused.errors)")
        }
        #expect(try fleet.flotilla("rollout", "approve", as: "grace").status == 0)
        let end = start.end()
        #expect(end.status == 0, "\(end.output)\n\(end.errors)")
    }

    @Test(
        "that breaks targets stops within its budget, is tried again, borne, taken back, and then rolled out mended",
        arguments: RolloutFleet.LedgerKind.allCases)
    func brokenRevision(_ kind: RolloutFleet.LedgerKind) throws {
        let fleet = try RolloutFleet(Self.size, ledger: kind, settings: Self.strict(then: "pause"))
        try fleet.revisions(["a"])
        #expect(try fleet.flotilla("rollout", "start", "--yes", "--policy", "strict").status == 0)
        try fleet.revision("b", after: "a", statement: "CREATE TABLE extra (id INT);")
        let broken = ["t4", "m3", "s3", "d2"]
        for id in broken { try fleet[id].database.run("CREATE TABLE \(fleet[id].prefix)extra (id INT)") }

        let start = try fleet.flotilla("rollout", "start", "--yes", "--policy", "strict")
        #expect(start.status == 5, "\(start.output)\n\(start.errors)")
        let number = try #require(fleet.ledger.latest)
        let held = try fleet.show()
        #expect(held.state == "paused" && held.failed == 2 && held.underWay == 0, "\(held)")
        #expect(held.next.first == "flotilla rollout retry \(number) --sample 3")
        let shown = try fleet.flotilla("rollout", "show")
        #expect(shown.output.contains("the budget bears 1"), "\(shown.output)")
        let failed = try fleet.ledger.jobs(number).filter { $0.value == "failed" }.map(\.key)
        #expect(Set(failed).isSubset(of: broken))

        let sample = try fleet.flotilla("rollout", "retry", "--sample", "1")
        #expect(sample.status == 5 && sample.errors.contains("trying 1 target"), "\(sample.errors)")
        #expect(try fleet.show().failed == 2)
        let refused = try fleet.flotilla("rollout", "resume")
        #expect(refused.status == 5 && refused.errors.contains("--tolerate 2"), "\(refused.errors)")
        let borne = try fleet.flotilla("rollout", "resume", "--tolerate", "4", "--reason", "known")
        #expect(borne.status == 3, "\(borne.output)\n\(borne.errors)")
        #expect(try fleet.show().failed == 4)
        for target in fleet.targets {
            #expect(try target.version() == [broken.contains(target.id) ? "a" : "b"], "\(target.id)")
        }

        let revert = try fleet.flotilla("rollout", "revert", "--yes", "--lose-data")
        #expect(revert.status == 0, "\(revert.output)\n\(revert.errors)")
        for target in fleet.targets { #expect(try target.version() == ["a"], "\(target.id)") }

        // Without a transaction some statements of it are there, which a person has to take away.
        try fleet["m3"].database.run("DROP TABLE t_b")
        #expect(try fleet.flotilla("stamp", "a", "--target", "m3", "--yes").status == 0)
        try fleet.revision("b", after: "a")
        let mended = try fleet.flotilla("rollout", "start", "--yes", "--policy", "strict")
        #expect(mended.status == 0, "\(mended.output)\n\(mended.errors)")
        for target in fleet.targets { #expect(try target.version() == ["b"], "\(target.id)") }
    }

    @Test("whose policy says abort ends early, and what was not begun stays as it was")
    func abort() throws {
        let fleet = try RolloutFleet(.init(sqlite: 8), settings: Self.strict(then: "abort"))
        try fleet.revision("a", after: nil, statement: "CREATE TABLE extra (id INT);")
        for number in 2...8 { try fleet["s\(number)"].database.run("CREATE TABLE extra (id INT)") }
        let start = try fleet.flotilla("rollout", "start", "--yes", "--policy", "strict")
        #expect(start.status == 1, "\(start.output)\n\(start.errors)")
        let standing = try fleet.show()
        #expect(standing.state == "aborted" && standing.failed == 2 && standing.done == 1)
        #expect(try fleet.ledger.jobs(standing.rollout).values.count { $0 == "cancelled" } == 5)
        #expect(try fleet.targets.filter { try !$0.version().isEmpty }.map(\.id) == ["s1"])
    }

    @Test("whose policy says revert is taken back by itself", arguments: RolloutFleet.LedgerKind.allCases)
    func takesItselfBack(_ kind: RolloutFleet.LedgerKind) throws {
        let fleet = try RolloutFleet(
            .init(schemas: 3, mariadb: 2, sqlite: 4), ledger: kind, settings: Self.strict(then: "revert"))
        try fleet.revision("a", after: nil, statement: "CREATE TABLE extra (id INT);")
        for id in ["s3", "s4", "t3"] { try fleet[id].database.run("CREATE TABLE \(fleet[id].prefix)extra (id INT)") }
        let start = try fleet.flotilla("rollout", "start", "--yes", "--policy", "strict")
        #expect(start.status == 1, "\(start.output)\n\(start.errors)")
        let revert = try fleet.show()
        #expect(revert.state == "completed" && revert.takesBack == revert.rollout - 1, "\(revert)")
        for target in fleet.targets { #expect(try target.version() == [], "\(target.id)") }
    }

    @Test("leaves a target alone that somebody has moved since the plan was made")
    func diverged() throws {
        let fleet = try RolloutFleet(.init(schemas: 1, mariadb: 1, sqlite: 1), canaries: 0)
        try fleet.revisions(["a", "b", "c"])
        #expect(try fleet.flotilla("upgrade", "b", "--all", "--yes").status == 0)
        #expect(try fleet.flotilla("rollout", "start", "--detach", "--yes").status == 0)
        for target in fleet.targets {
            try target.database.run("UPDATE \(target.prefix)alembic_version SET version_num = 'a'")
        }
        let worked = try fleet.flotilla("rollout", "resume")
        #expect(worked.status == 5, "\(worked.output)\n\(worked.errors)")
        let standing = try fleet.show()
        #expect(standing.failures.first { $0.outcome == "failed" }?.cause == "diverged")
        for target in fleet.targets {
            #expect(try target.version() == ["a"] && target.effects() == ["a up": 1, "b up": 1], "\(target.id)")
        }
    }

    @Test("is not worked on by a worker whose revision files are others")
    func editedFiles() throws {
        let fleet = try RolloutFleet(.init(sqlite: 2), canaries: 0)
        try fleet.revisions(["a"])
        #expect(try fleet.flotilla("rollout", "start", "--detach", "--yes").status == 0)
        try fleet.revision("a", after: nil, statement: "CREATE TABLE surprise (id INT);")
        let worker = try fleet.begin("worker")
        try eventually("the worker refuses") {
            worker.errorsSoFar.contains("the revision files here are not those that rollout 1 was planned with")
        }
        worker.signal(SIGTERM)
        #expect(worker.end().status == 0)
        #expect(try fleet.flotilla("rollout", "resume").status == 65)
        #expect(try Set(fleet.ledger.jobs(1).values) == ["planned"])
        for target in fleet.targets { #expect(try target.effects().isEmpty) }
    }

    /// Canaries behind gates of every kind; the others follow at once.
    private static func careful(_ port: Int) -> String {
        """
        policies:
          careful:
            waves:
              - name: canary
                select: ring=canary
                gates:
                  - soak: 1s
                  - {sql: {on: targets, query: "SELECT 1 FROM effects WHERE revision = 'bad'", expect: none}, interval: 200ms}
                  - {http: {url: "http://127.0.0.1:\(port)/health", json: /ok, equal: "yes", allow_private: true},
                     interval: 200ms}
                  - {command: [/bin/sh, -c, 'test "$FLOTILLA_WAVE" = canary'], interval: 200ms}
                  - approval: {by: [grace]}
              - {name: early, count: 2}
              - {name: rest}
            concurrency: {total: 4, per_server: 4}

        """
    }

    private static func strict(then reaction: String) -> String {
        """
        policies:
          strict:
            waves: [{name: canary, select: ring=canary}, {name: rest}]
            concurrency: {total: 4, per_server: 4}
            failures: {tolerate: 1, mode: strict, retries: 0, then: \(reaction)}

        """
    }
}
