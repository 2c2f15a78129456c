import Testing

/// Where a mistake stands, also where a server reads everything before it runs anything.
@Suite("The place of a failing statement")
struct StatementPlaceTests {
    @Test("is told with file and line though PostgreSQL reads ten revisions at once")
    func syntax() throws {
        let project = try Project()
        defer { try? project.dropDatabases() }
        try project.addPostgreSQL("t")
        try project.revision("a", after: nil, up: "INSERT INTO effects VALUES ('é');", down: "SELECT 1;")
        try project.revision(
            "b", after: "a", up: "INSERT INTO effects VALUES ('b');\n\nSELECT 1;\nSELEKT 2;\nSELECT 3;",
            down: "SELECT 1;")
        let run = try project.upgrade()
        #expect(run.errors.contains("b.sql:11, statement 3 of revision b"), "\(run.errors)")
    }
}

/// Rows that stand in a script.
@Suite("COPY FROM stdin")
struct CopiedRowsTests {
    @Test(
        "brings its rows along, whatever the transaction", arguments: ["", " transaction=none", " transaction=script"])
    func rows(options: String) throws {
        let project = try Project()
        defer { try? project.dropDatabases() }
        let database = try project.addPostgreSQL("t")
        try project.revision(
            "a", after: nil, up: "COPY effects (revision) FROM stdin;\none\ntwo\n\\.\n", down: "SELECT 1;",
            options: options)
        #expect(try project.upgrade().status == 0)
        #expect(try project.effects(database) == ["one", "two"])
    }
}
