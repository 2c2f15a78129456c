import FlotillaDriver
import FlotillaInventory
import FlotillaSQL

/// A driver and what is said through it.
public struct EngineAdapter: Sendable {
    public var driver: any Driver
    public var dialect: any MigrationDialect

    public init(driver: any Driver, dialect: any MigrationDialect) {
        self.driver = driver
        self.dialect = dialect
    }
}

/// How targets are treated, whichever they are.
public struct MigrationSettings: Sendable, Hashable {
    public enum TransactionScope: String, Sendable, Hashable, CaseIterable {
        /// All pending revisions of a target that can share a transaction do: a target is on one version or the other.
        case run
        /// Each revision has its own: locks are held for less time.
        case revision
    }

    public var versionTable = "alembic_version"
    public var versionSchema: String?
    public var connectTimeout: Duration = .seconds(10)
    public var lockTimeout: Duration = .seconds(2)
    /// `nil` means no limit.
    public var statementTimeout: Duration? = .seconds(3600)
    public var transaction = TransactionScope.run

    public init() {}
}

/// All that the work on any target of a run needs. Made once per run, shared by its threads.
struct MigrationContext: Sendable {
    var operation: Operation
    /// `nil` when versions are only read and not judged.
    var planner: Planner?
    var adapters: [Engine: EngineAdapter]
    var settings: MigrationSettings
    var secrets: Secrets
    /// Shown by servers in their lists of sessions.
    var applicationName: String
    var identities = IdentityRegistry()
    var logins = LoginGuard()
    /// Where schemas are noted; `nil` when nobody asks for them.
    var shapes: ShapeBook?
    /// To which losses of data somebody has agreed.
    var consent: LossConsent
    /// Asked each time before something is sent to a target.
    var stop: StopSignal
}
