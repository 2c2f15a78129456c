import Foundation
import Testing

/// `current` in the words of Alembic, and what belongs to the version table.
@Suite struct CurrentTests {
    private func branched(tenants: Int = 1) throws -> Workplace {
        let place = try Workplace(tenants: tenants)
        try place.revision("left", after: "r1", up: "SELECT 1;", down: nil)
        return place
    }

    @Test("every branch is a line, and its head is marked")
    func branches() throws {
        let place = try branched()
        try place.flotilla("upgrade left --all")
        try place.revision("far", after: "r2", up: "SELECT 1;", down: nil)
        try place.flotilla("upgrade r2 --all")
        #expect(try place.flotilla("current").output == "left (head)\nr2\n")
    }

    @Test("a head that is applied because another one needs it is shown, though it has no row")
    func hidden() throws {
        let place = try Workplace()
        try place.write(
            "migrations/versions/b1.sql",
            "-- Revision ID: b1\n-- Revises:\n-- Depends on: r2\n\n-- flotilla:upgrade\nSELECT 1;\n")
        try place.flotilla("upgrade heads --all")
        #expect(try place.versions() == [["b1"]])
        #expect(try place.flotilla("current").output == "b1 (head)\nr2 (effective head)\n")
        #expect(try place.flotilla("current --check-heads").status == 0)
    }

    @Test("-v tells all that is known, target by target")
    func verbose() throws {
        let place = try Workplace(tenants: 2)
        try place.flotilla("upgrade r1 --target t1")
        let output = try place.flotilla("current -v").output
        #expect(output.hasPrefix("Current revision(s) for t1:\nRev: r1\nParent: <base>\nPath: /"))
        #expect(output.hasSuffix("Current revision(s) for t2:\nbase\n"))
    }

    @Test("--check-heads exits with 2 while a target lacks a revision")
    func checkHeads() throws {
        let place = try Workplace(tenants: 2)
        try place.flotilla("upgrade --target t1")
        let behind = try place.flotilla("current --check-heads")
        #expect(behind.status == 2 && behind.errors.contains("1 of 2 targets are not on all heads"))
        #expect(try place.flotilla("current --check-heads --target t1").status == 0)
        #expect(try place.flotilla("current --check-heads --target t2").status == 2)
        #expect(try place.flotilla("current --check-heads -o json").status == 2)
    }

    @Test("several revisions are stamped at once")
    func stamps() throws {
        let place = try branched()
        #expect(try place.flotilla("stamp r2 left --all").status == 0)
        #expect(try place.versions()[0].sorted() == ["left", "r2"])
    }

    @Test("ensure-version makes the table, once, and writes nothing into it")
    func ensureVersion() throws {
        let place = try Workplace(tenants: 2)
        #expect(try place.flotilla("ensure-version --all --yes --detailed-exitcode").status == 2)
        let tables = try place.tenants[0].run("SELECT name FROM sqlite_schema WHERE name = 'alembic_version'")
        #expect(tables.count == 1)
        #expect(try place.versions() == [[], []])
        #expect(try place.flotilla("ensure_version --all --yes --detailed-exitcode").status == 0)
        #expect(try place.flotilla("ensure-version --target t1").output == "t1: has a version table, on base\n")
    }
}
