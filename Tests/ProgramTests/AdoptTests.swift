import Foundation
import Testing

/// Databases that somebody else has migrated, taken into the ledger.
@Suite struct AdoptTests {
    /// Six tenants: at head, on the first revision, on one that is in no file, with dbmate's table, with tables alone, and empty.
    private func fleet() throws -> Workplace {
        let place = try Workplace(tenants: 6)
        for (tenant, version) in zip(place.tenants, ["r2", "r1", "zz"]) {
            try tenant.run("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
            try tenant.run("INSERT INTO alembic_version VALUES ('\(version)')")
        }
        try place.tenants[3].run("CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY)")
        try place.tenants[5].run("DROP TABLE effects")
        return place
    }

    private func bytes(_ place: Workplace) throws -> [Data] {
        try place.tenants.map { try Data(contentsOf: URL(fileURLWithPath: $0.path)) }
    }

    @Test("groups them, records those whose version is known, and changes no target")
    func records() throws {
        let place = try fleet()
        let before = try bytes(place)
        let report = try place.document("adopt -o json", status: 2)
        let groups = try #require(report["groups"] as? [[String: Any]])
        let found = groups.map { "\($0["found"] ?? "") \($0["examples"] ?? "")" }
        #expect(groups.prefix(3).allSatisfy { ["known", "empty"].contains($0["found"] as? String) }, "\(found)")
        #expect(
            Set(groups.compactMap { $0["found"] as? String }) == [
                "known", "empty", "unknown", "otherTool", "unaccounted",
            ])
        #expect(groups.first { $0["found"] as? String == "otherTool" }?["tables"] as? [String] == ["schema_migrations"])
        #expect(report["recorded"] as? Int == 3 && report["remaining"] as? Int == 3)
        #expect(try bytes(place) == before)
        let status = try place.document("status -o json")
        #expect(status["seen"] as? Int == 3, "\(status)")
    }

    @Test("does not take rows that contradict each other for a version")
    func contradicting() throws {
        let place = try Workplace(tenants: 1)
        try place.tenants[0].run("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        try place.tenants[0].run("INSERT INTO alembic_version VALUES ('r1'), ('r2')")
        let adopted = try place.flotilla("adopt")
        #expect(adopted.status == 1, "\(adopted)")
        #expect(adopted.errors.contains("holds r2 together with its own ancestor r1"), "\(adopted.errors)")
    }

    @Test("--dry-run records nothing")
    func dryRun() throws {
        let place = try fleet()
        let adopted = try place.flotilla("adopt --dry-run")
        #expect(adopted.status == 2 && adopted.output.contains("3 targets would be written into the ledger"))
        #expect(!FileManager.default.fileExists(atPath: place.path + "/.flotilla/ledger.db"))
    }

    @Test("says of each kind that is left what to do")
    func remedies() throws {
        let output = try fleet().flotilla("adopt").output
        #expect(output.contains("table of golang-migrate or dbmate or Rails"))
        #expect(output.contains("flotilla stamp REVISION --target t4"))
        #expect(output.contains("flotilla stamp REVISION --target t5"))
        #expect(output.contains("flotilla import alembic PATH"))
    }

    @Test("a whole fleet that is known exits with 0 and says what comes next")
    func known() throws {
        let place = try fleet()
        let adopted = try place.flotilla("adopt --target t1 --target t2 --target t6")
        #expect(adopted.status == 0 && adopted.output.hasSuffix("no target was changed\nNext: flotilla status\n"))
        #expect(try place.flotilla("upgrade --all --yes").status != 0)
        #expect(try place.versions()[1] == ["r2"])
    }

    @Test("a database that is in no inventory cannot be in the ledger")
    func database() throws {
        let place = try fleet()
        let refused = try place.flotilla("adopt --database sqlite:t1.db")
        #expect(refused.status == 64 && refused.errors.contains("--dry-run"))
        #expect(try place.flotilla("adopt --dry-run --database sqlite:t1.db").status == 0)
    }
}
