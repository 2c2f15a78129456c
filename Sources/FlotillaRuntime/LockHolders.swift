import FlotillaDriver
import FlotillaRollout
import FlotillaSQL

extension Turn {
    /// Adds who stood in the way to a failure over a lock: a courtesy for people, asked only then and once. Whatever was
    /// begun ends with it, so nothing else is done in the session afterwards.
    ///
    /// - Parameter limits: of the steps that were sent, where they have their own.
    func namingLockHolders(
        _ failure: TargetFailure, _ error: DriverError, in batch: Batch, limits: [Duration?]
    ) -> TargetFailure {
        guard error.cause == .lockTimeout, !error.effectIsUnknown else { return failure }
        let wait = LockWait(
            words: statement(at: error.completedStatements, of: batch)?.words ?? [],
            limit: limits.compactMap { $0 }.reduce(context.settings.lockTimeout, min))
        let holders = dialect.lockHolders(session, request, wait, deadline: .after(Self.patience))
        var failure = failure
        failure.message = DriverError.capped(([failure.message] + holders).joined(separator: "; "))
        return failure
    }

    private static var patience: Duration { .seconds(2) }

    private func statement(at index: Int?, of batch: Batch) -> SQLStatement? {
        guard let index else { return nil }
        let statements = batch.parts.flatMap { part in
            switch part {
            case .statements(let sql): SQLScript(sql, engine: dialect.engine).statements
            case .copy(let statement, _): SQLScript(statement, engine: dialect.engine).statements
            }
        }
        return statements.indices.contains(index) ? statements[index] : nil
    }
}
