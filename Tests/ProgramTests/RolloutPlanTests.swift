import Foundation
import Testing

/// Plans as files, targets set aside, and edited revisions, with the whole program and SQLite tenants.
@Suite struct RolloutPlanTests {
    private static let policy = "policies:\n  all: {waves: [{name: all}], failures: {tolerate: 9}}\n"

    @Test("a plan that was saved is the one that runs, and its rollout is joined when it is started again")
    func saved() throws {
        let place = try Workplace(tenants: 3, settings: Self.policy)
        let plan = try place.flotilla("rollout plan --policy all -o plan.json")
        #expect(plan.status == 0 && plan.errors.contains("rollout start --plan plan.json"))
        #expect(try place.flotilla("rollout start --plan plan.json --yes --detach").status == 0)
        let joined = try place.flotilla("rollout start --plan plan.json --yes")
        #expect(joined.status == 0 && joined.output.contains("Rollout 1, upgrade to head: completed"))
        #expect(try place.versions() == [["r2"], ["r2"], ["r2"]])
    }

    @Test("what -o json prints is the file that --save writes")
    func printed() throws {
        let place = try Workplace(tenants: 2, settings: Self.policy)
        try place.flotilla("rollout plan --save plan.json")
        let printed = try place.flotilla("rollout plan -o json").output
        #expect(try String(contentsOfFile: place.path + "/plan.json", encoding: .utf8) == printed)
    }

    @Test("a plan is refused when a target has moved, joined or left, or a revision was edited")
    func changed() throws {
        let place = try Workplace(tenants: 3, settings: Self.policy)
        try place.flotilla("rollout plan --save plan.json")
        try place.flotilla("upgrade r1 --target t1")
        try place.write("targets.csv", "id,url\nt1,sqlite:t1.db\nt2,sqlite:t2.db\nt4,sqlite:t3.db\n")
        let moved = try place.flotilla("rollout start --plan plan.json --yes")
        #expect(moved.status == 1)
        for words in ["targets that joined: t4", "targets that left: t3", "targets on another version: t1"] {
            #expect(moved.errors.contains(words))
        }
        try place.revision("r2", after: "r1", up: "SELECT 1;", down: nil)
        let edited = try place.flotilla("rollout start --plan plan.json --yes")
        #expect(edited.status == 1 && edited.errors.contains("edited revisions: r2"))
        #expect(try place.versions() == [["r1"], [], []])
    }

    @Test("targets set aside are left out, with who says so and why; an entry that is over does not count")
    func quarantine() throws {
        let place = try Workplace(
            tenants: 3,
            settings: """
                quarantine:
                  - {target: t1, reason: restored, owner: mia}
                  - {select: "region=us", reason: old, owner: ops, until: 2020-01-01}

                """)
        let plan = try place.flotilla("rollout plan")
        #expect(plan.output.contains("left out: 1 target: quarantined by mia: restored (t1)"))
        #expect(plan.output.contains("quarantine of 'region=us' is over since 2020-01-01"))
        try place.flotilla("rollout start --yes")
        #expect(try place.versions() == [[], ["r2"], ["r2"]])
    }

    @Test("targets set aside are not even looked at")
    func notLookedAt() throws {
        let place = try Workplace(tenants: 1)
        let target = "postgresql://u:${command:./password}@127.0.0.1:1/x"
        try place.write(
            "targets.yaml", "targets:\n  - {id: t1, url: \"sqlite:t1.db\"}\n  - {id: aside, url: \"\(target)\"}\n")
        try place.write("password", "#!/bin/sh\n: > looked\necho secret\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place.path + "/password")
        let settings = "inventory: targets.yaml\ndefaults: {retries: 0}\n"
        try place.write(
            "flotilla.yaml", settings + "quarantine: [{target: aside, reason: restored, owner: mia}]\n")
        let plan = try place.flotilla("rollout plan")
        #expect(plan.status == 0 && plan.output.contains("left out: 1 target: quarantined by mia: restored (aside)"))
        #expect(!FileManager.default.fileExists(atPath: place.path + "/looked"))
        try place.write("flotilla.yaml", settings)
        try place.flotilla("rollout plan")
        #expect(FileManager.default.fileExists(atPath: place.path + "/looked"), "otherwise nothing was shown above")
        try place.write(
            "flotilla.yaml", settings + "quarantine: [{select: \"id in (t1,aside)\", reason: r, owner: o}]\n")
        #expect(try place.flotilla("rollout plan").output.contains("left out: 2 targets: quarantined by o: r"))
    }

    @Test("a revision that was edited after targets got it is refused until somebody accepts it with a reason")
    func edited() throws {
        let place = try Workplace(tenants: 3, settings: Self.policy)
        try place.flotilla("upgrade r1 --target t1 --target t2 --yes")
        try place.revision("r1", up: "INSERT INTO effects VALUES ('other');", down: nil)
        let plan = try place.flotilla("rollout plan")
        #expect(plan.output.contains("edited: revision r1 is applied on 2 targets with another file"))
        let refused = try place.flotilla("rollout start --yes")
        #expect(refused.status == 1 && refused.errors.contains("--accept-edited r1"))
        #expect(try place.flotilla("rollout start --yes --accept-edited r1").status == 64)
        #expect(try place.flotilla("rollout start --yes --accept-edited r1 --reason same").status == 0)
        #expect(try place.versions() == [["r2"], ["r2"], ["r2"]])

        try place.revision("r3", after: "r2", up: "SELECT 1;", down: nil)
        #expect(try place.flotilla("rollout plan").output.contains("than the one here (t1, t2); accepted before"))
        #expect(try place.flotilla("rollout start --yes").status == 0, "what was accepted is not asked again")
        try place.revision("r1", up: "INSERT INTO effects VALUES ('third');", down: nil)
        try place.revision("r4", after: "r3", up: "SELECT 1;", down: nil)
        let third = try place.flotilla("rollout start --yes")
        #expect(third.status == 1 && third.errors.contains("--accept-edited r1"), "the file is another one again")
    }

    @Test("a target that joined is named when the rollout is over, with the command that brings it along")
    func latecomer() throws {
        let place = try Workplace(tenants: 2, settings: Self.policy)
        try place.write("targets.csv", "id,url\nt1,sqlite:t1.db\n")
        try place.flotilla("rollout start --yes")
        #expect(!(try place.flotilla("rollout show").output.contains("joined")))
        try place.write("targets.csv", "id,url\nt1,sqlite:t1.db\nt2,sqlite:t2.db\n")
        let shown = try place.flotilla("rollout show").output
        #expect(shown.contains("1 target has joined since it was planned") && shown.contains("(t2)"))
        #expect(shown.contains("Next: flotilla rollout start r2 --all"))
        try place.flotilla("rollout start --yes")
        #expect(try place.versions() == [["r2"], ["r2"]])
    }

    @Test("a target that joined while a rollout goes on is brought along, unless the policy says that it is only named")
    func sweptUp() throws {
        for rule in ["sweep", "name"] {
            let place = try Workplace(tenants: 2, settings: Self.policy + "  x: {latecomers: \(rule)}\n")
            try place.write("targets.csv", "id,url\nt1,sqlite:t1.db\n")
            try place.flotilla("rollout start --yes --detach --policy x")
            try place.write("targets.csv", "id,url\nt1,sqlite:t1.db\nt2,sqlite:t2.db\n")
            let resumed = try place.flotilla("rollout resume")
            #expect(resumed.status == 0, "\(resumed.errors)")
            #expect(resumed.output.contains("late-joiners") == (rule == "sweep"))
            #expect(resumed.output.contains("1 target has joined") == (rule == "name"))
            #expect(try place.versions() == [["r2"], rule == "sweep" ? ["r2"] : []])
        }
    }

    @Test("a rollout ends although a target was deleted before anybody worked on it")
    func vanished() throws {
        let place = try Workplace(tenants: 2, settings: Self.policy)
        try place.flotilla("rollout start --yes --detach --policy all")
        try place.write("targets.csv", "id,url\nt1,sqlite:t1.db\n")
        let resumed = try place.flotilla("rollout resume")
        #expect(resumed.status == 0)
        #expect(resumed.output.contains("skipped: the inventory does not list it any more (t2)"))
        #expect(try place.versions() == [["r2"], []])
    }

    @Test("nothing to do is no failure, and what has ended is not resumed")
    func nothing() throws {
        let place = try Workplace(tenants: 1, settings: Self.policy)
        try place.flotilla("upgrade --all")
        let nothing = try place.flotilla("rollout start --yes")
        #expect(nothing.status == 0 && nothing.errors.contains("nothing to do"))
        try place.flotilla("downgrade r1 --all")
        try place.flotilla("rollout start --yes")
        let resumed = try place.flotilla("rollout resume")
        #expect(resumed.status == 1 && resumed.errors.contains("rollout") && resumed.errors.contains("has ended"))
    }

    @Test("a single database is no fleet")
    func database() throws {
        let place = try Workplace()
        let refused = try place.flotilla("rollout plan --database sqlite:t1.db")
        #expect(refused.status == 64 && refused.errors.contains("upgrade --database"))
    }
}
