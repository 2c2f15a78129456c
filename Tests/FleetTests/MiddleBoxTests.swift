import FlotillaDriver
import Testing

@Suite("A middle box that cuts a connection in the middle of a long statement")
struct MiddleBoxTests {
    enum Engine: String, CaseIterable, Sendable { case postgresql, mysql }

    /// Long only the first time: a sequence does not go back with its transaction.
    private static func script(_ engine: Engine) -> String {
        let pause =
            switch engine {
            case .postgresql: "DO $$ BEGIN IF nextval('tries') = 1 THEN PERFORM pg_sleep(3); END IF; END $$;"
            case .mysql: "SELECT IF(NEXTVAL(tries) = 1, SLEEP(3), 0);"
            }
        return """
            INSERT INTO effects VALUES ('one');
            \(pause)
            CREATE TABLE a (id INT);
            INSERT INTO effects VALUES ('two');
            """
    }

    @Test(
        "costs a try and nothing else: the server gives up or goes on alone, and each statement takes effect once",
        arguments: Engine.allCases)
    func cut(_ engine: Engine) throws {
        let project = try Project()
        defer { try? project.dropDatabases() }
        let url = try engine == .postgresql ? project.prepare("t") : project.prepareMySQL("t")
        let database = try Database(url)
        try database.run("CREATE SEQUENCE tries")
        let server = try #require(database.url.hosts.first?.port)
        let box = try HAProxy(to: server, in: project.path)
        try project.add("t", box.url(url, past: server))
        try project.revision("a", after: nil, up: Self.script(engine), down: "SELECT 1;")
        let run = try project.upgrade("--retries", "8")
        #expect(run.ending("t") == "succeeded", "\(run.errors)")
        #expect(try project.ledger("SELECT cause FROM attempts WHERE number = 1") == "connection lost")
        #expect(try project.effects(database) == ["one", "two"])
    }
}
