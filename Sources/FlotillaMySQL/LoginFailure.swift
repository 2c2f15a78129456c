import CMariaDB
import FlotillaDriver
import FlotillaRollout

/// Why a login failed, read from the library while that still knows it.
struct LoginFailure {
    let number: UInt32
    let words: String
    let interruption: Waiting.Interruption?
    let isTLSMissing: Bool
    let mode: TransportSecurity.Mode

    init(_ mysql: UnsafeMutablePointer<MYSQL>, _ waiting: Waiting, _ mode: TransportSecurity.Mode) {
        number = waiting.tap?.refusal ?? mysql_errno(mysql)
        words = String(cString: mysql_error(mysql))
        interruption = waiting.interruption
        isTLSMissing = waiting.tap?.isTLSMissing ?? false
        self.mode = mode
    }

    var error: DriverError {
        if isTLSMissing {
            return DriverError(
                .unreachable, code: String(CR_SSL_CONNECTION_ERROR),
                message: "the server does not offer TLS, which sslmode=\(mode.rawValue) demands")
        }
        return switch interruption {
        case .stop: DriverError(.cancelled, message: "stopped while logging in")
        case .deadline: DriverError(.unreachable, message: "the server did not complete the login in time")
        case nil where number == 0: DriverError(.unreachable, message: "what answers there is no server of this kind")
        case nil: DriverError(cause, code: String(number), message: words)
        }
    }

    /// Before login there is no connection to lose.
    private var cause: FailureCause {
        let cause = ErrorNumber.cause(number)
        return cause == .connectionLost ? .unreachable : cause
    }
}
