import CSQLite
import FlotillaDriver
import FlotillaRollout
import Glibc

extension Handle {
    /// What SQLite was doing when it failed; the same code means different things.
    enum Activity {
        case preparing, stepping
    }

    /// The error for `code`, in SQLite's words. Only valid directly after the call that returned it.
    ///
    /// - Parameter commits: ``commitsBegun`` before the statement. When it has grown since and the failure leaves open
    ///   whether the commit came through, ``DriverError/effectIsUnknown`` is set.
    func failure(_ code: Int32, _ activity: Activity, commits: Int) -> DriverError {
        guard code != ResultCode.commitRefused else { return movedFailure }
        let isInterrupted = ResultCode.primary(code) == SQLITE_INTERRUPT
        let isInputOutput = ResultCode.primary(code) == SQLITE_IOERR
        return DriverError(
            cause(code, activity), code: ResultCode.name(code),
            message: Self.words(
                code, engine: String(cString: sqlite3_errmsg(raw)), library: sqlite3_libversion_number()),
            effectIsUnknown: commitsBegun > commits && (isInterrupted || isInputOutput))
    }

    /// The commit was refused by ourselves and SQLite has rolled back. A new session meets the file that is there now.
    private var movedFailure: DriverError {
        DriverError(
            .connectionLost, code: ResultCode.name(ResultCode.fileMoved),
            message: "the database file was moved, replaced or deleted while it was open")
    }

    func openFailure(_ code: Int32) -> DriverError {
        let number = sqlite3_system_errno(raw)
        let isSystem = ResultCode.primary(code) == SQLITE_CANTOPEN && number != 0
        let words = isSystem ? String(cString: strerror(number)) : String(cString: sqlite3_errstr(code))
        return DriverError(
            isSystem ? OpenFailure.cause(number) : cause(code, .preparing), code: ResultCode.name(code), message: words)
    }

    /// SQLite's messages name tables and columns, never values, but for one: since 3.47 a trigger may build its own.
    static func words(_ code: Int32, engine: String, library: Int32) -> String {
        code == ResultCode.trigger && library >= 3_047_000 ? "a trigger refused the change" : engine
    }

    private func cause(_ code: Int32, _ activity: Activity) -> FailureCause {
        guard code != ResultCode.fileMoved else { return .connectionLost }
        return switch ResultCode.primary(code) {
        // The busy handler gave up because of the limits, or because the lock was not freed in time.
        case SQLITE_BUSY, SQLITE_LOCKED: limits.verdict ?? .lockTimeout
        case SQLITE_INTERRUPT: limits.verdict ?? .cancelled
        case SQLITE_READONLY: .readOnly
        case SQLITE_FULL: .diskFull
        case SQLITE_IOERR: inputOutputCause
        case SQLITE_CANTOPEN: besideCause
        case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT: .corrupt
        case SQLITE_CONSTRAINT: .constraintViolation
        case SQLITE_PERM, SQLITE_AUTH: .permission
        case SQLITE_TOOBIG, SQLITE_NOLFS: .unsupported
        case SQLITE_ERROR: activity == .preparing ? .syntax : .other
        default: .other
        }
    }

    private var inputOutputCause: FailureCause {
        switch sqlite3_system_errno(raw) {
        case ENOSPC, EDQUOT: .diskFull
        // A journal that may be written but not deleted, because of its folder's rights.
        case EACCES, EPERM, EROFS: .readOnly
        default: .other
        }
    }

    /// For a journal or write-ahead log that cannot be opened beside the database: the database file itself is open.
    private var besideCause: FailureCause {
        switch OpenFailure.cause(sqlite3_system_errno(raw)) {
        case .permission: .readOnly
        // Refused with anything but EACCES, SQLite tries again for reading only and keeps the error of that: there is no
        // such file. It could not be made, then, unless the folder has gone.
        case .missingDatabase: isInPlace ? .readOnly : .missingDatabase
        case let cause: cause
        }
    }
}
