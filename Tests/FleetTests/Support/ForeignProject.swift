import FlotillaSQL
import Foundation
import Testing

/// A folder of three revisions as another tool wants them, a database for both, and what that tool would say of it.
final class ForeignProject {
    enum Tool: String, CaseIterable, Sendable {
        case golangMigrate = "golang-migrate"
        case goose, dbmate, flyway

        var table: String {
            switch self {
            case .golangMigrate, .dbmate: "schema_migrations"
            case .goose: "goose_db_version"
            case .flyway: "flyway_schema_history"
            }
        }
    }

    /// Every tool on every engine.
    struct Pair: Sendable, CustomTestStringConvertible {
        var tool: Tool
        var engine: Engine

        var testDescription: String { "\(tool.rawValue) on \(engine.rawValue)" }

        static let all = Tool.allCases.flatMap { tool in Engine.allCases.map { Pair(tool: tool, engine: $0) } }
    }

    let tool: Tool
    let project: Project
    let database: Database
    let engine: Engine

    init(_ tool: Tool, _ engine: Engine) throws {
        self.tool = tool
        self.engine = engine
        project = try Project(settings: "migrations: db/scripts\nrevisions: {format: \(tool.rawValue)}\n")
        switch engine {
        case .postgresql: database = try project.addPostgreSQL("t")
        case .mysql: database = try project.addMySQL("t")
        case .sqlite: database = try project.addSQLite("t")
        }
        for number in 1...3 { try write(number) }
    }

    convenience init(_ pair: Pair) throws { try self.init(pair.tool, pair.engine) }

    deinit { try? project.dropDatabases() }

    /// As the tool's table names the revision.
    func version(_ number: Int) -> String { tool.version(number) }

    /// Writes a revision; its statements say in the target that they ran.
    func write(_ number: Int, up: String? = nil) throws {
        try tool.write(
            number,
            up: up ?? "CREATE TABLE t\(number) (id INT NOT NULL);\nINSERT INTO effects VALUES ('\(number) up');\n",
            down: "DROP TABLE t\(number);\nINSERT INTO effects VALUES ('\(number) down');\n", to: project)
    }

    /// Lays the tool's table as the tool makes it, with these revisions applied by it.
    func layTable(applied: [Int] = []) throws {
        for statement in Self.creation(tool, engine) { try database.run(statement) }
        for number in applied {
            try database.run(effect(number))
            try database.run("CREATE TABLE t\(number) (id INT NOT NULL)")
            try note(number)
        }
    }

    private func effect(_ number: Int) -> String { "INSERT INTO effects VALUES ('\(number) up')" }

    /// What the tool writes when it has applied a revision.
    func note(_ number: Int) throws {
        switch tool {
        case .golangMigrate:
            try database.run("DELETE FROM schema_migrations")
            try database.run("INSERT INTO schema_migrations (version, dirty) VALUES (\(number), FALSE)")
        case .goose: try database.run("INSERT INTO goose_db_version (version_id, is_applied) VALUES (\(number), TRUE)")
        case .dbmate: try database.run("INSERT INTO schema_migrations (version) VALUES ('\(version(number))')")
        case .flyway:
            let checksum = try checksum("V\(number)__the_step.sql")
            try database.run(
                """
                INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum, \
                installed_by, execution_time, success) VALUES (\(number), '\(number)', 'the step', 'SQL', \
                'V\(number)__the_step.sql', \(checksum), 'flyway', 7, TRUE)
                """)
        }
    }

    /// What the tool's table says is applied, oldest first.
    func applied() throws -> [String] {
        let query =
            switch tool {
            case .golangMigrate: "SELECT version FROM schema_migrations WHERE NOT dirty"
            case .goose: "SELECT version_id FROM goose_db_version WHERE is_applied AND version_id > 0 ORDER BY id"
            case .dbmate: "SELECT version FROM schema_migrations ORDER BY version"
            case .flyway:
                """
                SELECT version FROM flyway_schema_history h WHERE success AND type = 'SQL' AND NOT EXISTS \
                (SELECT 1 FROM flyway_schema_history l WHERE l.version = h.version AND l.installed_rank > h.installed_rank) \
                ORDER BY installed_rank
                """
            }
        return try database.run(query).map { $0[0] ?? "" }
    }

    /// What ``applied()`` is when everything up to there is applied.
    func applied(upTo number: Int) -> [String] {
        guard number > 0 else { return [] }
        return tool == .golangMigrate ? ["\(number)"] : (1...number).map(version)
    }
}

extension ForeignProject.Tool {
    func version(_ number: Int) -> String { self == .dbmate ? "2026110108000\(number)" : "\(number)" }

    /// Writes a revision as the tool wants it, into `db/scripts`.
    func write(_ number: Int, up: String, down: String, to project: Project) throws {
        switch self {
        case .golangMigrate:
            try project.scratch.write("db/scripts/00000\(number)_step.up.sql", up)
            try project.scratch.write("db/scripts/00000\(number)_step.down.sql", down)
        case .goose:
            try project.scratch.write(
                "db/scripts/0000\(number)_step.sql", "-- +goose Up\n\(up)\n-- +goose Down\n\(down)")
        case .dbmate:
            try project.scratch.write(
                "db/scripts/\(version(number))_step.sql", "-- migrate:up\n\(up)\n-- migrate:down\n\(down)")
        case .flyway:
            try project.scratch.write("db/scripts/V\(number)__the_step.sql", up)
            try project.scratch.write("db/scripts/U\(number)__the_step.sql", down)
        }
    }
}

extension ForeignProject {
    /// CRC-32 over the lines without their ends, by a library that is not ours.
    func checksum(_ script: String) throws -> String {
        let path = "\(project.path)/db/scripts/\(script)"
        let program = """
            import sys, zlib
            crc = 0
            for line in open(sys.argv[1], encoding="utf-8").read().splitlines():
                crc = zlib.crc32(line.encode("utf-8"), crc)
            print(crc - (1 << 32) if crc >= 1 << 31 else crc)
            """
        let finished = try FleetTests.run("/usr/bin/python3", ["-c", program, path], in: "/tmp")
        return finished.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// From the tools' own sources.
    static func creation(_ tool: Tool, _ engine: Engine) -> [String] {
        switch (tool, engine) {
        case (.golangMigrate, .sqlite):
            [
                "CREATE TABLE IF NOT EXISTS schema_migrations (version uint64,dirty bool)",
                "CREATE UNIQUE INDEX IF NOT EXISTS version_unique ON schema_migrations (version)",
            ]
        case (.golangMigrate, _):
            ["CREATE TABLE schema_migrations (version bigint not null primary key, dirty boolean not null)"]
        case (.goose, .postgresql):
            [
                """
                CREATE TABLE goose_db_version (id integer PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, \
                version_id bigint NOT NULL, is_applied boolean NOT NULL, tstamp timestamp NOT NULL DEFAULT now())
                """, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, TRUE)",
            ]
        case (.goose, .mysql):
            [
                """
                CREATE TABLE goose_db_version (id bigint(20) unsigned NOT NULL AUTO_INCREMENT, version_id bigint NOT NULL, \
                is_applied boolean NOT NULL, tstamp timestamp NULL default now(), PRIMARY KEY(id))
                """, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, TRUE)",
            ]
        case (.goose, .sqlite):
            [
                """
                CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY AUTOINCREMENT, version_id INTEGER NOT NULL, \
                is_applied INTEGER NOT NULL, tstamp TIMESTAMP DEFAULT (datetime('now')))
                """, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, TRUE)",
            ]
        case (.dbmate, .postgresql): ["CREATE TABLE schema_migrations (version varchar primary key)"]
        case (.dbmate, _): ["CREATE TABLE schema_migrations (version varchar(128) primary key)"]
        case (.flyway, _):
            [flywayTable(engine), "CREATE INDEX flyway_schema_history_s_idx ON flyway_schema_history (success)"]
        }
    }

    private static func flywayTable(_ engine: Engine) -> String {
        let moment =
            switch engine {
            case .postgresql: "TIMESTAMP NOT NULL DEFAULT now()"
            case .mysql: "TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP"
            case .sqlite: "TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now'))"
            }
        let number = engine == .postgresql ? "INTEGER" : "INT"
        return """
            CREATE TABLE flyway_schema_history (installed_rank INT NOT NULL PRIMARY KEY, version VARCHAR(50), \
            description VARCHAR(200) NOT NULL, type VARCHAR(20) NOT NULL, script VARCHAR(1000) NOT NULL, checksum \(number), \
            installed_by VARCHAR(100) NOT NULL, installed_on \(moment), execution_time \(number) NOT NULL, \
            success BOOLEAN NOT NULL)
            """
    }
}
