import Testing

/// What a person says about the schema is written down, and nothing else.
@Suite struct StampTests {
    private func versions(_ rows: [String], in place: Workplace) throws {
        try place.tenants[0].run("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)")
        try place.tenants[0].run("DELETE FROM alembic_version")
        for row in rows { try place.tenants[0].run("INSERT INTO alembic_version VALUES ('\(row)')") }
    }

    @Test("what names no revision by itself is refused", arguments: ["-1", "+1", "r2-1", "''", "' '"])
    func relative(argument: String) throws {
        let place = try Workplace()
        try place.flotilla("upgrade --all")
        #expect(try place.flotilla("stamp --all -- \(argument)").status == 64)
        #expect(try place.versions() == [["r2"]])
    }

    @Test("rows that contradict each other give way to the one that is stamped", arguments: ["r1", "r2", "head"])
    func contradiction(revision: String) throws {
        let place = try Workplace()
        try versions(["r1", "r2"], in: place)
        #expect(try place.flotilla("stamp \(revision) --all").status == 0)
        #expect(try place.versions() == [[revision == "head" ? "r2" : revision]])
    }

    @Test("every head that is stamped stands in the table, whichever of them did before")
    func heads() throws {
        let place = try Workplace()
        try place.revision("left", after: "r1", up: "SELECT 1;", down: nil)
        try place.revision("far", after: "left", up: "SELECT 1;", down: nil)
        try versions(["r2", "left"], in: place)
        #expect(try place.flotilla("stamp heads --all").status == 0)
        #expect(try place.versions()[0].sorted() == ["far", "r2"])
    }

    @Test(
        "arguments that say one thing twice are to blame, and no version table",
        arguments: ["r1 heads", "r2 r2", "--purge r1 r2"])
    func twice(arguments: String) throws {
        let place = try Workplace()
        let refused = try place.flotilla("stamp --all \(arguments)")
        #expect(refused.status == 64, "\(refused)")
        #expect(refused.errors.contains("leave r1 out") || refused.errors.contains("name it once"), "\(refused)")
        #expect(try place.versions() == [[]])
    }

    @Test("--purge does not ask what the table said before")
    func purge() throws {
        let place = try Workplace()
        try versions(["gone", "gone", "r1"], in: place)
        #expect(try place.flotilla("stamp r2 --all").status == 1)
        #expect(try place.flotilla("stamp r2 --purge --all").status == 0)
        #expect(try place.versions() == [["r2"]])
    }

    @Test("a step that stopped half-way is forgotten, so that the next upgrade runs all of it")
    func halfApplied() throws {
        let place = try Workplace()
        try place.flotilla("upgrade --all")
        try place.write(
            "migrations/versions/r3.sql",
            """
            -- Revision ID: r3
            -- Revises: r2

            -- flotilla:upgrade transaction=none
            INSERT INTO effects VALUES ('r3 first');
            INSERT INTO gone VALUES (1);

            """)
        #expect(try place.flotilla("upgrade --all").status == 1)
        #expect(try place.flotilla("stamp r2 --all").status == 0)
        try place.tenants[0].run("CREATE TABLE gone (n INTEGER); DELETE FROM effects")
        #expect(try place.flotilla("upgrade --all").status == 0)
        #expect(try place.effects() == [["r3 first"]])
    }
}
