import FlotillaDriver
import FlotillaMySQL
import FlotillaPostgreSQL
import FlotillaSQL
import FlotillaSQLite
import Testing

/// A connection of the test's own, to prepare databases and to look at them past the program.
struct Database {
    let url: ConnectionURL

    init(_ url: String) throws { self.url = try ConnectionURL(parsing: url) }

    /// All rows of the last statement.
    @discardableResult
    func run(_ sql: String) throws -> [[String?]] {
        let session = try connect()
        defer { session.close() }
        return try session.run(Batch(sql), deadline: .after(.seconds(60))).last?.rows ?? []
    }

    /// The first column of the first row.
    func value(_ sql: String) throws -> String? { try run(sql).first?.first ?? nil }

    func connect() throws -> any Session {
        let driver: any Driver =
            switch url.engine {
            case .postgresql: PostgreSQLDriver()
            case .mysql: MySQLDriver()
            case .sqlite: SQLiteDriver()
            }
        return try driver.connect(
            to: url, settings: SessionSettings(applicationName: "flotilla test"), deadline: .after(.seconds(20)),
            stop: StopSignal())
    }

    static func postgresql(_ database: String = "postgres") throws -> Database {
        try Database(Environment.url(Environment.postgresql(), database: database))
    }

    static func mysql(_ database: String = "mysql") throws -> Database {
        try Database(Environment.url(Environment.mysql(), database: database))
    }
}
