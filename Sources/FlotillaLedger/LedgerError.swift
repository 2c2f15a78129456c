import FlotillaDriver
import FlotillaRollout

/// Why the ledger cannot do what it was asked.
public enum LedgerError: Error, Sendable, Hashable {
    /// The file, its folder or the file system it lies on will not do; `reason` is in the system's words.
    case cannotOpen(place: String, reason: String)
    /// The server does not answer, or takes nobody in at the moment.
    case unreachable(place: String, code: String, message: String)
    /// The server does not let this user, or this password, into this database.
    case refused(place: String, code: String, message: String)
    /// The login is good, and not allowed to do what the ledger takes.
    case missingPrivilege(LedgerPrivileges, message: String)
    /// The ledger cannot be reached at the moment, and goes on being tried. Heals by itself, or becomes another failure.
    case unavailable(since: ContinuousClock.Instant, message: String)
    /// The disk under the ledger is full. Nothing new may be started: its outcome could not be recorded.
    case diskFull
    /// A run that is alive holds some of the same targets.
    case busy(RunHolder)
    /// Of what a rollout was to take back, somebody else has taken back some, or all, by now.
    case takenBack(RunID, by: RunID?)
    /// A newer version of the tool has written this ledger.
    case schemaTooNew(found: Int, known: Int)
    /// The file is damaged, or holds what this program never wrote.
    case corrupt(place: String, message: String)
    /// The engine's code and words.
    case io(code: String, message: String)
    /// Others take this run for dead and may be working on its targets.
    case leaseLost
    /// No target of that name is known; `near` are up to three that are spelt almost so.
    case notFound(TargetID, near: [TargetID])
    /// ``Ledger/close()`` was called.
    case closed

    /// Whether it may heal by itself.
    public var mayPass: Bool {
        switch self {
        case .unreachable, .unavailable, .leaseLost, .diskFull: true
        case .cannotOpen, .refused, .missingPrivilege, .busy, .takenBack, .schemaTooNew, .corrupt, .io, .notFound,
            .closed:
            false
        }
    }
}

/// Who holds targets, for the one who has to wait.
public struct RunHolder: Sendable, Hashable {
    public let run: RunID
    public let operation: RunKind
    public let process: ProcessMark
    public let startedAt: LedgerTime
    /// Up to three of the targets that both runs name, in order.
    public let sample: [TargetID]
}

extension LedgerError {
    /// What an error of the engine means for the ledger as a whole.
    init(_ error: DriverError, at address: LedgerAddress) {
        switch (error.cause, address) {
        case (.diskFull, _): self = .diskFull
        case (.corrupt, _): self = .corrupt(place: address.shown, message: error.message)
        case (.configuration, .database), (.unsupported, .database):
            self = .cannotOpen(place: address.shown, reason: error.message)
        // What time alone may heal: a server that is this busy, or this process was stopped meanwhile.
        case (.unreachable, .database), (.notReady, .database), (.tooManyConnections, .database),
            (.connectionLost, .database), (.statementTimeout, .database), (.lockTimeout, .database),
            (.deadlock, .database):
            self = .unreachable(place: address.shown, code: error.code, message: error.message)
        case (.authentication, .database), (.missingDatabase, .database):
            self = .refused(place: address.shown, code: error.code, message: error.message)
        case (.permission, .database(let url)):
            self = .missingPrivilege(LedgerPrivileges(url), message: error.message)
        default: self = .io(code: error.code, message: error.message)
        }
    }
}
