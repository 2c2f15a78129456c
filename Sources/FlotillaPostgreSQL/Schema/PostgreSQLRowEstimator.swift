import FlotillaDriver

/// Asks PostgreSQL for what its planner and its statistics know of tables: one query.
///
/// `reltuples` is as old as the last VACUUM or ANALYZE; the count of live rows is kept up to date, and lost when the server
/// crashes. The larger of both is taken. A partitioned table has the rows of its partitions, and a parent those of its
/// children, because what is done to it is done to them.
public struct PostgreSQLRowEstimator: RowEstimator {
    public init() {}

    public func estimates(
        _ session: any Session, _ scope: SchemaScope, atLeast least: Int, deadline: Deadline
    ) throws(DriverError) -> [RowEstimate] {
        let queries = CatalogueQueries(scope: scope, version: session.server.versionNumber)
        let results = try session.run(Batch(Self.query(in: queries.ownName, least)), deadline: deadline)
        return (results.last?.rows ?? []).compactMap { row in
            guard row.count == 2, let table = row[0], let rows = row[1].flatMap({ Int($0) }),
                !scope.ignored.contains(table)
            else { return nil }
            return RowEstimate(table: table, rows: rows)
        }
    }

    private static func query(in schema: String, _ least: Int) -> String {
        let rows = """
            pg_catalog.sum(GREATEST(c.reltuples::pg_catalog.int8, pg_catalog.pg_stat_get_live_tuples(c.oid)))::pg_catalog.int8
            """
        return """
            WITH RECURSIVE own AS (
                SELECT c.oid, c.relname FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = \(schema) AND c.relkind IN ('r', 'p', 'm')
            ), part AS (
                SELECT own.oid AS root, own.oid AS oid FROM own
                UNION SELECT part.root, i.inhrelid FROM part JOIN pg_catalog.pg_inherits i ON i.inhparent = part.oid
            )
            SELECT own.relname, \(rows) FROM part JOIN own ON own.oid = part.root
            JOIN pg_catalog.pg_class c ON c.oid = part.oid
            WHERE c.relkind <> 'p' GROUP BY own.oid, own.relname HAVING \(rows) >= \(least)::pg_catalog.int8
            """
    }
}
