import Testing

@Suite("A change that somebody made by hand already")
struct HandMadeChangeTests {
    @Test("fails the step and changes nothing; stamped, the target goes on with the next revision")
    func columnIsThere() throws {
        let project = try Project()
        defer { try? project.dropDatabases() }
        let database = try project.addPostgreSQL("t")
        try database.run("CREATE TABLE a (id int, x int)")
        try project.revision(
            "a", after: nil, up: "INSERT INTO effects VALUES ('one');\nALTER TABLE a ADD COLUMN x int;",
            down: "SELECT 1;")
        try project.revision("b", after: "a", up: "INSERT INTO effects VALUES ('two');", down: "SELECT 1;")
        let first = try project.upgrade()
        #expect(first.ending("t") == "failed, other, unchanged" && first["t", "code"] == "42701", "\(first.errors)")
        let stamped = try project.flotilla("stamp", "a", "--target", "t")
        #expect(stamped.status == 0, "\(stamped.errors)")
        let second = try project.upgrade()
        #expect(second.ending("t") == "succeeded", "\(second.errors)")
        #expect(try project.effects(database) == ["two"])
    }
}
