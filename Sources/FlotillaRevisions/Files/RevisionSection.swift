import FlotillaSQL

/// A marker line and what follows it, up to the next marker or the end of the file.
public struct RevisionSection: Sendable, Hashable {
    public let marker: SectionMarker
    /// The line of the marker in its file, from 1. The body begins on the next.
    public let line: Int
    /// The marker line with its line end.
    let markerText: [UInt8]
    /// As it stands in the file. Empty or all comments is normal: some revisions do nothing on some engine.
    public let body: [UInt8]
    /// The file that the body stands in where that is not the revision's own.
    public var path: String?
    /// Whether `:{name}` in it is a variable. Other tools know none.
    public var takesVariables = true
}

/// What a marker line says: `-- flotilla:upgrade postgresql transaction=none`.
public struct SectionMarker: Sendable, Hashable {
    public let kind: SectionKind
    /// The engines that the section is for; none means every engine that has no section of its own.
    public let engines: Set<Engine>
    public let options: SectionOptions

    public init(_ kind: SectionKind, engines: Set<Engine> = [], options: SectionOptions = SectionOptions()) {
        self.kind = kind
        self.engines = engines
        self.options = options
    }
}

public enum SectionKind: Sendable, Hashable {
    case upgrade
    case downgrade
    /// Instead of a downgrade: why there is none.
    case irreversible(reason: String)
    /// Read-only SQL that must return no row on any target before the first write.
    case check(name: String)
    /// Read-only SQL that must return no row after the step.
    case verify(name: String?)
    /// The project's own Alembic runs this direction, or both (nil), where no other section serves the engine. It has no
    /// body.
    case alembic(StepDirection?)
}

/// What one section per engine can be for; an upgrade or downgrade may go on in a further one that wants other
/// transactions.
enum SectionPurpose: Hashable {
    case up
    case down
    case check(String)
    case verify(String?)
    case alembic(StepDirection?)
}

extension SectionKind {
    var purpose: SectionPurpose {
        switch self {
        case .upgrade: .up
        case .downgrade, .irreversible: .down
        case .check(let name): .check(name)
        case .verify(let name): .verify(name)
        case .alembic(let direction): .alembic(direction)
        }
    }
}

/// How a section is run.
public struct SectionOptions: Sendable, Hashable {
    public var transaction: TransactionMode
    /// How long one statement may wait for a lock.
    public var lockTimeout: Duration?
    /// How long one statement may run.
    public var statementTimeout: Duration?
    public var batch: RowBatch?
    /// Rows or columns are gone afterwards, so that it runs only when somebody has agreed to that.
    public var losesData: Bool

    public init(
        transaction: TransactionMode = .default, lockTimeout: Duration? = nil, statementTimeout: Duration? = nil,
        batch: RowBatch? = nil, losesData: Bool = false
    ) {
        self.transaction = transaction
        self.lockTimeout = lockTimeout
        self.statementTimeout = statementTimeout
        self.batch = batch
        self.losesData = losesData
    }
}

public enum TransactionMode: String, Sendable, Hashable, CaseIterable {
    /// One around the section, where the engine can.
    case `default`
    /// None: for what an engine refuses inside one, such as `CREATE INDEX CONCURRENTLY`.
    case none
    /// The SQL begins and ends its own.
    case script
}

/// Repeat a change of data until it touches no row, committing each time.
public struct RowBatch: Sendable, Hashable {
    /// How many rows one repetition should touch; greater than zero.
    public let rows: Int
    /// How long to leave the database alone between repetitions.
    public let pause: Duration

    public init(rows: Int, pause: Duration = .zero) {
        self.rows = rows
        self.pause = pause
    }
}

extension RevisionSection {
    /// The first line, if any, that is neither blank nor begins a comment with `--`.
    var firstStatementLine: Int? {
        var number = line
        for text in body.split(separator: .lineFeed, omittingEmptySubsequences: false) {
            number += 1
            let trimmed = text.trimmed
            if !trimmed.isEmpty, !trimmed.hasPrefix("--") { return number }
        }
        return nil
    }
}
