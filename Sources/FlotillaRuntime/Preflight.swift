import FlotillaDriver
import FlotillaRollout

extension Turn {
    /// Asks what the steps would check, where nothing can be written.
    ///
    /// The questions of the first step must be answered. A later step's may need what an earlier one makes; those that cannot
    /// be asked yet are left to the step itself.
    func preflight(_ steps: [CompiledStep]) throws(TargetFailure) {
        for (index, step) in steps.enumerated() {
            for question in step.checks {
                do throws(TargetFailure) {
                    try askReading(question, of: step)
                } catch {
                    guard index > 0, error.isAboutNames else { throw error }
                }
            }
        }
    }

    private func askReading(_ question: Question, of step: CompiledStep) throws(TargetFailure) {
        let beginning = dialect.beginReading(request, server: session.server)
        do {
            _ = try session.run(Batch(statements: beginning), deadline: deadline(for: beginning.count))
        } catch {
            throw TargetFailure(error, state: .unchanged)
        }
        defer { _ = try? session.run(Batch("ROLLBACK"), deadline: .after(context.settings.connectTimeout)) }
        try ask([question], of: step, forSession: true)
    }
}

extension TargetFailure {
    /// A table or column that the statement names may come with an earlier step.
    fileprivate var isAboutNames: Bool {
        switch cause {
        case .syntax, .other, .missingDatabase: true
        case .unreachable, .authentication, .tooManyConnections, .notReady, .lockTimeout, .statementTimeout, .deadlock,
            .readOnly, .diskFull, .corrupt, .constraintViolation, .permission, .cancelled, .connectionLost,
            .unsupported, .unknownRevision, .diverged, .foreignTable, .noWay, .locked, .duplicateTarget, .checkFailed,
            .unusableScript, .irreversible, .unusablePython, .dataLoss, .configuration:
            false
        }
    }
}
