import FlotillaDriver
import FlotillaSQL

/// Who keeps a statement from its lock.
extension PostgreSQLDialect {
    /// `pg_blocking_pids` tells only while the statement waits, and the session that waits cannot ask. Afterwards this much
    /// is certain: whoever stood in the way had its transaction before the wait began, and holds a lock on a relation that
    /// the statement names. Both are asked here. Locks that come by another way (a foreign key's other table, a trigger) go
    /// unseen.
    public func lockHolders(
        _ session: any Session, _ request: OpeningRequest, _ wait: LockWait, deadline: Deadline
    ) -> [String] {
        let statements = [
            "ROLLBACK", builtInOnly, lockHolderQuery(request, wait),
        ]
        let rows = try? session.run(Batch(statements: statements), deadline: deadline).last?.rows
        return (rows ?? []).filter { $0.count == 5 }.map { row in
            // Without a process it is a prepared transaction; without a time we may not see what others do.
            let who =
                row[1].map { "process \($0) (\(row[2] ?? "")) of user \(row[3] ?? "?")" } ?? "a prepared transaction"
            return "\(row[0] ?? "?") is locked by \(who)" + (row[4].map { ", in a transaction since \($0)" } ?? "")
        }
    }

    private func lockHolderQuery(_ request: OpeningRequest, _ wait: LockWait) -> String {
        let names = wait.words.sorted().map(quoted).joined(separator: ", ")
        let schemas = quoted(request.schema ?? "public")
        return """
            SELECT c.relname, l.pid, a.application_name, a.usename, pg_catalog.date_trunc('second', a.xact_start) \
            FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_class c ON c.oid = l.relation \
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
            LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid \
            WHERE l.locktype = 'relation' AND l.granted AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid() \
            AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()) \
            AND c.relname = ANY (ARRAY[\(names)]::pg_catalog.name[]) \
            AND n.nspname = ANY (ARRAY[\(schemas), \(names)]::pg_catalog.name[]) \
            AND (a.xact_start IS NULL OR a.xact_start <= pg_catalog.clock_timestamp() \
            - '\(wait.limit.wholeMilliseconds) ms'::pg_catalog.interval) \
            GROUP BY 1, 2, 3, 4, a.xact_start ORDER BY a.xact_start LIMIT \(LockWait.holderLimit)
            """
    }
}
