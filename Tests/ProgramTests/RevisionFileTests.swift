import Foundation
import Testing

/// Revision files that cannot be run are refused with their place, before any target or server is touched.
@Suite struct RevisionFileTests {
    private static let header = "-- Revision ID: r3\n-- Revises: r2\n\n"

    @Test(
        "a broken file is refused with its place",
        arguments: [
            ("-- flotilla:upgrad\nSELECT 1;\n", "r3.sql:4:13", "did you mean upgrade?"),
            ("-- flotilla:upgrade\nBEGIN;\nSELECT 1;\nCOMMIT;\n", "r3.sql:5", "transaction=script"),
            ("-- flotilla:upgrade\nSELECT 1;\nCOMMIT;\n", "r3.sql:6", "transaction=script"),
            ("-- flotilla:upgrade\nSELECT 1;\nVACUUM;\n", "r3.sql:6", "transaction=none"),
            ("-- flotilla:upgrade\nSELECT 'a;\n", "r3.sql:5", "a string is not ended"),
            ("-- flotilla:downgrade\nSELECT 1;\n", "r3.sql:1", "no flotilla:upgrade section"),
            ("SELECT 1;\n", "r3.sql:4", "belongs to no section"),
        ])
    func broken(body: String, position: String, words: String) throws {
        let place = try Workplace()
        try place.write("migrations/versions/r3.sql", Self.header + body)
        let finished = try place.flotilla("upgrade --all")
        #expect(finished.status == 65 && finished.output.isEmpty)
        #expect(finished.errors.contains(position) && finished.errors.contains(words), "\(finished.errors)")
        #expect(try place.effects() == [[]])
    }

    @Test("what PostgreSQL cannot run in a transaction is refused without contacting PostgreSQL")
    func concurrently() throws {
        let place = try Workplace()
        // Port 1 of loopback answers nobody: who asked it would report an unreachable target.
        try place.write("targets.csv", "id,url\nt1,sqlite:t1.db\nfar,postgresql://nobody@127.0.0.1:1/far\n")
        try place.write(
            "migrations/versions/r3.sql",
            Self.header + "-- flotilla:upgrade sqlite\nSELECT 1;\n\n-- flotilla:upgrade postgresql\n"
                + "CREATE INDEX CONCURRENTLY i ON effects (revision);\n")
        let finished = try place.flotilla("upgrade --all --yes")
        #expect(finished.status == 65 && finished.errors.contains("r3.sql:8"), "\(finished.errors)")
        #expect(!finished.errors.contains("unreachable"))
        #expect(try place.effects() == [[]])
    }

    @Test(
        "what would go unrecorded is refused without contacting the server",
        arguments: [
            ("mysql", "", "USE other;", "moves to another database"),
            ("mysql", "", "LOCK TABLES effects WRITE;", "locks tables"),
            ("mysql", "", "DO RELEASE_ALL_LOCKS();", "gives up the lock"),
            (
                "mysql", " transaction=script", "BEGIN;\nCREATE TABLE a (n INT);\nCOMMIT;",
                "before BEGIN or behind COMMIT"
            ),
            ("mysql", " transaction=script", "BEGIN;\nCALL p();\nCOMMIT;", "before BEGIN or behind COMMIT"),
            ("postgresql", " transaction=script", "BEGIN;\nVACUUM;\nCOMMIT;", "before BEGIN or behind COMMIT"),
            ("postgresql", "", "COPY effects TO STDOUT;", "sends rows to the client"),
        ])
    func unrecorded(engine: String, options: String, script: String, words: String) throws {
        let place = try Workplace()
        try place.write("targets.csv", "id,url\nfar,\(engine)://nobody@127.0.0.1:1/far\n")
        try place.write("migrations/versions/r3.sql", Self.header + "-- flotilla:upgrade\(options)\n\(script)\n")
        let finished = try place.flotilla("upgrade --all --yes")
        #expect(finished.status == 65 && finished.errors.contains(words), "\(finished.errors)")
    }

    @Test("an identifier that the version table cannot hold is refused where the server would refuse it")
    func longIdentifier() throws {
        let place = try Workplace()
        let id = String(repeating: "x", count: 33)
        try place.revision(id, after: "r2", up: "SELECT 1;", down: nil)
        #expect(try place.flotilla("upgrade --all").status == 0)
        try place.write("targets.csv", "id,url\nfar,mysql://nobody@127.0.0.1:1/far\n")
        let finished = try place.flotilla("upgrade --all")
        #expect(finished.status == 65 && finished.errors.contains("33 characters"), "\(finished.errors)")
    }

    @Test("a check that asks nothing is refused")
    func emptyCheck() throws {
        let place = try Workplace()
        try place.write(
            "migrations/versions/r3.sql",
            Self.header + "-- flotilla:check \"rows\"\n-- later\n\n-- flotilla:upgrade\nSELECT 1;\n")
        let finished = try place.flotilla("upgrade --all")
        #expect(finished.status == 65 && finished.errors.contains("asks nothing"), "\(finished.errors)")
    }

    @Test("a check that takes longer than its own limit fails, and so does the step")
    func limitOfCheck() throws {
        let place = try Workplace()
        try place.write(
            "migrations/versions/r3.sql",
            Self.header + """
                -- flotilla:check "never ends" statement_timeout=50ms
                WITH RECURSIVE counter (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counter)
                SELECT n FROM counter WHERE n < 0;

                -- flotilla:upgrade
                SELECT 1;

                """)
        let finished = try place.flotilla("upgrade --all")
        #expect(finished.status == 1 && finished.errors.contains("statement timeout"), "\(finished.errors)")
        #expect(try place.versions() == [[]])
    }

    @Test("what a failing statement quotes is not shown where it may be a password")
    func quotedPassword() throws {
        let place = try Workplace()
        try place.revision("r3", after: "r2", up: "CREATE USER app IDENTIFIED BY 'Canary-7';", down: nil)
        let finished = try place.flotilla("upgrade --all")
        #expect(finished.errors.contains("CREATE USER app IDENTIFIED BY '…'"), "\(finished.errors)")
        #expect(!finished.errors.contains("Canary"))
    }

    @Test(
        "a revision that has no way back stops a downgrade before its first step",
        arguments: [
            ("", "no flotilla:downgrade section"), ("\n-- flotilla:irreversible \"drops rows\"\n", "drops rows"),
        ])
    func noWayBack(end: String, words: String) throws {
        let place = try Workplace()
        try place.write(
            "migrations/versions/r2.sql",
            "-- Revision ID: r2\n-- Revises: r1\n\n-- flotilla:upgrade\nINSERT INTO effects VALUES ('r2 up');\n" + end)
        try place.revision(
            "r3", after: "r2", up: "INSERT INTO effects VALUES ('r3 up');",
            down: "INSERT INTO effects VALUES ('r3 down');")
        try place.flotilla("upgrade --all")
        let finished = try place.flotilla("downgrade base --all")
        #expect(finished.status == 65, "\(finished.errors)")
        #expect(finished.errors.contains("r2.sql:1") && finished.errors.contains(words), "\(finished.errors)")
        let advice = end.isEmpty ? "correct the revision, then" : "go down no further than to this revision"
        #expect(finished.errors.contains(advice), "\(finished.errors)")
        #expect(try place.effects() == [["r1 up", "r2 up", "r3 up"]])
    }

    @Test("two heads: 'head' is refused, the heads are named")
    func twoHeads() throws {
        let place = try Workplace()
        try place.revision("other", after: "r1", up: "SELECT 1;", down: nil)
        let finished = try place.flotilla("upgrade --all")
        #expect(finished.status == 64 && finished.errors.contains("other") && finished.errors.contains("heads"))
        #expect(try place.flotilla("upgrade heads --all").status == 0)
    }

    @Test("a failing statement is told with file, line and text, what state the target is in, and the next command")
    func failingStatement() throws {
        let place = try Workplace()
        try place.revision(
            "r3", after: "r2", up: "INSERT INTO effects VALUES ('r3 up');\nINSERT INTO gone VALUES (1);", down: nil)
        let finished = try place.flotilla("upgrade --all")
        #expect(finished.status == 1 && finished.output.isEmpty)
        for part in [
            "no such table: gone", "r3.sql:8, statement 2 of revision r3", "INSERT INTO gone VALUES (1)",
            "t1 is unchanged, on base", "flotilla upgrade --all",
        ] {
            #expect(finished.errors.contains(part), "\(finished.errors)")
        }
        #expect(try place.versions() == [[]])
    }

    @Test("once the file is corrected, the same command completes the work")
    func rerun() throws {
        let place = try Workplace(tenants: 2)
        try place.tenants[0].run("CREATE TABLE gone (n INTEGER)")
        try place.revision("r3", after: "r2", up: "INSERT INTO gone VALUES (1);", down: nil)
        #expect(try place.flotilla("upgrade --all --yes").status == 3)
        try place.tenants[1].run("CREATE TABLE gone (n INTEGER)")
        #expect(try place.flotilla("upgrade --all --yes").status == 0)
        #expect(try place.tenants.map { try $0.run("SELECT count(*) FROM gone")[0][0] } == ["1", "1"])
    }
}
