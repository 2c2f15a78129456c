import FlotillaDriver
import Testing

extension VictimTests {
    @Suite("A server that is killed in the middle of a run")
    struct ServerCrashTests {
        private final class Fleet {
            let project: Project
            let victim: Victim
            let databases: [Database]

            init(_ kind: Victim.Kind) throws {
                let project = try Project()
                let victim = try Victim(kind)
                databases = try (1...6).map { try victim.add("t\($0)", to: project) }
                (self.project, self.victim) = (project, victim)
            }

            func checkInvariants() throws {
                for (number, database) in databases.enumerated() {
                    let effects = try project.effects(database)
                    #expect(effects == ["a", "b", "c"], "t\(number + 1): I2")
                    #expect(try project.versions(database) == ["c"], "t\(number + 1): I1")
                }
                #expect(try project.ledger("SELECT count(*) FROM jobs WHERE outcome IS NULL") == "0")
            }
        }

        private static func waits(_ kind: Victim.Kind, _ server: Database) throws -> Bool {
            try server.value(
                kind == .postgresql
                    ? "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
                    : "SELECT count(*) FROM information_schema.processlist WHERE state = 'User sleep'") == "6"
        }

        @Test(
            "and comes back is waited for by the same run or finished by the next, with every effect once",
            arguments: Victim.Kind.allCases)
        func killed(_ kind: Victim.Kind) throws {
            let fleet = try Fleet(kind)
            let sleep = kind == .postgresql ? "pg_sleep" : "SLEEP"
            var parent: String?
            for id in ["a", "b", "c"] {
                let pause = id == "b" ? "SELECT \(sleep)(5);\n" : ""
                try fleet.project.revision(
                    id, after: parent,
                    up: "CREATE TABLE t_\(id) (id INT NOT NULL);\nINSERT INTO effects VALUES ('\(id)');\n\(pause)"
                        + "ALTER TABLE t_\(id) ADD COLUMN note VARCHAR(20);\nINSERT INTO t_\(id) VALUES (1, 'x');",
                    down: "DROP TABLE t_\(id);")
                parent = id
            }
            let running = try fleet.project.startUpgrade("--retries", "1")
            let server = try Database(fleet.victim.url)
            try eventually("all are in the second revision") { try Self.waits(kind, server) }
            try fleet.victim.crashAndRestart()
            let first = try RunResult(running.end())
            let second = try fleet.project.upgrade()
            #expect(second.status == 0, "\(first.errors)\n\(second.errors)")
            try fleet.checkInvariants()
        }

        @Test("in a change of MariaDB's schema leaves nothing half done behind the next run")
        func inDefinition() throws {
            let fleet = try Fleet(.mysql)
            for database in fleet.databases {
                try database.run("CREATE TABLE big (id INT NOT NULL PRIMARY KEY AUTO_INCREMENT, note CHAR(200))")
                try database.run("INSERT INTO big (note) SELECT REPEAT('x', 200) FROM seq_1_to_100000")
            }
            var parent: String?
            for id in ["a", "b", "c"] {
                try fleet.project.revision(
                    id, after: parent,
                    up: "INSERT INTO effects VALUES ('\(id)');\nALTER TABLE big ADD COLUMN \(id) INT, ALGORITHM=COPY;\n"
                        + "CREATE INDEX i_\(id) ON big (\(id));", down: "ALTER TABLE big DROP COLUMN \(id);")
                parent = id
            }
            let running = try fleet.project.startUpgrade("--retries", "0")
            let server = try Database(fleet.victim.url)
            try eventually("a table is being copied") {
                try server.value(
                    "SELECT count(*) FROM information_schema.processlist WHERE state LIKE 'copy to tmp table%'") != "0"
            }
            try fleet.victim.crashAndRestart()
            _ = running.end()
            let second = try fleet.project.upgrade()
            #expect(second.status == 0, "\(second.errors)")
            try fleet.checkInvariants()
            for database in fleet.databases {
                let columns = try database.value(
                    "SELECT GROUP_CONCAT(column_name ORDER BY ordinal_position) FROM information_schema.columns "
                        + "WHERE table_name = 'big' AND table_schema = DATABASE()")
                #expect(columns == "id,note,a,b,c", "I5")
            }
        }
    }
}
