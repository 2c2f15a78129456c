import Foundation
import Testing

/// What `status` says is so, or it says that it does not know.
@Suite struct StatusTests {
    private func upgraded(_ count: Int) throws -> Workplace {
        let place = try Workplace(tenants: count)
        try place.flotilla("upgrade --all --yes")
        return place
    }

    /// The file is no database any more.
    private func spoil(_ tenant: SQLiteFile) throws {
        try Data("no database".utf8).write(to: URL(fileURLWithPath: tenant.path))
    }

    private func list(_ ids: [String], in place: Workplace) throws {
        try place.write("targets.csv", "id,url\n" + ids.map { "\($0),sqlite:\($0).db\n" }.joined())
    }

    @Test("rows that contradict each other are called that")
    func contradicting() throws {
        let place = try upgraded(1)
        try place.tenants[0].run("INSERT INTO alembic_version VALUES ('r1')")
        let document = try place.document("status --live -o json", status: 0)
        let census = try #require(document["census"] as? [[String: Any]])
        #expect(census.map { $0["state"] as? String } == ["diverged"], "\(census)")
        #expect(try place.flotilla("status").output.contains("rows contradict each other"))
    }

    @Test("--live does not call a target at head that did not answer, names it and exits with 3")
    func silent() throws {
        let place = try upgraded(3)
        try spoil(place.tenants[1])
        let finished = try place.flotilla("status --live")
        #expect(finished.status == 3)
        #expect(finished.output.contains("1 target asked just now failed: corrupt (SQLITE_NOTADB) (t2)\n"))
        #expect(
            finished.output.hasSuffix(
                "3 targets: 2 at head, 0 not, 1 without an answer (asked just now)\n"
                    + "Next: flotilla status --live --all\n"))
        #expect(
            finished.errors.contains("t2 failed: corrupt")
                && finished.errors.contains("flotilla status --live --target t2"))
    }

    @Test("--live counts no old version as if it had been read just now, and tells programs who was silent")
    func silentInJSON() throws {
        let place = try upgraded(3)
        try spoil(place.tenants[1])
        let document = try place.document("status --live -o json", status: 3)
        let census = document["census"] as? [[String: Any]]
        let failures = document["liveFailures"] as? [[String: Any]]
        #expect(census?.map { $0["count"] as? Int } == [2])
        #expect(document["unanswered"] as? Int == 1 && document["seen"] as? Int == 2)
        #expect(failures?.first?["examples"] as? [String] == ["t2"] && failures?.first?["count"] as? Int == 1)
    }

    @Test("--live exits with 1 when nobody answers, with 69 when the only target cannot be opened")
    func nobody() throws {
        let place = try upgraded(2)
        for tenant in place.tenants { try FileManager.default.removeItem(atPath: tenant.path) }
        #expect(try place.flotilla("status --live").status == 1)
        #expect(try place.flotilla("status --live --target t1").status == 69)
    }

    @Test("a target of the inventory that was never seen is counted")
    func unseen() throws {
        let place = try Workplace(tenants: 2)
        try place.flotilla("upgrade --target t1")
        let finished = try place.flotilla("status --detailed-exitcode")
        #expect(finished.status == 2 && finished.output.contains("2 targets: 1 at head, 0 not, 1 never seen"))
    }

    @Test("a target that left the inventory is told apart and neither lags nor changes the exit code")
    func removed() throws {
        let place = try Workplace(tenants: 2)
        try place.flotilla("upgrade r1 --all --yes")
        try place.flotilla("upgrade --target t1")
        try list(["t1"], in: place)
        let finished = try place.flotilla("status --detailed-exitcode")
        #expect(finished.status == 0)
        #expect(
            finished.output.hasSuffix(
                "1 target, all at head (from the ledger)\n"
                    + "Not counted: 1 target in the ledger, no longer in the inventory (t2)\n"))
        #expect(try place.document("status -o json")["notInInventory"] as? Int == 1)
    }

    @Test("without any inventory it is about what the ledger knows; with one that cannot be read it is an error")
    func inventories() throws {
        let place = try upgraded(2)
        try place.write("other.yaml", "migrations: migrations\n")
        #expect(try place.flotilla("status -c other.yaml").output.contains("2 targets, all at head"))
        try place.write("flotilla.yaml", "inventory: missing.csv\n")
        let finished = try place.flotilla("status")
        #expect(finished.status == 65 && finished.errors.contains("missing.csv") && finished.errors.contains("next"))
    }

    /// `r3` stops behind its first statement on every tenant.
    private func halfApplied(_ count: Int) throws -> Workplace {
        let place = try Workplace(tenants: count)
        try place.write(
            "migrations/versions/r3.sql",
            """
            -- Revision ID: r3
            -- Revises: r2

            -- flotilla:upgrade transaction=none
            INSERT INTO effects VALUES ('r3 up');
            VACUUM INTO 'missing/copy.db';
            """)
        try place.flotilla("upgrade --all --yes")
        return place
    }

    @Test(
        "half-applied targets are told, from the ledger and from the targets", arguments: ["status", "status --live"])
    func halfApplied(line: String) throws {
        let place = try halfApplied(2)
        #expect(
            try place.flotilla(line).output.contains("! 2 targets are half applied, by a step without a transaction"))
        let json = try place.flotilla(line + " -o json").output
        #expect(json.contains("\"halfApplied\":[\"t1\",\"t2\"]"), "\(json)")
    }

    @Test("what has been finished since is half applied no longer, whoever finished it")
    func finished() throws {
        let place = try halfApplied(1)
        try FileManager.default.createDirectory(atPath: place.path + "/missing", withIntermediateDirectories: false)
        #expect(try place.flotilla("upgrade --database sqlite:t1.db").status == 0)
        #expect(try !place.flotilla("status --live").output.contains("half applied"))
        #expect(try place.flotilla("upgrade --all").status == 0)
        #expect(try !place.flotilla("status").output.contains("half applied"))
    }
}
