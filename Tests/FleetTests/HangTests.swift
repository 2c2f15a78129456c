import FlotillaDriver
import Foundation
import Testing

extension VictimTests {
    /// Shown by the order of events: everything else ends, and the ledger's heartbeat goes on, while the server still
    /// stands still.
    @Suite("Eight targets whose server stands still")
    struct HangTests {
        private final class Fleet {
            let project: Project
            let victim: Victim
            let stopped: [Database]

            init(_ kind: Victim.Kind, _ script: String) throws {
                let project = try Project()
                let victim = try Victim(kind)
                stopped = try (1...8).map { try victim.add("stopped\($0)", to: project) }
                for number in 1...3 {
                    _ =
                        kind == .postgresql
                        ? try project.addPostgreSQL("other\(number)") : try project.addMySQL("other\(number)")
                }
                try project.revision("a", after: nil, up: script, down: "SELECT 1;")
                (self.project, self.victim) = (project, victim)
            }

            deinit {
                try? victim.thaw()
                try? project.dropDatabases()
            }

            func ended(_ name: String) throws -> String? {
                try project.ledger(
                    "SELECT count(*) FROM jobs JOIN targets ON targets.id = jobs.target "
                        + "WHERE name LIKE '\(name)%' AND jobs.outcome IS NOT NULL")
            }

            /// While the server stands still: the others end, and a heartbeat of the run reaches the ledger.
            func watch() throws {
                try eventually("the others end") { try ended("other") == "3" }
                let last = try project.ledger("SELECT heartbeat_at FROM runs")
                try eventually("a heartbeat") { try project.ledger("SELECT heartbeat_at FROM runs") != last }
                #expect(try ended("stopped") == "0")
            }

            func finish(_ running: Running) throws -> RunResult {
                try victim.thaw()
                return try RunResult(running.end())
            }
        }

        private static func script(_ kind: Victim.Kind) -> String {
            "INSERT INTO effects VALUES ('one');\nSELECT \(kind == .postgresql ? "pg_sleep" : "SLEEP")(2);"
        }

        @Test("before login hold up neither the others nor the heartbeat", arguments: Victim.Kind.allCases)
        func login(_ kind: Victim.Kind) throws {
            let fleet = try Fleet(kind, "INSERT INTO effects VALUES ('one');")
            try fleet.victim.freeze()
            let running = try fleet.project.startUpgrade("--connect-timeout", "60s")
            try fleet.watch()
            let run = try fleet.finish(running)
            #expect(run.status == 0, "\(run.errors)")
        }

        @Test("in a statement hold up neither the others nor the heartbeat", arguments: Victim.Kind.allCases)
        func statement(_ kind: Victim.Kind) throws {
            let fleet = try Fleet(kind, Self.script(kind))
            let running = try fleet.project.startUpgrade()
            let asleep =
                kind == .postgresql
                ? "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
                : "SELECT count(*) FROM information_schema.processlist WHERE state = 'User sleep'"
            let server = try Database(fleet.victim.url)
            try eventually("eight statements run") { try server.value(asleep) == "8" }
            try fleet.victim.freeze()
            try fleet.watch()
            let run = try fleet.finish(running)
            #expect(run.status == 0, "\(run.errors)")
            for database in fleet.stopped { #expect(try fleet.project.effects(database) == ["one"]) }
        }

        @Test("are given up after their time, and done by the next run", arguments: Victim.Kind.allCases)
        func givenUp(_ kind: Victim.Kind) throws {
            let fleet = try Fleet(kind, "INSERT INTO effects VALUES ('one');")
            try fleet.victim.freeze()
            let first = try fleet.project.upgrade("--connect-timeout", "1s", "--retries", "0")
            try fleet.victim.thaw()
            let second = try fleet.project.upgrade()
            #expect(first.ending("stopped1") == "unreachable, unreachable, unchanged" && first.status == 3)
            #expect(first.ending("other3") == "succeeded")
            #expect(second.status == 0, "\(second.errors)")
            for database in fleet.stopped { #expect(try fleet.project.effects(database) == ["one"]) }
        }
    }
}
