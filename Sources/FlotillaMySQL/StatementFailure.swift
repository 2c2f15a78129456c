import CMariaDB
import FlotillaDriver
import FlotillaRollout

/// Why a statement of a batch failed, read from the library while that still knows it.
struct StatementFailure {
    /// 0 when there is no error of the library's: before anything was sent, or after an answer that made no sense.
    let number: UInt32
    let words: String
    let interruption: Waiting.Interruption?
    let stage: Exchange.Stage
    let completed: [StatementResult]

    init(
        _ mysql: UnsafeMutablePointer<MYSQL>, _ waiting: Waiting, _ stage: Exchange.Stage,
        _ completed: [StatementResult]
    ) {
        number = stage == .idle ? 0 : mysql_errno(mysql)
        words = String(cString: mysql_error(mysql))
        interruption = waiting.interruption
        self.stage = stage
        self.completed = completed
    }

    var error: DriverError {
        DriverError(
            cause, code: number == 0 ? "" : String(number), message: message,
            completedStatements: completed.count, completedResults: completed,
            // What was not sent to its last byte cannot run; what was answered is no longer unknown, unless the answer is
            // that the connection was killed.
            effectIsUnknown: stage == .answering && isConnectionLost)
    }

    /// The connection is gone, or in a state in which its next answer could belong to anything.
    private var isConnectionLost: Bool {
        ErrorNumber.isClientSide(number) || ErrorNumber.cause(number) == .connectionLost
            || number == 0 && stage != .idle
    }

    private var cause: FailureCause {
        let cause = ErrorNumber.cause(number)
        if isConnectionLost { return cause == .unsupported ? cause : .connectionLost }
        guard let interruption, stage == .idle || ErrorNumber.isInterruption(number) else { return cause }
        return switch interruption {
        case .deadline: .statementTimeout
        case .stop: .cancelled
        }
    }

    private var message: String {
        if stage == .idle { return "interrupted before it was sent" }
        if interruption != nil, isConnectionLost { return "no answer to the request to cancel the statement" }
        return number == 0 ? "an answer that makes no sense" : ErrorMessage.withoutValues(words, of: number)
    }
}
