import FlotillaRollout

/// A session of another client that works on a target in place of ours: what it is given to log in with, and what it says
/// for itself. The lock of the target goes over to it, since two sessions cannot hold it and the one that changes the
/// target must: it outlives ours.
public struct Deputy: Sendable {
    /// Names and values as the client library of the engine knows them. The password is among them.
    public var login: [(name: String, value: String)]
    /// Said by our session, to let go of the lock.
    public var handover: [String]
    /// Said before anything else, outside of a transaction: the schema in which names are looked up, and limits.
    public var settings: [String]
    /// Takes the target's lock for as long as the session lives; gives one value, which is true or 1 when it has it. `nil`
    /// where a transaction has to be begun for it.
    public var lock: String?
    public var unlock: String?
    /// Begins a transaction that locks the target, where the engine has that.
    public var begin: String?
    /// Gives the number by which another session can end this one.
    public var session: String?
    /// Gives nothing when what is said is not encrypted; `nil` where the client library sees to it, or nobody demands it.
    public var encryption: String?
    /// Fails where a transaction that is undone may leave something behind; `nil` where none can.
    public var requiresTransactionalTables: String?

    public init(
        login: [(name: String, value: String)], handover: [String], settings: [String], lock: String? = nil,
        unlock: String? = nil, begin: String? = nil, session: String? = nil, encryption: String? = nil,
        requiresTransactionalTables: String? = nil
    ) {
        self.login = login
        self.handover = handover
        self.settings = settings
        self.lock = lock
        self.unlock = unlock
        self.begin = begin
        self.session = session
        self.encryption = encryption
        self.requiresTransactionalTables = requiresTransactionalTables
    }
}

/// What a deputy was told by its client library.
public struct DeputyFailure: Sendable, Hashable {
    public var cause: FailureCause
    /// As ``DriverError/code``.
    public var code: String
    /// Without values of rows.
    public var message: String

    public init(cause: FailureCause, code: String, message: String) {
        self.cause = cause
        self.code = code
        self.message = DriverError.capped(message)
    }
}
