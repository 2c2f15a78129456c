import FlotillaDriver

/// A session whose owner must still hold the right to work each time something is sent. It is the last look before the
/// wire: a worker that was stopped for longer than its lease sends nothing once it wakes.
final class GuardedSession: Session {
    private let session: any Session
    private let mayGoOn: @Sendable () -> Bool

    init(_ session: any Session, while mayGoOn: @escaping @Sendable () -> Bool) {
        self.session = session
        self.mayGoOn = mayGoOn
    }

    var server: ServerFacts { session.server }
    var notices: [String] { session.notices }
    var transactionState: TransactionState { session.transactionState }

    func run(_ batch: Batch, deadline: Deadline) throws(DriverError) -> [StatementResult] {
        guard mayGoOn() else {
            throw DriverError(.cancelled, message: "the right to work on this target has run out")
        }
        return try session.run(batch, deadline: deadline)
    }

    func close() { session.close() }
}
