import CMariaDB
import FlotillaDriver
import FlotillaRollout

/// Why a statement of a batch failed, read from the library while that still knows it.
struct StatementFailure {
    let number: UInt32
    let words: String
    let interruption: Waiting.Interruption?
    /// The connection is gone, or in a state in which its next answer could belong to anything.
    let isConnectionLost: Bool
    /// The statement has left for the server.
    let isSent: Bool
    let completed: Int

    init(_ mysql: UnsafeMutablePointer<MYSQL>, _ waiting: Waiting, isSent: Bool, completed: Int) {
        number = mysql_errno(mysql)
        words = String(cString: mysql_error(mysql))
        interruption = waiting.interruption
        isConnectionLost = ErrorNumber.isClientSide(number)
        self.isSent = isSent
        self.completed = completed
    }

    var error: DriverError {
        DriverError(
            cause, code: number == 0 ? "" : String(number), message: message, completedStatements: completed,
            // What was not sent to its last byte cannot run; what was answered is no longer unknown.
            effectIsUnknown: isSent && isConnectionLost)
    }

    private var cause: FailureCause {
        let cause = ErrorNumber.cause(number)
        if isConnectionLost { return cause == .unsupported ? cause : .connectionLost }
        guard let interruption, number == 0 || ErrorNumber.isInterruption(number) else { return cause }
        return switch interruption {
        case .deadline: .statementTimeout
        case .stop: .cancelled
        }
    }

    private var message: String {
        guard number != 0 else { return "interrupted before it was sent" }
        guard interruption == nil || !isConnectionLost else {
            return "no answer to the request to cancel the statement"
        }
        return ErrorMessage.withoutValues(words, of: number)
    }
}
