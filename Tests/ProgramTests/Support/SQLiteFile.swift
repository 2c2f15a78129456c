import FlotillaDriver
import FlotillaSQLite

/// A database file, looked at past the program.
struct SQLiteFile {
    let path: String

    /// All rows of the last statement. Makes the file when there is none.
    @discardableResult
    func run(_ sql: String) throws -> [[String?]] {
        let session = try connect()
        defer { session.close() }
        return try session.run(Batch(sql), deadline: .after(.seconds(60))).last?.rows ?? []
    }

    func connect() throws -> any Session {
        try SQLiteDriver().connect(
            to: ConnectionURL(parsing: "sqlite:\(path)?mode=rwc"),
            settings: SessionSettings(applicationName: "flotilla test"), deadline: .after(.seconds(20)),
            stop: StopSignal())
    }

    /// The rows of the version table, without which a database is on no version.
    func versions() throws -> [String] {
        let tables = try run("SELECT name FROM sqlite_schema WHERE name = 'alembic_version'")
        return tables.isEmpty ? [] : try run("SELECT version_num FROM alembic_version").map { $0[0] ?? "" }
    }
}
