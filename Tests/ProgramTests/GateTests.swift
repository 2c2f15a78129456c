import Foundation
import Testing

/// `flotilla gate` in a pipeline that deploys what needs a revision.
@Suite struct GateTests {
    private func upgraded(_ count: Int, to revision: String = "r2") throws -> Workplace {
        let place = try Workplace(tenants: count)
        try place.flotilla("upgrade \(revision) --all --yes")
        return place
    }

    @Test("0 when every target has the revision, or one behind it", arguments: ["r1", "r2", "head", "base"])
    func open(revision: String) throws {
        let finished = try upgraded(2).flotilla("gate --min \(revision)")
        #expect(finished.status == 0 && finished.output.contains("2 targets, all have \(revision) (from the ledger)"))
    }

    @Test("2 when some do not, with who, why and what to type")
    func behind() throws {
        let place = try upgraded(3, to: "r1")
        try place.flotilla("upgrade --target t1")
        let finished = try place.flotilla("gate --min r2")
        #expect(finished.status == 2)
        #expect(finished.output.contains("behind") && finished.output.contains("t2 t3"))
        #expect(
            finished.output.hasSuffix(
                "2 of 3 targets do not have r2 (from the ledger)\nNext: flotilla upgrade r2 --all\n"))
        #expect(try place.flotilla("gate --min r2 --target t1").status == 0)
        #expect(try place.flotilla("gate --min r2 --select region=us").status == 2)
    }

    @Test("targets never seen, or half applied, do not count as having it")
    func uncertain() throws {
        let place = try Workplace(tenants: 2)
        try place.write(
            "migrations/versions/r3.sql",
            """
            -- Revision ID: r3
            -- Revises: r2

            -- flotilla:upgrade transaction=none
            INSERT INTO effects VALUES ('r3 up');
            VACUUM INTO 'missing/copy.db';
            """)
        try place.flotilla("upgrade --target t1")
        let document = try place.document("gate --min r1 -o json", status: 2)
        let reasons = (document["missing"] as? [[String: Any]])?.compactMap { $0["reason"] as? String }
        #expect(reasons?.sorted() == ["halfApplied", "neverSeen"])
        #expect(document["open"] as? Bool == false && document["passing"] as? Int == 0)
    }

    @Test("--live asks the targets, and one that does not answer does not count")
    func live() throws {
        let place = try upgraded(2)
        try place.tenants[0].run("UPDATE alembic_version SET version_num = 'r1'")
        #expect(try place.flotilla("gate --min r2").status == 0)
        #expect(try place.flotilla("gate --min r2 --live").output.contains("1 of 2 targets does not have r2"))
        try Data("no database".utf8).write(to: URL(fileURLWithPath: place.tenants[1].path))
        let silent = try place.flotilla("gate --min r1 --live")
        #expect(silent.status == 2 && silent.output.contains("no answer"))
    }

    @Test("a database that no inventory lists is asked itself")
    func database() throws {
        let place = try upgraded(1)
        #expect(try place.flotilla("gate --min r2 --database sqlite:t1.db").status == 0)
        #expect(try place.flotilla("gate --min r2 --database sqlite:missing.db").status == 2)
    }

    @Test("7 when --timeout is over before the gate is open")
    func timeout() throws {
        let finished = try upgraded(1, to: "r1").flotilla("gate --min r2 --timeout 300ms --interval 100ms")
        #expect(finished.status == 7 && finished.output.contains("1 of 1 target does not have r2"))
    }

    @Test("it waits until somebody has upgraded", arguments: ["", " --live"])
    func waits(live: String) throws {
        let place = try upgraded(1, to: "r1")
        let program = try place.start("gate --min r2 --timeout 60s --interval 100ms\(live)")
        try place.flotilla("upgrade --all")
        #expect(try program.finish().status == 0)
    }

    @Test("a wrong revision is wrong usage, and a folder without migrations are bad settings")
    func mistakes() throws {
        let place = try upgraded(1)
        #expect(try place.flotilla("gate --min nonsense").status == 64)
        #expect(try place.flotilla("gate").status == 64)
        #expect(try place.flotilla("gate --min r1 --min r2").status == 64)
        try FileManager.default.removeItem(atPath: place.path + "/migrations")
        #expect(try place.flotilla("gate --min r2").status == 65)
    }
}
