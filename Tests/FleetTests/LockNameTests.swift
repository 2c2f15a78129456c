import FlotillaDriver
import Testing

/// MariaDB's named locks are shared by a whole server, and a name may have 64 characters.
@Suite("The locks of two databases of one server")
struct LockNameTests {
    private static let waiting =
        "SELECT count(*) FROM information_schema.processlist WHERE info LIKE 'ALTER TABLE gate%' AND db = DATABASE()"

    /// A database whose name is as long as a name can be, in a project of its own.
    private static func target(_ name: String) throws -> (Project, Database) {
        let project = try Project()
        let url = try Environment.url(Environment.mysql(), database: name)
        try Database.mysql().run("CREATE DATABASE \(name)")
        try Database(url).run("CREATE TABLE effects (revision VARCHAR(40) NOT NULL)")
        try project.add("t", url)
        return (project, try Database(url))
    }

    @Test("are two, even if the names are 64 characters long and differ in the last")
    func longNames() throws {
        let stem = try "f" + Project().databaseName("") + String(repeating: "x", count: 52)
        let names = ["a", "b"].map { String(stem.prefix(63)) + $0 }
        defer { for name in names { _ = try? Database.mysql().run("DROP DATABASE IF EXISTS \(name)") } }
        let (first, database) = try Self.target(names[0])
        let (second, other) = try Self.target(names[1])
        try first.revision(
            "a", after: nil, up: "ALTER TABLE gate ADD COLUMN x INT;\nINSERT INTO effects VALUES ('one');",
            down: "SELECT 1;")
        try second.revision("a", after: nil, up: "INSERT INTO effects VALUES ('one');", down: "SELECT 1;")
        try database.run("CREATE TABLE gate (id INT)")
        let gate = try Held(database)
        try gate.run("START TRANSACTION; SELECT * FROM gate")
        let running = try first.startUpgrade("--lock-timeout", "60s")
        try eventually("the first holds its lock") { try database.value(Self.waiting) == "1" }
        let run = try second.upgrade("--retries", "0")
        #expect(try run.ending("t") == "succeeded" && second.effects(other) == ["one"], "\(run.errors)")
        try gate.run("ROLLBACK")
        let end = try RunResult(running.end())
        #expect(try end.ending("t") == "succeeded" && first.effects(database) == ["one"], "\(end.errors)")
    }
}
