import FlotillaDriver
import FlotillaPostgreSQL
import FlotillaRollout

/// Transactions over a connection that may be lost at any moment, and what is done about a commit whose answer is lost.
extension PostgreSQLLedger {
    private static let repetitions = RetryPolicy(retries: 5, base: .milliseconds(20), cap: .milliseconds(500))
    private static let returning = RetryPolicy(retries: .max, base: .milliseconds(50), cap: .seconds(2))
    /// Of all the database's advisory locks, the ledger's.
    private static let lockNumber: Int64 = 0x464C_4F54_4C45_4447

    func transaction<Value>(
        _ kind: LedgerTransaction, keepIf keep: (Value) -> Bool, _ body: () throws(DriverError) -> Value
    ) throws(DriverError) -> Value {
        var random = SystemRandomNumberGenerator()
        var attempt = 0
        while true {
            do throws(DriverError) {
                return try once(kind, keep, body)
            } catch {
                attempt += 1
                guard error.cause == .deadlock,
                    let delay = Self.repetitions.delay(after: error.cause, attempt: attempt, using: &random)
                else { throw error }
                Pause.wait(delay)
            }
        }
    }

    private func once<Value>(
        _ kind: LedgerTransaction, _ keep: (Value) -> Bool, _ body: () throws(DriverError) -> Value
    ) throws(DriverError) -> Value {
        try connect()
        // What is sent at once is one transaction by itself, and nobody else sees any of it.
        if kind == .scratch {
            let value = try body()
            try settlePosted()
            return value
        }
        begin(isDecision: kind == .deciding)
        isInTransaction = true
        defer {
            isInTransaction = false
            (beginning, posted) = ([], [])
            limit = settings.answerWait
        }
        let value: Value
        do throws(DriverError) {
            value = try body()
            // What the changes depend on is known before they are kept.
            if posted.contains(where: { $0.demand != nil }) || !beginning.isEmpty { try settlePosted() }
        } catch {
            rollBack()
            // Nothing of it can have been committed yet.
            var error = error
            error.effectIsUnknown = false
            throw error
        }
        if keep(value) { try commit() } else { rollBack() }
        return value
    }

    private func settlePosted() throws(DriverError) {
        guard !posted.isEmpty else { return }
        try send([], over: try open())
    }

    private func begin(isDecision: Bool) {
        beginning = [PostgreSQLConnection.Call("BEGIN")]
        if isDecision {
            limit = settings.decisionWait
            let wait = settings.decisionWait.wholeMilliseconds
            beginning.append(PostgreSQLConnection.Call("SELECT set_config('statement_timeout', '\(wait)', true)"))
            beginning.append(PostgreSQLConnection.Call("SELECT pg_advisory_xact_lock(\(Self.lockNumber))"))
        }
        if let note = numbers?.next() { beginning.append(note) }
    }

    private func rollBack() {
        guard let connection, beginning.isEmpty, connection.isOpen, connection.transactionState != .idle else { return }
        do { try connection.run([PostgreSQLConnection.Call("ROLLBACK")], deadline: .after(limit)) } catch {
            connection.close()
        }
    }

    private func commit() throws(DriverError) {
        guard beginning.isEmpty, let connection else { return }
        commits += 1
        isInTransaction = false
        do {
            try connection.run(posted.map(call) + [PostgreSQLConnection.Call("COMMIT")], deadline: .after(limit))
        } catch {
            guard error.effectIsUnknown, numbers != nil else {
                rollBack()
                throw error
            }
            try settle(error)
        }
    }
}

// Doubt.
extension PostgreSQLLedger {
    /// From now on the commits of this connection are numbered, so that none is in doubt.
    func numberCommits() throws(DriverError) {
        let numbers = CommitNumbers()
        _ = try run([LedgerStatement(CommitNumbers.tidyUp)])
        try numbers.ask { (call, read) throws(DriverError) in
            let connection = try open()
            try connection.run([call], deadline: .after(settings.answerWait)) { (_, row) throws(DriverError) in
                try read(row)
            }
        }
        self.numbers = numbers
    }

    /// The answer to a commit was lost. Returns when it is known that it took effect, throws when it is known that it did
    /// not; and when a whole lease was not enough to find out, says that it is unknown.
    private func settle(_ lost: DriverError) throws(DriverError) {
        let end = ContinuousClock.now + settings.lease
        var random = SystemRandomNumberGenerator()
        var attempt = 0
        var lost = lost
        while true {
            whenTroubled(lost)
            do throws(DriverError) {
                guard try isCommitted() else { break }
                return
            } catch {
                attempt += 1
                guard isPassing(error), ContinuousClock.now < end,
                    let delay = Self.returning.delay(after: .connectionLost, attempt: attempt, using: &random)
                else {
                    throw DriverError(error.cause, code: error.code, message: error.message, effectIsUnknown: true)
                }
                lost = error
                Pause.wait(delay)
            }
        }
        throw DriverError(.connectionLost, code: lost.code, message: lost.message)
    }

    private func isCommitted() throws(DriverError) -> Bool {
        let connection = try open()
        return try numbers?.ask { (call, read) throws(DriverError) in
            try connection.run([call], deadline: .after(settings.answerWait)) { (_, row) throws(DriverError) in
                try read(row)
            }
        } ?? false
    }
}
