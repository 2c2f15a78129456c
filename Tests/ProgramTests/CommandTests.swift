import Foundation
import Testing

/// What each command does when all is well.
@Suite struct CommandTests {
    @Test("upgrade brings every target to head, revision by revision")
    func upgrade() throws {
        let place = try Workplace(tenants: 3)
        let finished = try place.flotilla("upgrade --all --yes")
        #expect(finished.status == 0 && finished.output.hasPrefix("3 targets: ✓ 3 succeeded ("))
        #expect(try place.versions() == [["r2"], ["r2"], ["r2"]])
        #expect(try place.effects() == [["r1 up", "r2 up"], ["r1 up", "r2 up"], ["r1 up", "r2 up"]])
    }

    @Test("upgrade of one database needs no inventory, no ledger and no --yes")
    func upgradeByURL() throws {
        let place = try Workplace()
        let finished = try place.flotilla("upgrade r1 --database sqlite:t1.db")
        #expect(finished.status == 0 && finished.output.hasPrefix("sqlite:t1.db: base → r1 (1 step, "))
        #expect(!FileManager.default.fileExists(atPath: place.path + "/.flotilla"))
    }

    @Test("upgrading what is at head does nothing and says so")
    func upgradeAgain() throws {
        let place = try Workplace()
        try place.flotilla("upgrade --all")
        #expect(try place.flotilla("upgrade --all").output == "t1: already at r2, nothing to do\n")
        #expect(try place.effects() == [["r1 up", "r2 up"]])
    }

    @Test("downgrade goes one step back when nothing is said")
    func downgrade() throws {
        let place = try Workplace()
        try place.flotilla("upgrade --all")
        #expect(try place.flotilla("downgrade --all").output.hasPrefix("t1: r2 → r1 (1 step, "))
        #expect(try place.effects() == [["r1 up", "r2 up", "r2 down"]])
    }

    @Test(
        "downgrading a branch that does not exist is refused, although there is only one way down",
        arguments: ["billing@base", "@base", "@-1"])
    func downgradeUnknownBranch(argument: String) throws {
        let place = try Workplace()
        try place.flotilla("upgrade --all")
        #expect(try place.flotilla("downgrade \(argument) --all").status == 64)
        #expect(try place.versions() == [["r2"]])
    }

    @Test("stamp writes the version and runs nothing")
    func stamp() throws {
        let place = try Workplace()
        #expect(try place.flotilla("stamp r1 --all").output.hasPrefix("t1: base → r1 ("))
        #expect(try place.versions() == [["r1"]] && place.effects() == [[]])
    }

    @Test("current prints the version, and marks the newest as Alembic does")
    func current() throws {
        let place = try Workplace()
        try place.flotilla("upgrade r1 --all")
        #expect(try place.flotilla("current --all").output == "r1\n")
        try place.flotilla("upgrade --all")
        #expect(try place.flotilla("current --all").output == "r2 (head)\n")
    }

    @Test("current asks every target when none is named")
    func currentOfAll() throws {
        #expect(
            try Workplace(tenants: 2).flotilla("current -o name").output.split(separator: "\n").sorted() == [
                "t1", "t2",
            ])
    }

    @Test("current of several targets is a table")
    func currentTable() throws {
        let place = try Workplace(tenants: 2)
        try place.flotilla("upgrade --target t2")
        let lines = try place.flotilla("current --all").output.split(separator: "\n").prefix(3)
        #expect(
            lines.map { $0.split(separator: "  ").map { $0.trimmingCharacters(in: .whitespaces) } } == [
                ["TARGET", "OUTCOME", "VERSION", "CAUSE"], ["t1", "✓ succeeded", "base", "-"],
                ["t2", "✓ succeeded", "r2 (head)", "-"],
            ])
    }

    @Test("status counts by version and leads to the next command")
    func status() throws {
        let place = try Workplace(tenants: 3)
        try place.flotilla("upgrade --all --yes")
        try place.flotilla("downgrade --target t3")
        let output = try place.flotilla("status").output
        #expect(output.contains("r2             2  head           66.7%\n"))
        #expect(output.hasSuffix("3 targets: 2 at head, 1 not (from the ledger)\nNext: flotilla upgrade --all\n"))
    }

    @Test("status of a fleet that was never seen does not say that all is well")
    func statusOfNothing() throws {
        let place = try Workplace()
        let unseen = "1 target: 0 at head, 0 not, 1 never seen (from the ledger)\n"
        #expect(try place.flotilla("status").output == unseen + "Next: flotilla status --live --all\n")
    }

    @Test("status --live asks the targets")
    func statusLive() throws {
        let place = try Workplace(tenants: 2)
        #expect(try place.flotilla("status --live").output.contains("2 targets: 0 at head, 2 not (asked just now)"))
    }

    @Test("the inventory is listed, one target shown, and all checked")
    func inventory() throws {
        let place = try Workplace(tenants: 2)
        #expect(try place.flotilla("inventory list -o name").output == "t1\nt2\n")
        #expect(try place.flotilla("inventory show t2").output.contains("labels    region=us\n"))
        #expect(try place.flotilla("inventory check").output.contains("t2      ✓ reachable  SQLite"))
    }

    @Test("the ledger tells runs and what was done to a target, newest first")
    func ledger() throws {
        let place = try Workplace(tenants: 2)
        try place.flotilla("upgrade --all --yes")
        try place.flotilla("downgrade --target t2")
        #expect(try place.flotilla("ledger runs -o name").output == "2\n1\n")
        let history = try place.flotilla("ledger history t2 -o csv").output.split(separator: "\n")
        #expect(history.map { $0.split(separator: ",")[2] } == ["operation", "downgrade", "upgrade"])
    }

    /// A tenant on which a statement of `r3` was interrupted.
    private func inDoubt() throws -> Workplace {
        let place = try Workplace()
        try place.write(
            "migrations/versions/r3.sql",
            """
            -- Revision ID: r3
            -- Revises: r2

            -- flotilla:upgrade transaction=none
            INSERT INTO effects VALUES ('r3 up');
            VACUUM INTO 'missing/copy.db';
            """)
        #expect(try place.flotilla("upgrade --all").status == 1)
        // As a crash in the middle of the statement leaves it.
        try place.tenants[0].run("UPDATE flotilla_journal SET state = 'started'")
        return place
    }

    @Test("what is in doubt waits for a person, and resolve lets the next run go on")
    func resolve() throws {
        let place = try inDoubt()
        let doubt = try place.flotilla("upgrade --all")
        #expect(doubt.status == 1 && doubt.errors.contains("flotilla resolve t1 --applied"))
        #expect(try place.flotilla("resolve t1 --applied --reason looked").status == 0)
        #expect(try place.flotilla("upgrade --all").status == 0)
        #expect(try place.effects() == [["r1 up", "r2 up", "r3 up"]])
    }

    @Test("the history of a target shows what a person found, why, and who it was")
    func resolution() throws {
        let place = try inDoubt()
        try place.flotilla(
            ["resolve", "t1", "--applied", "--reason", "the copy is there"], environment: ["LOGNAME": "ada"])
        let jobs = try place.document("ledger history t1 -o json")["jobs"] as? [[String: Any]]
        #expect(jobs?.first?["argument"] as? String == "--applied the copy is there")
        #expect((jobs?.first?["by"] as? String)?.hasPrefix("ada@") == true)
        let table = try place.flotilla("ledger history t1").output
        #expect(table.contains("--applied the copy is there") && table.contains("ada@"), "\(table)")
    }

    @Test("one database without inventory is resolved by its URL, as the message says")
    func resolveByURL() throws {
        let place = try inDoubt()
        let doubt = try place.flotilla("upgrade --database sqlite:t1.db")
        #expect(doubt.errors.contains("then: flotilla resolve --database sqlite:t1.db --applied (or --not-applied)"))
        #expect(try place.flotilla("resolve --database sqlite:t1.db --applied --reason looked").status == 0)
        #expect(try place.flotilla("upgrade --database sqlite:t1.db").status == 0)
        #expect(try place.effects() == [["r1 up", "r2 up", "r3 up"]])
        let again = try place.flotilla("resolve --database sqlite:t1.db --applied --reason looked")
        #expect(again.status == 1 && again.errors.contains("nothing is in doubt on sqlite:t1.db"))
    }

    @Test("resolve where nothing is in doubt says so and changes nothing")
    func resolveNothing() throws {
        let finished = try Workplace().flotilla("resolve t1 --applied --reason x")
        #expect(finished.status == 1 && finished.errors.contains("nothing is in doubt on t1"))
    }
}
