/// The statements that sources send for themselves.
enum SourceSQL {
    static let cursor = "flotilla_inventory"

    static let beginReading = "BEGIN READ ONLY"
    /// The query stands on lines of its own, so that a comment at its end takes nothing with it.
    static func declareCursor(_ query: String) -> String { "DECLARE \(cursor) NO SCROLL CURSOR FOR\n\(query)\n" }
    static func fetch(_ count: Int) -> String { "FETCH FORWARD \(count) FROM \(cursor)" }

    /// InnoDB refuses changes and implicit commits in such a transaction; the next one of the session is meant.
    static let mysqlReadOnly = "SET SESSION TRANSACTION READ ONLY"
    static let sqliteReadOnly = "PRAGMA query_only = ON"

    static let postgresqlDatabases =
        "SELECT datname FROM pg_catalog.pg_database WHERE datallowconn AND NOT datistemplate ORDER BY datname"
    static let mysqlDatabases = "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA ORDER BY SCHEMA_NAME"
    static let postgresqlSchemas = "SELECT nspname FROM pg_catalog.pg_namespace ORDER BY nspname"
}
