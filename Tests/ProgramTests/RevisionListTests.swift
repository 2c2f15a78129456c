import Foundation
import Testing

/// `history`, `heads`, `branches` and `show` over real files, and over a database where one is needed.
@Suite struct RevisionListTests {
    @Test("the version of a database is marked on demand")
    func indicateCurrent() throws {
        let place = try Workplace()
        try place.flotilla("upgrade r1 --all")
        #expect(try place.flotilla("history -i").output == "r1 -> r2 (head), r2\n<base> -> r1 (current), r1\n")
        #expect(try place.flotilla("history").output == "r1 -> r2 (head), r2\n<base> -> r1, r1\n")
        #expect(
            try place.flotilla("history -i --database sqlite:t1.db -r r1:r1").output == "<base> -> r1 (current), r1\n")
    }

    @Test("a range may begin or end where a database is", arguments: ["current:", ":current", "-1:current"])
    func current(range: String) throws {
        let place = try Workplace()
        try place.flotilla("upgrade --all")
        let expected = range == ":current" ? "r2\nr1\n" : range == "current:" ? "r2\n" : "r2\nr1\n"
        #expect(try place.flotilla("history -o name -r \(range)").output == expected)
    }

    @Test("one database is asked, and no other number of them")
    func oneDatabase() throws {
        let place = try Workplace(tenants: 2)
        let refused = try place.flotilla("history -i")
        #expect(refused.status == 64 && refused.errors.contains("--database URL"))
        #expect(try place.flotilla("show current --target t1 --target t2").status == 64)
        #expect(try place.flotilla("history -i --target t2").status == 0)
    }

    @Test("a database on an unknown revision is told of, and one that is not there")
    func unanswered() throws {
        let place = try Workplace()
        let file = place.tenants[0]
        try file.run("CREATE TABLE alembic_version (version_num TEXT); INSERT INTO alembic_version VALUES ('gone')")
        let unknown = try place.flotilla("history -i")
        #expect(unknown.status == 1 && unknown.errors.contains("gone"))
        #expect(try place.flotilla("show current --database sqlite:missing/x.db").status != 0)
    }

    @Test(
        "what names nothing, or too much, is refused",
        arguments: ["show r9", "history -r r1", "history -r r9:", "history -r r2:r1", "show heads@r1"])
    func refused(line: String) throws {
        #expect(try Workplace().flotilla(line).status == 64)
    }

    @Test("several heads are an error for one, and none for all")
    func heads() throws {
        let place = try Workplace()
        try place.revision("left", after: "r1", up: "SELECT 1;", down: nil)
        #expect(try place.flotilla("show").status == 64)
        #expect(try place.flotilla("show heads -o name").output == "left\nr2\n")
        #expect(try place.flotilla("show -1 -o name").output == "r1\n")
        #expect(try place.flotilla("branches").output == "r1 (branchpoint)\n   -> left (head)\n   -> r2 (head)\n\n")
    }

    @Test("a document names what a program needs")
    func document() throws {
        let place = try Workplace()
        let document = try place.document("history -o json")
        let revisions = try #require(document["revisions"] as? [[String: Any]])
        #expect(revisions.map { $0["id"] as? String } == ["r2", "r1"])
        #expect(revisions[0]["parents"] as? [String] == ["r1"])
        #expect(revisions[0]["traits"] as? [String] == ["head"])
        #expect((revisions[0]["path"] as? String)?.hasSuffix("migrations/versions/r2.sql") == true)
        #expect(document["total"] as? Int == 2)
    }
}
