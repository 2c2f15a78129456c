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

    @Test("keeps to the engines that the settings name, also where files name none or others")
    func engines() throws {
        let place = try Workplace(tenants: 1, settings: "engines: [postgresql]\n")
        try place.revision("r3", after: "r2", up: "CREATE TABLE made (id INT);", down: "DROP TABLE made;")
        #expect(try place.document("lint -o json")["engines"] as? [String] == ["postgresql"])
        let asked = try place.document("lint -o json --engine sqlite")
        #expect(asked["engines"] as? [String] == ["sqlite"])
    }

    @Test("shows recipes in the spelling of the folder's format")
    func spelling() throws {
        let settings = "migrations: db\nrevisions: {format: dbmate}\nengines: [postgresql]\n"
        let place = try Workplace(tenants: 1, settings: settings)
        let up = "CREATE INDEX ix ON old (id);"
        try place.write("db/20261101080001_x.sql", "-- migrate:up\n\(up)\n-- migrate:down\nDROP INDEX ix;\n")
        for words in [
            "lint", "lint -o github", "lint -o sarif", "lint -o csv", "lint --explain index-without-concurrently",
        ] {
            let said = try place.flotilla(words).output
            #expect(said.contains("migrate:up transaction:false"), "\(words): \(said)")
        }
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

    @Test("says how many targets have large tables once a census has asked, and each census adds what it has asked")
    func fleet() throws {
        let place = try Workplace(tenants: 2)
        for tenant in place.tenants { try tenant.run("CREATE TABLE big (id INTEGER PRIMARY KEY)") }
        let fill = """
            INSERT INTO big WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT i FROM n
            """
        try place.tenants[0].run(fill)
        try place.revision("r3", after: "r2", up: "DELETE FROM big;", down: "SELECT 1;")
        let census = try place.flotilla("census --rows")
        #expect(
            census.output.contains(
                """
                rows of 2 targets kept in the ledger: 1 has tables of 10,000 or more, big of t1 the largest with about 20,000
                """), "\(census)")
        let lint = "lint --engine sqlite --rule delete-without-where --rows-over 10000"
        let told = try place.flotilla(lint)
        #expect(told.status == 2 && told.errors.isEmpty, "\(told)")
        #expect(told.output.contains("  fleet  1 of 2 targets has over 10,000 rows in big; estimated 20"), "\(told)")
        try place.tenants[1].run(fill)
        #expect(try place.flotilla("census --rows --target t2").status == 0)
        let finding = try #require(
            (try place.document(lint + " -o json", status: 2)["findings"] as? [[String: Any]])?.first)
        #expect(finding["table"] as? String == "big")
        #expect(finding["targetsOver"] as? Int == 2 && finding["targetsEstimated"] as? Int == 2, "\(finding)")
        #expect(finding["largestRows"] as? Int == 10_000)
    }

    @Test("says the same without a ledger, and with one that cannot be reached, and says so")
    func unreachableLedger() throws {
        let place = try place("DELETE FROM effects;")
        let usual = try place.flotilla("lint --engine sqlite")
        #expect(usual.status == 2 && usual.errors.isEmpty)
        let lost = try place.flotilla(
            ["lint", "--engine", "sqlite"], environment: ["FLOTILLA_LEDGER": "postgresql://me@127.0.0.1:1/ledger"])
        #expect(lost.status == 2 && lost.output == usual.output)
        #expect(lost.errors.hasPrefix("How large tables are is not told: "), "\(lost.errors)")
    }

    @Test("a census of a single database keeps nothing, and refuses to")
    func censusOfOne() throws {
        let finished = try Workplace(tenants: 1).flotilla("census --rows --database sqlite:t1.db")
        #expect(finished.status == 64 && finished.errors.contains("--rows is kept in the ledger"), "\(finished)")
    }

    @Test("a revision file that is wrong exits with 65")
    func broken() throws {
        let place = try Workplace(tenants: 1)
        try place.write("migrations/versions/x.sql", "SELECT 1;")
        #expect(try place.flotilla("lint").status == 65)
    }
}
