/// Why work on a target failed. A driver decides it once, from the engine's own code; nothing above matches on text.
public enum FailureCause: String, Sendable, Hashable, CaseIterable {
    /// The server could not be reached: name, route, refused, time-out before login, TLS.
    case unreachable
    /// The server refused the login.
    case authentication
    /// The server has no connection left.
    case tooManyConnections = "too many connections"
    /// The server is there but not ready: starting up, shutting down, in recovery.
    case notReady = "not ready"
    /// The database, schema or file that the target names does not exist.
    case missingDatabase = "missing database"
    /// A lock was not granted in time.
    case lockTimeout = "lock timeout"
    /// A statement ran longer than allowed.
    case statementTimeout = "statement timeout"
    /// The engine broke a deadlock or a serialization conflict at our expense.
    case deadlock
    /// The server or the file takes no writes.
    case readOnly = "read-only"
    case diskFull = "disk full"
    /// The database file is damaged or is no database.
    case corrupt
    case constraintViolation = "constraint violation"
    case syntax
    case permission
    /// We were told to stop.
    case cancelled
    /// The connection broke after login.
    case connectionLost = "connection lost"
    /// The engine, its version or a pooler in between cannot do it.
    case unsupported
    /// The version table names a revision that the migrations folder does not have.
    case unknownRevision = "unknown revision"
    /// The version table is not what the plan or the journal expects.
    case diverged
    /// A table of the version table's name has other columns: it is somebody else's.
    case foreignTable = "foreign table"
    /// The revision that was asked for cannot be reached from the target's version.
    case noWay = "no way there"
    /// Another migration of the same target is under way.
    case locked
    /// The same physical database was met under another id.
    case duplicateTarget = "duplicate target"
    /// A query that must return no row, before or after a step, returned some.
    case checkFailed = "check failed"
    /// A revision has nothing to run in this direction on this engine, or a script that cannot be sent to it.
    case unusableScript = "unusable script"
    /// The author of a revision says that nothing takes it back.
    case irreversible
    /// The Python of a project, which is to run a revision, does not start or cannot import the project.
    case unusablePython = "unusable Python"
    /// A step is marked as losing data, and nobody has agreed to that.
    case dataLoss = "loses data"
    /// A secret or a URL of the target could not be made out.
    case configuration
    case other
}

extension FailureCause {
    /// Whether trying again, unchanged, may succeed.
    public var isTransient: Bool {
        switch self {
        case .unreachable, .tooManyConnections, .notReady, .lockTimeout, .deadlock, .connectionLost, .locked: true
        case .authentication, .missingDatabase, .statementTimeout, .readOnly, .diskFull, .corrupt,
            .constraintViolation, .syntax, .permission, .cancelled, .unsupported, .unknownRevision, .diverged,
            .foreignTable, .noWay,
            .duplicateTarget, .checkFailed, .unusableScript, .irreversible, .unusablePython, .dataLoss, .configuration,
            .other:
            false
        }
    }
}
