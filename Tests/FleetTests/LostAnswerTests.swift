import FlotillaDriver
import Testing

/// The connection breaks while a commit is on its way, or its answer. Either way the program hears the same: nothing.
@Suite("A commit whose answer is lost")
struct LostAnswerTests {
    enum Engine: String, CaseIterable, Sendable { case postgresql, mysql }

    private final class Target {
        let project: Project
        let database: Database
        let proxy: WireProxy
        /// Not by way of the proxy.
        let url: String

        init(_ engine: Engine, _ moment: (Database) -> WireProxy.Cut.Moment) throws {
            project = try Project()
            let url = try engine == .postgresql ? project.prepare("t") : project.prepareMySQL("t")
            let direct = try Database(url)
            self.url = url
            let port = try #require(direct.url.hosts.first?.port)
            proxy = try WireProxy(
                to: UInt16(port), engine == .postgresql ? .postgresql : .mysql,
                cut: .init(text: "\nCOMMIT", moment: moment(direct)))
            database = direct
            try project.add("t", proxy.url(url))
            try project.revision(
                "a", after: nil, up: "CREATE TABLE a (id INT NOT NULL);\nINSERT INTO effects VALUES ('one');",
                down: "DROP TABLE a;")
        }

        deinit {
            proxy.stop()
            try? project.dropDatabases()
        }
    }

    /// From outside: the version has moved.
    private static func committed(_ database: Database) -> WireProxy.Cut.Moment {
        .after { (try? database.value("SELECT version_num FROM alembic_version")) == "a" }
    }

    @Test(
        "and that took effect is found in the target, not sent again, and a success of one step",
        arguments: Engine.allCases)
    func afterCommit(_ engine: Engine) throws {
        let target = try Target(engine, Self.committed)
        let run = try target.project.upgrade()
        #expect(run.ending("t") == "succeeded" && run.number("t", "steps") == 1, "\(run.errors)")
        #expect(run.number("t", "attempts") == 2)
        #expect(try target.project.effects(target.database) == ["one"])
    }

    @Test("of a step down is not followed by another step down", arguments: Engine.allCases)
    func counted(_ engine: Engine) throws {
        let target = try Target(engine, Self.committed)
        try target.project.revision(
            "b", after: "a", up: "INSERT INTO effects VALUES ('two');",
            down: "DELETE FROM effects WHERE revision = 'two';")
        try #require(try target.project.flotilla("upgrade", "--database", target.url).status == 0)
        let run = try target.project.downgrade(to: "-1")
        #expect(run.ending("t") == "succeeded" && run.number("t", "attempts") == 2, "\(run.errors)")
        #expect(run.number("t", "steps") == 1)
        #expect(try run.version("t") == ["a"] && target.project.versions(target.database) == ["a"])
    }

    @Test("without another try is unknown, and the next run knows", arguments: Engine.allCases)
    func withoutRetry(_ engine: Engine) throws {
        let target = try Target(engine, Self.committed)
        let first = try target.project.upgrade("--retries", "0")
        let second = try target.project.upgrade()
        #expect(first.ending("t") == "unknown, connection lost, in-doubt" && first.version("t") == nil)
        #expect(second.ending("t") == "skipped" && second.version("t") == ["a"])
        #expect(try target.project.effects(target.database) == ["one"])
    }

    @Test("because it never reached the server is sent again", arguments: Engine.allCases)
    func beforeCommit(_ engine: Engine) throws {
        let target = try Target(engine) { _ in .before }
        let run = try target.project.upgrade()
        #expect(run.ending("t") == "succeeded" && run.number("t", "attempts") == 2, "\(run.errors)")
        #expect(try target.project.effects(target.database) == ["one"])
    }

    @Test("while the server still works on it stays unknown, and is not called unchanged")
    func orphanAtWork() throws {
        // The client is gone as soon as the server sleeps; it goes on, and holds the target's lock.
        let target = try Target(.mysql) { database in
            .after {
                (try? database.value(
                    "SELECT count(*) FROM information_schema.processlist WHERE state = 'User sleep' "
                        + "AND db = DATABASE()")) == "1"
            }
        }
        try target.project.revision(
            "a", after: nil, up: "INSERT INTO effects VALUES ('one');\nSELECT SLEEP(6);", down: "SELECT 1;")
        let first = try target.project.upgrade("--retries", "1")
        #expect(first.ending("t") == "unknown, locked, in-doubt", "\(first.errors)")
        try eventually("the orphan ends") {
            try target.database.value(
                "SELECT count(*) FROM information_schema.processlist WHERE state = 'User sleep' AND db = DATABASE()")
                == "0"
        }
        let second = try target.project.upgrade()
        #expect(second.ending("t") == "skipped", "\(second.errors)")
        #expect(try target.project.effects(target.database) == ["one"])
    }
}
