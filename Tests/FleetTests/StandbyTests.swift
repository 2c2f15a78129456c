import Testing

@Suite("A standby")
struct StandbyTests {
    @Test("takes no writes and says so, and once it is promoted the next run goes through")
    func promoted() throws {
        let server = try PrivatePostgreSQL()
        let project = try Project()
        let url = try project.prepare("t", on: server.url)
        try project.add("t", url)
        try project.revision("a", after: nil, up: "INSERT INTO effects VALUES ('one');", down: "SELECT 1;")
        try server.becomeStandby()
        let first = try project.upgrade()
        #expect(first.ending("t") == "failed, read-only, unchanged" && first.version("t") == [], "\(first.errors)")
        try server.promote()
        let second = try project.upgrade()
        #expect(second.ending("t") == "succeeded", "\(second.errors)")
        #expect(try project.effects(Database(url)) == ["one"])
    }
}
