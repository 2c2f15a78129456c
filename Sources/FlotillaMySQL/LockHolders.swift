import FlotillaDriver
import FlotillaSQL

/// Who keeps a statement from its lock.
extension MySQLDialect {
    /// Which connection holds a lock on which table is told only by servers that were set up to (`metadata_lock_info`).
    /// Every server knows which transactions are open, to those with the right to ask (`PROCESS`), and whoever stood in the
    /// way had one before the wait began.
    public func lockHolders(
        _ session: any Session, _ request: OpeningRequest, _ wait: LockWait, deadline: Deadline
    ) -> [String] {
        let query = """
            SELECT p.id, p.user, p.host, t.trx_started FROM information_schema.innodb_trx t \
            JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id \
            WHERE p.id <> CONNECTION_ID() AND p.db = DATABASE() \
            AND t.trx_started <= NOW() - INTERVAL \(wait.limit.components.seconds) SECOND \
            ORDER BY t.trx_started LIMIT \(LockWait.holderLimit)
            """
        let rows = try? session.run(Batch(query), deadline: deadline).first?.rows
        return (rows ?? []).filter { $0.count == 4 }.map { row in
            "connection \(row[0] ?? "?") of user \(row[1] ?? "?") from \(row[2] ?? "?") "
                + "has been in a transaction in this database since \(row[3] ?? "?")"
        }
    }
}
