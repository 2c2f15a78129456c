import FlotillaSQL
import Testing

/// `-2` and `+1` count from where the target was first seen, however many turns the way takes.
@Suite("So many steps up or down")
struct RelativeWalkTests {
    /// Six revisions; what is in brackets runs without a transaction.
    private static let histories: [(without: Set<Int>, setting: String)] = [
        ([], ""), ([], "defaults: {transaction: revision}"), ([1, 2, 3, 4, 5, 6], ""), ([2, 5], ""), ([3, 4, 6], ""),
    ]

    private func project(_ engine: Engine, _ history: Int) throws -> (Project, Database) {
        let (without, setting) = Self.histories[history]
        let project = try Project(settings: setting)
        for number in 1...6 {
            try project.revision(
                "r\(number)", after: number > 1 ? "r\(number - 1)" : nil,
                up: "CREATE TABLE t\(number) (id INT);\nINSERT INTO effects VALUES ('\(number) up');",
                down: "DROP TABLE t\(number);\nINSERT INTO effects VALUES ('\(number) down');",
                options: without.contains(number) ? " transaction=none" : "")
        }
        let database = try project.add("t", on: engine)
        return (project, database)
    }

    @Test(
        "are that many, whether steps share a transaction or have none", arguments: Engine.allCases, histories.indices)
    func counted(engine: Engine, history: Int) throws {
        let (project, database) = try project(engine, history)
        defer { try? project.dropDatabases() }
        #expect(try project.upgrade().number("t", "steps") == 6)
        for (words, version, steps) in [("-3", "r3", 3), ("-2", "r1", 2)] {
            let down = try project.downgrade(to: words, "--lose-data")
            #expect(down.ending("t") == "succeeded" && down.number("t", "steps") == steps, "\(down.errors)")
            #expect(try project.versions(database) == [version])
        }
        let up = try project.flotilla("upgrade", "+4", "--all", "--yes")
        #expect(up.status == 0, "\(up.errors)")
        #expect(try project.versions(database) == ["r5"])
        let effects = try project.effects(database)
        let wanted = (1...6).map { "\($0) up" } + [6, 5, 4, 3, 2].map { "\($0) down" } + (2...5).map { "\($0) up" }
        #expect(effects.sorted() == wanted.sorted())
    }

    @Test("are that many when the answer to the first commit is lost")
    func lostAnswer() throws {
        let (project, database) = try project(.postgresql, 1)
        defer { try? project.dropDatabases() }
        #expect(try project.upgrade().ending("t") == "succeeded")
        let port = try #require(database.url.hosts.first?.port)
        let proxy = try WireProxy(
            to: UInt16(port), .postgresql,
            cut: .init(
                text: "\nCOMMIT",
                moment: .after { (try? database.value("SELECT version_num FROM alembic_version")) == "r5" }))
        defer { proxy.stop() }
        try project.add("proxied", proxy.url(try #require(project.targets.first).url))
        let down = try project.flotilla("downgrade", "-3", "--target", "proxied", "--yes", "--lose-data")
        #expect(down.status == 0, "\(down.output)\(down.errors)")
        #expect(try project.versions(database) == ["r3"])
    }
}
