import FlotillaDriver
import Foundation
import Synchronization
import Testing

@Suite("A lock that somebody else holds")
struct LockTests {
    enum Engine: String, CaseIterable, Sendable { case postgresql, mysql, sqlite }

    /// Readers as a tenant's application has them, and the longest that any of them had to wait.
    private final class Probes: Sendable {
        private let longest = Mutex(Duration.zero)
        private let count = Mutex(0)
        private let isOver = Atomic(false)
        private let ended = DispatchSemaphore(value: 0)
        private static let readers = 20

        init(_ database: Database) throws {
            let sessions = try (0..<Self.readers).map { _ in Box(session: try database.connect()) }
            for box in sessions { Thread.detachNewThread { self.read(box) } }
        }

        /// Proof: handed to one thread and used there only.
        private struct Box: @unchecked Sendable { let session: any Session }

        private func read(_ box: Box) {
            while !isOver.load(ordering: .acquiring) {
                let start = ContinuousClock.now
                _ = try? box.session.run(Batch("SELECT count(*) FROM busy"), deadline: .after(.seconds(60)))
                let took = ContinuousClock.now - start
                longest.withLock { $0 = max($0, took) }
                count.withLock { $0 += 1 }
                poll(nil, 0, 20)
            }
            box.session.close()
            ended.signal()
        }

        func end() -> (longest: Duration, count: Int) {
            isOver.store(true, ordering: .releasing)
            for _ in 0..<Self.readers { ended.wait() }
            return (longest.withLock { $0 }, count.withLock { $0 })
        }
    }

    @Test(
        "makes the migration wait and not the tenant's readers (I9), is tried again, and succeeds once it is gone",
        arguments: [Engine.postgresql, .mysql])
    func readers(_ engine: Engine) throws {
        let project = try Project()
        defer { try? project.dropDatabases() }
        let database = try engine == .postgresql ? project.addPostgreSQL("t") : project.addMySQL("t")
        try database.run("CREATE TABLE busy (id INT NOT NULL)")
        try project.revision(
            "a", after: nil, up: "ALTER TABLE busy ADD COLUMN note VARCHAR(20);\nINSERT INTO effects VALUES ('one');",
            down: "ALTER TABLE busy DROP COLUMN note;")
        let holder = try database.connect()
        _ = try holder.run(Batch("START TRANSACTION; SELECT count(*) FROM busy"), deadline: .after(.seconds(10)))
        let probes = try Probes(database)
        let run = try project.upgrade("--lock-timeout", "1s", "--retries", "2")
        let (longest, count) = probes.end()
        #expect(run.ending("t") == "failed, lock timeout, unchanged" && run.number("t", "attempts") == 3)
        #expect(longest < .milliseconds(1500) && count > 20, "I9: \(longest) over \(count) reads")
        #expect(try project.ledger("SELECT count(*) FROM attempts WHERE cause = 'lock timeout'") == "2")
        holder.close()
        let second = try project.upgrade()
        #expect(second.ending("t") == "succeeded", "\(second.errors)")
        #expect(try project.effects(database) == ["one"])
    }

    /// Two operators, each with a ledger of their own, and one database.
    private static func race(_ engine: Engine, _ script: String, options: String = "") throws -> (
        [RunResult], Project, Database
    ) {
        let (first, second) = (try Project(), try Project())
        let database =
            switch engine {
            case .postgresql: try first.addPostgreSQL("t")
            case .mysql: try first.addMySQL("t")
            case .sqlite: try first.addSQLite("t")
            }
        try second.add("t", first.targets[0].url)
        for project in [first, second] {
            try project.revision("a", after: nil, up: script, down: "SELECT 1;", options: options)
        }
        let running = try [first, second].map { try $0.startUpgrade("--retries", "8", "--lock-timeout", "2s") }
        return (try running.map { try RunResult($0.end()) }, first, database)
    }

    @Test(
        "by another run with another ledger: one does the work, the other finds it done or locked (I3)",
        arguments: Engine.allCases)
    func twoRuns(_ engine: Engine) throws {
        let pause =
            switch engine {
            case .postgresql: "SELECT pg_sleep(1);"
            case .mysql: "SELECT SLEEP(1);"
            case .sqlite:
                "CREATE TABLE big AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300000) "
                    + "SELECT i FROM n;"
            }
        let (runs, project, database) = try Self.race(engine, "INSERT INTO effects VALUES ('one');\n\(pause)")
        defer { try? project.dropDatabases() }
        let endings = runs.map { $0.ending("t") }.sorted()
        #expect(endings.contains("succeeded"))
        #expect(endings.contains("skipped") || endings.contains { $0.hasPrefix("failed, lock") }, "\(endings)")
        #expect(try project.effects(database) == ["one"])
    }

    @Test("between the transactions of one step on SQLite, where no lock lasts, is noticed before anything runs twice")
    func betweenTransactions() throws {
        let numbers = (10...49).map(String.init)
        let script = numbers.map { "BEGIN;\nINSERT INTO effects VALUES ('\($0)');\nCOMMIT;" }.joined(separator: "\n")
        let (runs, project, database) = try Self.race(.sqlite, script, options: " transaction=script")
        let last = try project.upgrade()
        #expect(last.version("t") == ["a"], "\(runs.map { $0.ending("t") }) \(last.errors)")
        #expect(try project.effects(database) == numbers)
    }
}
