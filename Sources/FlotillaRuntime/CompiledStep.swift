import FlotillaDriver
import FlotillaRevisions
import FlotillaSQL

/// One revision in one direction, for one engine, ready to be sent.
struct CompiledStep: Sendable {
    enum Body: Sendable {
        /// Runs inside a transaction together with the change of the version table.
        case transactional(ScriptText)
        /// Runs unit by unit, with a journal in the target.
        case journalled([Unit])
        /// Runs in Python, by the project's own Alembic, which moves the version too.
        case alembic(BridgedStep)
        /// A stamp: only the version table changes.
        case none
    }

    var revision: RevisionID
    var direction: StepDirection
    /// The version table once the step has taken effect, sorted.
    var rowsAfter: [RevisionID]
    var rowChanges: [RowChange]
    var body: Body
    var checks: [Question]
    var verifications: [Question]
    var lockTimeout: Duration?
    var statementTimeout: Duration?
    /// A statement changes settings of the session.
    var changesSession: Bool

    /// What it does cannot be used before it is committed: a new value of an enumeration of PostgreSQL's.
    var mustCommitFirst = false
    /// The version table is emptied first, and the changes are made to an empty one.
    var purgesVersions = false
    /// It stands for everything that leads to its revision.
    var isBaseline = false
    /// What is gone afterwards, where the revision says so.
    var loss: LosingStep?
    /// The script of Flyway's that is run again, and leaves the target on the version that it has.
    var rerun: VersionEntry?

    var hasScript: Bool {
        if case .none = body { return false }
        return true
    }

    var isTransactional: Bool {
        switch body {
        case .transactional, .none: true
        case .journalled, .alembic: false
        }
    }

    var isJournalled: Bool {
        if case .journalled = body { true } else { false }
    }
}

extension CompiledStep {
    /// Only the version table changes; and the journal goes, if there is one.
    init(stamping rows: [RevisionID], _ changes: [RowChange] = [], isPurging: Bool = false) {
        self.init(
            revision: rows.first ?? RevisionID("base"), direction: .up, rowsAfter: rows, rowChanges: changes,
            body: .none,
            checks: [], verifications: [], changesSession: false, purgesVersions: isPurging)
    }
}

extension [CompiledStep] {
    /// A stamp that trusts no row, on the version that is wanted, or on `rows` if that is where the table says it is.
    func settling(_ rows: [RevisionID]) -> [CompiledStep] {
        [CompiledStep(stamping: first?.rowsAfter ?? rows, isPurging: first?.purgesVersions ?? false)]
    }

    /// As many of the first ones as share a transaction; the first of them must be able to be in one.
    func sharingTransaction(_ scope: MigrationSettings.TransactionScope) -> [CompiledStep] {
        guard scope == .run else { return Array(prefix(1)) }
        let together = prefix(while: \.isTransactional)
        let last = together.firstIndex(where: \.mustCommitFirst) ?? together.endIndex - 1
        return Array(together.prefix(through: last))
    }
}

/// A script as it is sent, and where each of its statements stands for when one fails.
struct ScriptText: Sendable {
    var parts: [Batch.Part]
    var places: [StatementPlace]
    /// A server reads a text whole before it runs any of it. Where a statement changes how strings are read, those behind
    /// it must not stand in the same text.
    var goesPiecemeal = false
    /// Of the file, on which the text begins.
    var firstLine: Int
}

/// A read-only query that must return no row.
struct Question: Sendable {
    var name: String
    var sql: [UInt8]
    var place: StatementPlace
    /// Of its own; `nil` where that of the step holds.
    var lockTimeout: Duration?
    var statementTimeout: Duration?
}

/// What is done, and recorded as done, at once in a step without a transaction.
struct Unit: Sendable {
    enum Kind: Sendable {
        /// In a transaction with its own record: it either happened or it did not.
        case atomic([Batch.Part])
        /// Cannot be in a transaction: recorded before, and looked up in the catalogue when in doubt. Unless it
        /// `failsWhole`, a failure may leave a part of what it does.
        case bare(Batch.Part, effects: CatalogueEffect, failsWhole: Bool)
        /// Changes the session and nothing else; said again whenever the step is resumed.
        case session([Batch.Part])
        /// Repeated, and committed each time, until it touches no row.
        case repeated(Batch.Part, pause: Duration)
    }

    var kind: Kind
    /// One for each statement the server counts.
    var places: [StatementPlace]
    var digest = ""
    /// Of all units before this one.
    var prefixDigest = ""
    /// Its transaction is not shared with the neighbours': it is the script's own, that of a whole section, or holds a lock
    /// for as long as a table is read.
    var standsAlone = false
    /// Names that stand alone may mean something else from here on.
    var movesNames = false
    /// It makes something in the session that a second session cannot have: a temporary table, a variable.
    var keepsRowsInSession = false
    /// It names the storage engine of a table, or may change which one is the default.
    var choosesStorageEngine = false

    var isBare: Bool {
        if case .bare = kind { return true }
        return false
    }

    var isSession: Bool {
        if case .session = kind { return true }
        return false
    }

    var isAtomic: Bool {
        if case .atomic = kind { return true }
        return false
    }

    var isRepeated: Bool {
        if case .repeated = kind { return true }
        return false
    }
}
