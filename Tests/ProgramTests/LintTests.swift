import Foundation
import Testing

/// `lint` as a pipeline runs it.
@Suite struct LintTests {
    private func place(_ up: String) throws -> Workplace {
        let place = try Workplace(tenants: 1)
        try place.revision("r3", after: "r2", up: up, down: "SELECT 1;")
        return place
    }

    @Test("exits with 0 when there is no error, with 2 when there is one, and connects to nothing")
    func exitCodes() throws {
        let place = try place("ALTER TABLE effects DROP COLUMN revision;")
        #expect(try place.flotilla("lint r1 --engine sqlite").status == 0)
        let finished = try place.flotilla("lint --engine sqlite")
        #expect(finished.status == 2 && finished.errors.isEmpty)
        #expect(finished.output.contains("r3.sql:7: error drop-column (sqlite)\n"))
        #expect(!FileManager.default.fileExists(atPath: place.path + "/.flotilla"))
    }

    @Test("--strict exits with 2 for warnings too")
    func strict() throws {
        let place = try place("UPDATE effects SET revision = 'x';")
        #expect(try place.flotilla("lint head --engine sqlite").status == 0)
        #expect(try place.flotilla("lint head --engine sqlite --strict").status == 2)
    }

    @Test("judges the revisions that are named, by names and ranges", arguments: ["r3", "head", "r2:", "-- -1"])
    func named(argument: String) throws {
        let place = try place("ALTER TABLE effects DROP COLUMN revision;")
        let document = try place.document(
            "lint --engine sqlite -o json --rule drop-column \(argument)", status: argument == "-- -1" ? 0 : 2)
        #expect(document["revisions"] as? Int == (argument == "r2:" ? 2 : 1))
    }

    @Test("--rule and --skip choose rules; a mistyped one gets a suggestion")
    func rules() throws {
        let place = try place("ALTER TABLE effects DROP COLUMN revision;")
        #expect(try place.flotilla("lint --engine sqlite --skip drop-column").status == 0)
        #expect(try place.flotilla("lint --engine sqlite --rule drop-table").status == 0)
        let finished = try place.flotilla("lint --skip drop-colum")
        #expect(finished.status == 64 && finished.errors.contains("did you mean drop-column?"))
    }

    @Test("--explain and --list need no project")
    func explanations() throws {
        let place = try Workplace(tenants: 0)
        try FileManager.default.removeItem(atPath: place.path + "/migrations")
        #expect(try place.flotilla("lint --explain drop-column").output.hasPrefix("drop-column\n"))
        let document = try place.document("lint --list -o json")
        #expect(document["total"] as? Int ?? 0 > 80)
    }

    @Test("a revision file that is wrong exits with 65")
    func broken() throws {
        let place = try Workplace(tenants: 1)
        try place.write("migrations/versions/x.sql", "SELECT 1;")
        #expect(try place.flotilla("lint").status == 65)
    }
}
