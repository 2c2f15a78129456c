import FlotillaDriver

/// Asks the `information_schema` of MySQL or MariaDB for the statistics of the storage engines: one query. InnoDB's are
/// estimates that may be off by half; MySQL 8 keeps them for a day.
public struct MySQLRowEstimator: RowEstimator {
    public init() {}

    public func estimates(
        _ session: any Session, _ scope: SchemaScope, atLeast least: Int, deadline: Deadline
    ) throws(DriverError) -> [RowEstimate] {
        let database = scope.own.map { MySQLDialect().quoted($0) } ?? "DATABASE()"
        let query = """
            SELECT table_name, table_rows FROM information_schema.tables
            WHERE table_schema = \(database) AND table_rows >= \(least)
            """
        let results = try session.run(Batch(query), deadline: deadline)
        return (results.last?.rows ?? []).compactMap { row in
            guard row.count == 2, let table = row[0], let rows = row[1].flatMap({ Int($0) }),
                !scope.ignored.contains(table)
            else { return nil }
            return RowEstimate(table: table, rows: rows)
        }
    }
}
