import FlotillaSQL

/// A marker line and what follows it, up to the next marker or the end of the file.
public struct RevisionSection: Sendable, Hashable {
    public internal(set) var marker: SectionMarker
    /// The line of the marker in its file, from 1. The body begins on the next.
    public let line: Int
    /// The marker line with its line end.
    let markerText: [UInt8]
    /// As it stands in the file. Empty or all comments is normal: some revisions do nothing on some engine.
    public internal(set) var body: [UInt8]
    /// The file that the body stands in where that is not the revision's own.
    public internal(set) var path: String?
    public internal(set) var format = RevisionFormat.flotilla
    /// Whether `${name}` in it is replaced, as Flyway does it unless it is told not to.
    public internal(set) var takesPlaceholders = false
    /// Places in it have been given values.
    public private(set) var isFilledIn = false
}

/// What a marker line says: `-- flotilla:upgrade postgresql transaction=none`.
public struct SectionMarker: Sendable, Hashable {
    public let kind: SectionKind
    /// The engines that the section is for; none means every engine that has no section of its own.
    public let engines: Set<Engine>
    public internal(set) var options: SectionOptions

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
    /// Whether it may have places for values: `:{name}`, or Flyway's `${name}`. Other tools have none.
    public var mayHoldVariables: Bool {
        switch format {
        case .flotilla: isFilledIn || holds(UInt8(ascii: ":"), UInt8(ascii: "{"))
        case .flyway: isFilledIn || takesPlaceholders && holds(UInt8(ascii: "$"), UInt8(ascii: "{"))
        case .golangMigrate, .goose, .dbmate: false
        }
    }

    private func holds(_ first: UInt8, _ second: UInt8) -> Bool {
        body.indices.dropLast().contains { body[$0] == first && body[$0 + 1] == second }
    }

    /// The section with every such place filled in.
    public func filledIn(
        with variables: SQLVariables, engine: Engine, options: SQLOptions = SQLOptions()
    ) throws(SQLVariableProblem) -> RevisionSection {
        guard mayHoldVariables, !isFilledIn else { return self }
        var filled = self
        filled.body =
            format == .flyway
            ? try variables.replacingPlaceholders(in: body)
            : try variables.filledIn(body, engine: engine, options: options)
        filled.isFilledIn = true
        return filled
    }

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
