import FlotillaDriver
import Testing

/// Fleets are far away, so round trips are what a target costs. They are counted on the wire, by a proxy that knows where
/// the client's messages begin.
@Suite("After login")
struct RoundTripTests {
    enum Engine: String, CaseIterable, Sendable { case postgresql, mysql }

    /// A target behind a proxy, on revision `a`.
    private final class Link {
        let project: Project
        let proxy: WireProxy

        init(_ engine: Engine) throws {
            project = try Project()
            let server = try engine == .postgresql ? Environment.postgresql() : Environment.mysql()
            let port = try #require(ConnectionURL(parsing: server).hosts.first?.port)
            proxy = try WireProxy(to: UInt16(port), engine == .postgresql ? .postgresql : .mysql)
            let database = try engine == .postgresql ? project.prepare("t") : project.prepareMySQL("t")
            try project.add("t", proxy.url(database))
            try project.revision("a", after: nil, up: "CREATE TABLE a (id INT NOT NULL);", down: "DROP TABLE a;")
            let first = try project.upgrade()
            try #require(first.status == 0, "\(first.errors)")
            proxy.forget()
        }

        deinit {
            proxy.stop()
            try? project.dropDatabases()
        }
    }

    @Test("a target that is up to date costs one round trip", arguments: Engine.allCases)
    func upToDate(_ engine: Engine) throws {
        let link = try Link(engine)
        let run = try link.project.upgrade()
        #expect(run["t", "outcome"] == "skipped" && link.proxy.turns.count == 1, "\(link.proxy.turns)")
    }

    @Test("reading the version costs one round trip", arguments: Engine.allCases)
    func current(_ engine: Engine) throws {
        let link = try Link(engine)
        let run = try link.project.current()
        #expect(run.version("t") == ["a"] && link.proxy.turns.count == 1, "\(link.proxy.turns)")
    }

    @Test("one pending revision costs two, with changes of the schema and of rows", arguments: Engine.allCases)
    func onePending(_ engine: Engine) throws {
        let link = try Link(engine)
        try link.project.revision(
            "b", after: "a",
            up: """
                CREATE TABLE b (id INT NOT NULL);
                INSERT INTO b VALUES (1), (2);
                ALTER TABLE b ADD COLUMN note VARCHAR(20);
                UPDATE b SET note = 'seen';
                """, down: "DROP TABLE b;")
        let run = try link.project.upgrade()
        #expect(run["t", "outcome"] == "succeeded" && link.proxy.turns.count == 2, "\(link.proxy.turns)")
    }

    @Test("ten pending revisions cost two as well", arguments: Engine.allCases)
    func tenPending(_ engine: Engine) throws {
        let link = try Link(engine)
        var parent = "a"
        for number in 1...10 {
            let table = "t\(number)"
            try link.project.revision(
                "r\(number)", after: parent, up: "CREATE TABLE \(table) (id INT);\nINSERT INTO \(table) VALUES (1);",
                down: "DROP TABLE \(table);")
            parent = "r\(number)"
        }
        let run = try link.project.upgrade()
        #expect(run.number("t", "steps") == 10 && link.proxy.turns.count == 2, "\(link.proxy.turns)")
    }

    @Test(
        "on MariaDB a table that ignores transactions costs two more: its refusal, and the driver's look at the state")
    func nonTransactionalTables() throws {
        let link = try Link(.mysql)
        try link.project.database("t").run("CREATE TABLE old (id INT NOT NULL) ENGINE = MyISAM")
        try link.project.revision(
            "b", after: "a", up: "CREATE TABLE b (id INT NOT NULL);\nINSERT INTO b VALUES (1);", down: "DROP TABLE b;")
        let run = try link.project.upgrade()
        #expect(run["t", "outcome"] == "succeeded" && link.proxy.turns.count == 4, "\(link.proxy.turns)")
    }
}
