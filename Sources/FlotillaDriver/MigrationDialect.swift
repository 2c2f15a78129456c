import FlotillaSQL

/// What a migrator says to one engine for itself: lock, version table, journal. Everything else it sends comes from the
/// revision files. One value per engine, beside its driver; no other place holds SQL for targets.
public protocol MigrationDialect: ScriptDialect, Sendable {
    var engine: Engine { get }

    /// Whether changes of the schema take part in transactions.
    var hasTransactionalDDL: Bool { get }

    /// Whether statements outside a transaction may share one batch. PostgreSQL makes a transaction of such a batch.
    var batchesBareStatements: Bool { get }

    /// Whether the lock that `lockSession` takes holds between transactions. Where it does not, each transaction begins
    /// by making sure that nobody came between (``JournalAction/expect(_:)``).
    var locksBetweenTransactions: Bool { get }

    /// Begins, sets timeouts, takes the target's lock and reads the version table, in one round trip where all is well.
    ///
    /// Nothing is written. After it the session is inside a transaction if the engine has transactional DDL.
    func open(
        _ session: any Session, _ request: OpeningRequest, deadline: Deadline
    ) throws(DriverError) -> Opening

    /// Reads version table and journal: no lock, no transaction, one round trip unless a step is half applied.
    func look(_ session: any Session, _ request: OpeningRequest, deadline: Deadline) throws(DriverError) -> Opening

    /// Ends what `open` has begun so that writing can start in the same transaction: the statements that stand before the
    /// first step. Creates the version table if `opening` has none.
    func beginChanges(_ request: OpeningRequest, _ opening: Opening) -> [String]

    /// Statements that move a row of the version table and fail unless exactly one row moved; in another tool's table, as many
    /// as belong to the change.
    func versionChange(_ change: VersionChange, in request: OpeningRequest) -> [String]

    /// Ends the transaction and keeps its changes. Before that, gives back a session that is not ours as it was.
    func commit(_ request: OpeningRequest, resetting: SessionReset) -> [String]

    /// Leaves the transaction that `open` began, and takes the lock for as long as the session lives, because what
    /// follows runs outside of transactions. Throws `unsupported` behind a pooler that shares sessions.
    func lockSession(
        _ session: any Session, _ request: OpeningRequest, _ opening: Opening, deadline: Deadline
    ) throws(DriverError)

    /// Starts a transaction of its own, after `lockSession`.
    func begin(_ request: OpeningRequest) -> [String]

    /// Starts a transaction in which nothing can be written, with the request's schema and limits.
    func beginReading(_ request: OpeningRequest, server: ServerFacts) -> [String]

    func journal(_ action: JournalAction, in request: OpeningRequest) -> [String]

    /// Other limits from here on, for the rest of the transaction where the engine has that and of the session elsewhere.
    ///
    /// - Parameter forSession: they have to outlast the transaction, because what follows runs outside of one.
    func timeouts(lock: Duration?, statement: Duration?, forSession: Bool, server: ServerFacts) -> [String]

    /// A query for the names of the tables that a target has.
    func tableNames(_ request: OpeningRequest) -> String

    /// A condition that is true while the object is there; `nil` where this engine's catalogue cannot tell.
    func exists(_ object: CatalogueObject, in request: OpeningRequest) -> String?

    /// A condition that is true once nothing is left of the object; `nil` where this engine's catalogue cannot tell.
    func isGone(_ object: CatalogueObject, in request: OpeningRequest) -> String?

    /// Queries for what a failed or interrupted statement with this effect may have left behind that is of no use to
    /// anybody, such as an invalid index: each row is a statement that removes a piece of it.
    func remains(of effect: CatalogueEffect, in request: OpeningRequest) -> [String]

    /// A statement that fails while there is, or could be made without saying so, a table that does not take part in
    /// transactions. `nil`: none can. It goes in front of what relies on that, so it costs no round trip of its own.
    func requiresTransactionalTables(_ request: OpeningRequest) -> String?

    /// Who stands, or stood a moment ago, in the way of a statement of this session that did not get its lock in time: for
    /// people, one sentence each, without anybody's SQL. Empty where nobody is found. Ends the failed transaction.
    func lockHolders(
        _ session: any Session, _ request: OpeningRequest, _ wait: LockWait, deadline: Deadline
    ) -> [String]

    /// How another client works on the target in place of our session.
    ///
    /// - Throws: `unsupported` behind a pooler that shares sessions; what is wrong with the URL.
    func deputy(
        _ url: ConnectionURL, _ request: OpeningRequest, _ opening: Opening, server: ServerFacts,
        applicationName: String
    ) throws(DriverError) -> Deputy

    /// Ends the session of a deputy whose client is gone, so that its lock goes with it.
    func ending(session: Int) -> [String]

    /// - Parameters:
    ///   - code: in the engine's own form: an SQLSTATE, an error number, an extended result code.
    ///   - message: the engine's words.
    func deputyFailure(code: String, message: String) -> DeputyFailure

    /// Ends a transaction and undoes it. False if tables that ignore transactions kept a part of it.
    func rollBack(_ session: any Session, deadline: Deadline) throws(DriverError) -> Bool
}

/// What has to be undone in a session that others will use after us.
public enum SessionReset: Sendable, Hashable {
    /// Everything that was set ends with the transaction.
    case unneeded
    /// Settings, cursors and temporary tables that a script may have left without its text showing it.
    case settings
    /// Also locks and notifications, which a script was seen to ask for. Not done unseen: others' would be lost.
    case everything
}

extension MigrationDialect {
    /// The statement that moves a row; whether it moved exactly one has still to be asked.
    public func movement(_ change: VersionChange, in table: String) -> String {
        switch change {
        case .insert(let new): "INSERT INTO \(table) (version_num) VALUES (\(quoted(new)))"
        case .delete(let old): "DELETE FROM \(table) WHERE version_num = \(quoted(old))"
        case .replace(let old, let new):
            "UPDATE \(table) SET version_num = \(quoted(new)) WHERE version_num = \(quoted(old))"
        case .clear: "DELETE FROM \(table)"
        // Other tools' tables move by `moves`.
        case .settle, .rerun: preconditionFailure("a change for another tool's table")
        }
    }

    public func rollBack(_ session: any Session, deadline: Deadline) throws(DriverError) -> Bool {
        _ = try session.run(Batch("ROLLBACK"), deadline: deadline)
        return true
    }

    public func isGone(_ object: CatalogueObject, in request: OpeningRequest) -> String? {
        exists(object, in: request).map { "NOT (\($0))" }
    }

    /// The effects by which a statement can be told to have taken effect; empty if one of them cannot be seen.
    public func visibleEffects(of effect: CatalogueEffect, in request: OpeningRequest) -> [CatalogueFact] {
        effect.facts.allSatisfy { exists($0.object, in: request) != nil } ? effect.facts : []
    }

    /// An expression whose value is how many of `effects` hold in the catalogue.
    public func countOfEffects(_ effects: [CatalogueFact], in request: OpeningRequest) -> String {
        let terms = effects.compactMap { fact in
            let condition =
                switch fact {
                case .appears(let object): exists(object, in: request)
                case .disappears(let object): isGone(object, in: request)
                }
            return condition.map { "(CASE WHEN \($0) THEN 1 ELSE 0 END)" }
        }
        return terms.isEmpty ? "0" : terms.joined(separator: " + ")
    }

    /// A name that no server takes becomes an empty one, which every server refuses.
    public func identifier(_ name: String) -> String {
        (try? SQLQuoting.identifier(name, engine: engine)) ?? (engine == .mysql ? "``" : "\"\"")
    }

    /// A text that no literal can hold becomes NULL, which equals nothing.
    public func quoted(_ text: String) -> String { (try? SQLQuoting.literal(text, engine: engine)) ?? "NULL" }
}

/// What the migrator asks for when it opens a target.
public struct OpeningRequest: Sendable, Hashable {
    public var versionTable: String
    /// Where the version table and the journal stand; `nil` means the engine's default.
    public var versionSchema: String?
    /// The schema in which unqualified names are looked up; `nil` means the engine's default.
    public var schema: String?
    /// What the version table tells of where another tool keeps it; `nil` means that it is Alembic's.
    public var history: VersionHistory?
    public var lockTimeout: Duration
    /// `nil` means no limit.
    public var statementTimeout: Duration?

    public init(
        versionTable: String = "alembic_version", versionSchema: String? = nil, schema: String? = nil,
        history: VersionHistory? = nil, lockTimeout: Duration = .seconds(2), statementTimeout: Duration? = nil
    ) {
        self.versionTable = versionTable
        self.versionSchema = versionSchema
        self.history = history
        self.schema = schema
        self.lockTimeout = lockTimeout
        self.statementTimeout = statementTimeout
    }

    /// Stands beside the version table.
    public static let journalTable = "flotilla_journal"
}

/// What a target said when it was opened.
public struct Opening: Sendable, Hashable {
    public enum Lock: Sendable, Hashable {
        case held
        /// Another session has it; words about that session for people, if the engine tells.
        case heldElsewhere(String?)
        case notAsked
    }

    public var lock: Lock
    /// Rows of the version table, sorted; of another tool's, where the database stands. `nil` when there is no such table.
    public var versions: [String]?
    /// Why nothing may be planned from there, where another tool's table says that.
    public var trouble: VersionTrouble?
    /// The checksums with which Flyway's repeated scripts last ran, by what its table calls them.
    public var repeated: [String: Int32] = [:]
    public var hasJournal: Bool
    /// The step without a transaction that was begun and not ended.
    public var journal: JournalEntry?
    /// Names the physical database: equal for two URLs if and only if they lead to the same one.
    public var identity: String
    public var isReadOnly: Bool
    /// Sessions are shared by a pooler: nothing survives a transaction.
    public var isPooled: Bool
    /// How this session's server reads string literals.
    public var scanning: SQLOptions

    public init(
        lock: Lock, versions: [String]?, hasJournal: Bool = false, journal: JournalEntry? = nil, identity: String,
        isReadOnly: Bool = false, isPooled: Bool = false, scanning: SQLOptions = .init()
    ) {
        self.lock = lock
        self.versions = versions
        self.hasJournal = hasJournal
        self.journal = journal
        self.identity = identity
        self.isReadOnly = isReadOnly
        self.isPooled = isPooled
        self.scanning = scanning
    }
}

/// How a row of the version table moves in one step.
public enum VersionChange: Sendable, Hashable {
    case insert(String)
    case delete(String)
    case replace(old: String, new: String)
    /// Every row goes, however many there are.
    case clear
    /// Another tool's table is made to say that everything up to `to` is applied and nothing else of the folder.
    ///
    /// - Parameter from: where the table says that the database stands; `nil` where it is not to be trusted.
    case settle(from: String?, to: String?)
    /// Flyway's table is made to say that a script without a version has run again.
    case rerun(VersionEntry)
}

/// Where a step without a transaction stands. There is at most one per target, in a table beside the version table.
public struct JournalEntry: Sendable, Hashable {
    public enum State: String, Sendable, Hashable {
        /// Written before the statement is sent. Everything before it is done.
        case started
        /// The server reported that the statement failed and had no effect.
        case failed
        /// A person decided that the statement took effect.
        case applied
    }

    public var revision: String
    /// `up` or `down`.
    public var direction: String
    /// Which of the step's units, from 1.
    public var unit: Int
    public var units: Int
    public var state: State
    /// How many of the unit's effects held before it was sent.
    public var effectsBefore: Int
    /// Digest of everything before this unit in its section: what has been applied and must not be edited.
    public var prefixDigest: String
    /// Digest of the unit itself.
    public var unitDigest: String

    public init(
        revision: String, direction: String, unit: Int, units: Int, state: State, effectsBefore: Int,
        prefixDigest: String, unitDigest: String
    ) {
        self.revision = revision
        self.direction = direction
        self.unit = unit
        self.units = units
        self.state = state
        self.effectsBefore = effectsBefore
        self.prefixDigest = prefixDigest
        self.unitDigest = unitDigest
    }

    /// The columns in the order in which every engine reads them.
    public static let columns = [
        "revision", "direction", "unit", "units", "state", "effects_before", "prefix_digest", "unit_digest",
    ]

    /// From a row read in the order of ``columns``; `nil` if it was not written by us.
    public init?(row: [String?]) {
        guard row.count == Self.columns.count, let revision = row[0], let direction = row[1],
            let unit = row[2].flatMap({ Int($0) }), let units = row[3].flatMap({ Int($0) }),
            let state = row[4].flatMap(State.init), let before = row[5].flatMap({ Int($0) }),
            let prefix = row[6], let digest = row[7]
        else { return nil }
        self.init(
            revision: revision, direction: direction, unit: unit, units: units, state: state, effectsBefore: before,
            prefixDigest: prefix, unitDigest: digest)
    }
}

/// What journal and version table say between two transactions of a step.
public struct JournalStanding: Sendable, Hashable {
    /// `nil` while nothing of the step is done.
    public var entry: JournalEntry?
    /// Rows of the version table, sorted.
    public var versions: [String]

    public init(entry: JournalEntry?, versions: [String]) {
        self.entry = entry
        self.versions = versions
    }
}

extension JournalAction {
    /// What the journal holds afterwards; `nil` where it holds nothing or is not changed.
    public var entry: JournalEntry? {
        guard case .write(let entry, _) = self else { return nil }
        return entry
    }
}

public enum JournalAction: Sendable, Hashable {
    case createTable
    /// Replaces the entry; `effects` are counted in the same statement and kept as `effectsBefore`.
    case write(JournalEntry, effects: [CatalogueFact])
    /// Fails unless journal and version table are as they were left, where no lock of the session makes sure of that.
    case expect(JournalStanding)
    /// The step is whole: its entry goes, and where that is cheap the table too.
    case clear
    /// The step has left nothing behind: the same, and the target is as it was before.
    case abandon(JournalEntry)
}
