import Testing

@Suite("A new value of an enumeration")
struct EnumerationTests {
    @Test("is committed before the next revision uses it, in one run")
    func usedByTheNextRevision() throws {
        let project = try Project()
        defer { try? project.dropDatabases() }
        let database = try project.addPostgreSQL("t")
        try database.run("CREATE TYPE mood AS ENUM ('calm')")
        try database.run("CREATE TABLE moods (mood mood NOT NULL)")
        try project.revision("a", after: nil, up: "ALTER TYPE mood ADD VALUE 'glad';", down: "SELECT 1;")
        try project.revision("b", after: "a", up: "INSERT INTO moods VALUES ('glad');", down: "SELECT 1;")
        let run = try project.upgrade()
        #expect(run.ending("t") == "succeeded" && run.number("t", "steps") == 2, "\(run.errors)")
    }
}
