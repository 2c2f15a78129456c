import Testing

@Suite("A transaction that needs more locks than the server has")
struct LockTableTests {
    private static func script(_ tables: Int) -> String {
        """
        INSERT INTO effects VALUES ('one');
        DO $$ BEGIN FOR i IN 1..\(tables) LOOP EXECUTE 'CREATE TABLE t' || i || ' (id int)'; END LOOP; END $$;
        """
    }

    @Test("fails whole and is not tried again; cut into smaller steps it goes through")
    func exhausted() throws {
        let server = try PrivatePostgreSQL(["max_locks_per_transaction": "10", "max_connections": "10"])
        let project = try Project()
        let url = try project.prepare("t", on: server.url)
        try project.add("t", url)
        let database = try Database(url)
        try project.revision("a", after: nil, up: Self.script(20_000), down: "SELECT 1;")
        let first = try project.upgrade()
        #expect(first.ending("t") == "failed, other, unchanged" && first.number("t", "attempts") == 1)
        #expect(first["t", "code"] == "53200")
        #expect(try database.value("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == "1")
        try project.revision("a", after: nil, up: Self.script(10), down: "SELECT 1;")
        let second = try project.upgrade()
        #expect(second.ending("t") == "succeeded", "\(second.errors)")
        #expect(try project.effects(database) == ["one"])
    }
}
