import CSQLite
import FlotillaDriver
import FlotillaRollout

extension SQLiteDialect {
    public func deputy(
        _ url: ConnectionURL, _ request: OpeningRequest, _ opening: Opening, server: ServerFacts,
        applicationName: String
    ) throws(DriverError) -> Deputy {
        Deputy(
            login: [("path", url.database)], handover: ["ROLLBACK"],
            settings: timeouts(lock: request.lockTimeout, statement: nil, forSession: true, server: server),
            begin: "BEGIN IMMEDIATE")
    }

    /// A file's lock ends with the process that has it.
    public func ending(session: Int) -> [String] { [] }

    /// Python before 3.11 does not tell the code.
    public func deputyFailure(code: String, message: String) -> DeputyFailure {
        guard let number = Int32(code) else { return DeputyFailure(cause: .other, code: "", message: message) }
        let words = Handle.words(number, engine: message, library: SQLITE_VERSION_NUMBER)
        return DeputyFailure(cause: cause(number), code: ResultCode.name(number), message: words)
    }

    private func cause(_ code: Int32) -> FailureCause {
        switch ResultCode.primary(code) {
        case SQLITE_BUSY, SQLITE_LOCKED: .lockTimeout
        case SQLITE_INTERRUPT: .cancelled
        case SQLITE_READONLY: .readOnly
        case SQLITE_FULL: .diskFull
        case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT: .corrupt
        case SQLITE_CONSTRAINT: .constraintViolation
        case SQLITE_PERM, SQLITE_AUTH: .permission
        default: .other
        }
    }
}
