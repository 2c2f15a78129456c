import FlotillaRollout

/// The one table from SQLSTATE to cause (manual, appendix "PostgreSQL Error Codes").
enum SQLState {
    /// Some codes mean another thing before there is a session.
    enum Phase {
        case login, session
    }

    static func cause(_ code: String, _ phase: Phase) -> FailureCause {
        if let cause = exact[code] { return cause }
        switch (code.prefix(2), phase) {
        case ("08", .login): return .unreachable
        case ("08", .session): return .connectionLost
        case ("57", .login): return .notReady
        case ("0A", _): return .unsupported
        case ("23", _), ("44", _): return .constraintViolation
        case ("28", _): return .authentication
        case ("42", _): return .syntax
        default: return shutdown.contains(code) ? .connectionLost : .other
        }
    }

    /// The server ended the session: an administrator, a crash, a limit on idling.
    private static let shutdown: Set<String> = ["57P01", "57P02", "57P05", "25P03"]

    private static let exact: [String: FailureCause] = [
        // No such database; no such schema; the database was dropped under us.
        "3D000": .missingDatabase, "3F000": .missingDatabase, "57P04": .missingDatabase,
        "53300": .tooManyConnections,
        "53100": .diskFull,
        // Memory, shared or not, and the table of locks that lies in it: no cause of its own, and trying again is vain.
        "53200": .other,
        // `lock_timeout` and `NOWAIT`.
        "55P03": .lockTimeout,
        // `statement_timeout`, or someone else's `pg_cancel_backend`: the code is the same. Our own cancellation is known
        // to the exchange that sent it. `transaction_timeout` (PostgreSQL 17) is the same idea.
        "57014": .statementTimeout, "25P04": .statementTimeout,
        // Starting up, shutting down, in recovery.
        "57P03": .notReady,
        "40P01": .deadlock, "40001": .deadlock,
        "25006": .readOnly,
        "42501": .permission,
        "XX001": .corrupt, "XX002": .corrupt,
        // Class 42 is "syntax error or access rule violation"; these say that an object is missing or there already,
        // so the text is well formed and the database is not as its author thought.
        "42P01": .other, "42703": .other, "42704": .other, "42883": .other, "42P07": .other, "42701": .other,
        "42710": .other, "42723": .other, "42P04": .other, "42P06": .other,
    ]
}
